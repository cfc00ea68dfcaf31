package org.longhaul.training.method.server;

import java.util.List;
import org.longhaul.training.tensor.Tensor;

/**
 * How the parameters that all workers share move once a round, by what the workers' local steps came to (FedOpt: Reddi et
 * al., "Adaptive Federated Optimization", arXiv 2003.00295, Algorithm 1). A value without state: a {@link ServerModel} holds
 * the vectors, so that one step may also move a part of them.
 */
public interface ServerOptimizer {
    /**
     * A vector that it keeps from round to round.
     *
     * @param name of the vector in checkpoints
     * @param startsAsModel whether it starts as a copy of the parameters; else at zero
     */
    record Kept(String name, boolean startsAsModel) {}

    /** What it keeps beside the parameters. */
    List<Kept> kept();

    /** Whether it steps along the mean pseudo-gradient {@code theta - mean(x)} and not towards the mean of the parameters x. */
    boolean takesPseudoGradients();

    /**
     * Moves theta in place.
     *
     * @param theta the shared parameters, or a part of them
     * @param kept the same part of what it keeps, in that order
     * @param mean the same part of the mean of the parameters or pseudo-gradients; may be changed
     * @param round number of rounds done with this one, from 1
     */
    void step(Tensor theta, List<Tensor> kept, Tensor mean, long round);

    /**
     * What moves running statistics, which no gradient trains: they become the mean of the workers', whatever rates and momenta the
     * parameters have.
     */
    default ServerOptimizer ofStatistics() {
        return takesPseudoGradients() ? new ServerDescent(1) : new ServerMean(1);
    }

    /** What it is, with its settings, in a few words. */
    String words();
}
