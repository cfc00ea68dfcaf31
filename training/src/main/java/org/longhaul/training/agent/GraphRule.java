package org.longhaul.training.agent;

import java.util.ArrayList;
import java.util.List;

/**
 * Decides from opinions who talks to whom.
 *
 * <p>Everybody who knows the opinions and the seed comes to the same graph.
 */
public interface GraphRule {
    /**
     * The graph for one query.
     *
     * @param seed of whatever is drawn
     */
    AnswerGraph graph(Opinions opinions, long seed);

    /** The graphs for several queries, the same as one by one. */
    default List<AnswerGraph> graphs(List<Opinions> opinions, long[] seeds) {
        List<AnswerGraph> graphs = new ArrayList<>(seeds.length);
        for (int i = 0; i < seeds.length; i++) {
            graphs.add(graph(opinions.get(i), seeds[i]));
        }
        return graphs;
    }
}
