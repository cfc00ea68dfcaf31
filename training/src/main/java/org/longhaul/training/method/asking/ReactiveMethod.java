package org.longhaul.training.method.asking;

import java.util.Map;
import org.longhaul.training.tensor.Tensor;

/** A method that acts whenever something arrives at the server, rather than step by step with all workers. */
interface ReactiveMethod {

    /** Training begins: gives every worker something to do. */
    void begin(Workshop workshop);

    /** A worker's vector has arrived. */
    void arrived(Arrival arrival, Workshop workshop);

    /** What the server holds. */
    Tensor parameters();

    /** Flat vectors of the server that persist, by name. */
    Map<String, Tensor> state();

    /**
     * What has arrived.
     *
     * @param worker who sent it
     * @param vector what it sent; not to be kept
     * @param count arrivals before this one
     */
    record Arrival(int worker, Tensor vector, long count) {}
}
