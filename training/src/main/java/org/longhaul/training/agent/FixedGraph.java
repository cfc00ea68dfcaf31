package org.longhaul.training.agent;

/** Graphs along the order of contribution that look at nothing else. */
public enum FixedGraph implements GraphRule {
    /** Nobody talks: the drafts are aggregated. */
    PARALLEL {
        @Override
        boolean edge(int earlier, int later) {
            return false;
        }
    },
    /** Each to the next: N - 1 edges, depth N - 1. */
    CHAIN {
        @Override
        boolean edge(int earlier, int later) {
            return later == earlier + 1;
        }
    },
    /** The one that contributes most to all others: N - 1 edges, depth 1. */
    STAR {
        @Override
        boolean edge(int earlier, int later) {
            return earlier == 0;
        }
    },
    /** Each to all later ones: N (N - 1) / 2 edges, depth N - 1. */
    FULL {
        @Override
        boolean edge(int earlier, int later) {
            return true;
        }
    };

    abstract boolean edge(int earlier, int later);

    @Override
    public AnswerGraph graph(Opinions opinions, long seed) {
        return AnswerGraph.of(opinions.order(), this::edge);
    }
}
