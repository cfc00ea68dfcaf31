package org.longhaul.simulator.request;

/** How much computing it takes to answer a request. The same request takes the same, whoever asks and whenever. */
public interface WorkModel {

    /** What a request takes. */
    Work of(Request request);

    /** What a request takes on average. */
    Work mean();
}
