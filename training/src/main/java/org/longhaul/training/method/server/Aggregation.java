package org.longhaul.training.method.server;

/**
 * How far a server goes towards what each of its clients came to, where that is more than a mean with weights that are known
 * before: {@code mean = w + sum_k c_k (w_k - w)}, which a {@link ServerOptimizer} then takes. A value without state.
 *
 * <p>The server must have each client's parameters for itself.
 */
public interface Aggregation {
    /**
     * What the server knows when a round ends.
     *
     * @param losses of each client: the mean loss of the model that it received over all that it has to train on; empty unless
     *     {@link #takesLosses}
     * @param squaredDistances of each client's parameters from the server's, as the server received them; without running
     *     statistics, which no gradient trains
     * @param samples of each client's own data
     * @param learningRate local learning rate of the round's first step
     */
    @SuppressWarnings("ArrayRecordComponent") // Nothing compares what a server knows.
    record Clients(double[] losses, double[] squaredDistances, double[] samples, double learningRate) {}

    /**
     * Whether each client sends the loss of the model that it received: one more forward pass over its own data, and four bytes on
     * the way up.
     */
    boolean takesLosses();

    /** How many numbers it keeps from round to round, zero at first. */
    default int kept() {
        return 0;
    }

    /**
     * The coefficients c_k.
     *
     * @param clients in rank order
     * @param kept what it keeps; may be changed
     */
    double[] coefficients(Clients clients, double[] kept);

    /** What it is, with its settings, in a few words. */
    String words();
}
