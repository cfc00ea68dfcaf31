package org.longhaul.training.agent;

import java.util.List;

/**
 * Trained agents with their drafts to some queries. Drafts never change, so that any number of graphs is tried on them; refined
 * answers are computed anew for each.
 *
 * <p>Thread-safety: immutable; any number of threads may ask.
 */
public interface AgentTeam {
    /** Number of agents. */
    int agents();

    /** Number of queries. */
    int queries();

    /** Values of an embedding. */
    int embeddingWidth();

    /** What an agent answers by itself; do not change the array. */
    float[] draft(int query, int agent);

    /** What the frozen encoder, which all agents share, makes of an answer: a vector of length 1. */
    float[] embedding(float[] answer);

    /** What an agent answers once it has read others' answers. */
    List<float[]> refine(int agent, List<Reading> readings);

    /**
     * What an agent reads besides the query and its own draft.
     *
     * @param query number of the query
     * @param answers of the agents that it listens to, in the order of the graph; at least one
     */
    record Reading(int query, List<float[]> answers) {}

    /** What an answer says, in a form in which answers can be compared: the number of a class or of a result. */
    int said(float[] answer);

    /** What should be said. */
    int truth(int query);

    /**
     * What an agent says to each query, asked several times.
     *
     * @return what is said, query by query and time by time
     */
    int[][] draws(int agent, int times, long seed);

    /** Whether an answer is right. */
    default boolean isRight(int query, float[] answer) {
        return said(answer) == truth(query);
    }

    /** The opinions of all agents on a query, from their drafts. */
    default Opinions opinions(int query) {
        int[] numbers = new int[agents()];
        float[][] embeddings = new float[agents()][];
        for (int agent = 0; agent < numbers.length; agent++) {
            numbers[agent] = agent;
            embeddings[agent] = embedding(draft(query, agent));
        }
        return Opinions.of(numbers, embeddings);
    }
}
