package org.longhaul.training.agent;

import java.util.SplittableRandom;
import org.longhaul.extension.Hashes;
import org.longhaul.extension.Require;

/**
 * Each forward pair alike, whatever the drafts: what a policy has to be measured against at its own number of edges.
 *
 * @param density probability of an edge
 */
public record RandomGraph(double density) implements GraphRule {
    public RandomGraph {
        Require.share("density", density);
    }

    @Override
    public AnswerGraph graph(Opinions opinions, long seed) {
        SplittableRandom random = new SplittableRandom(Hashes.next(seed));
        return AnswerGraph.of(opinions.order(), (earlier, later) -> random.nextDouble() < density);
    }
}
