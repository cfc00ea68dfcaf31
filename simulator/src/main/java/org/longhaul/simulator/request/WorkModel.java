package org.longhaul.simulator.request;

import java.util.List;

/** How much computing it takes to answer a request. The same request takes the same, whoever asks and whenever. */
public interface WorkModel {

    /** What a request takes. */
    Work of(Request request);

    /** What a request takes on average. */
    default Work mean() {
        return mean(0, 1);
    }

    /**
     * What it takes on average to read a query and some answers, and to write answers.
     *
     * @param read how many answers of the mean length follow the query in the prompt
     * @param written how many are written
     */
    Work mean(double read, double written);

    /** What it takes for granted and nobody measured, a sentence each, to be said beside figures. */
    default List<String> assumptions() {
        return List.of();
    }
}
