package org.longhaul.training.agent;

import org.longhaul.extension.Require;

/**
 * SelfOrg's rule: whoever contributes more speaks to those whose drafts are similar enough to its own.
 *
 * <p>Source: SelfOrg, arXiv 2510.00685. <b>Differs from the source</b>: equal contributions are settled by number, which leaves no
 * cycle to cut, and there is one pass where the paper has up to two.
 *
 * @param threshold least cosine of two drafts between which there is an edge
 */
public record SimilarityGraph(double threshold) implements GraphRule {
    public SimilarityGraph {
        Require.share("threshold", threshold);
    }

    @Override
    public AnswerGraph graph(Opinions opinions, long seed) {
        return AnswerGraph.of(opinions.order(), (earlier, later) -> opinions.similarity(earlier, later) >= threshold);
    }
}
