package org.longhaul.training.method;

import java.util.Map;
import org.longhaul.training.tensor.Tensor;

/**
 * Moves the parameters that all workers share, once a round, by what the workers' local steps came to (FedOpt: Reddi et al.,
 * "Adaptive Federated Optimization", arXiv 2003.00295, Algorithm 1). Its vectors come from the replicas, which own them.
 */
interface ServerOptimizer {
    /** The shared parameters theta, [P]; the same tensor at all times. */
    Tensor parameters();

    /** Whether workers send their pseudo-gradients {@code theta - x} instead of their parameters x. */
    boolean takesPseudoGradients();

    /**
     * Moves theta.
     *
     * @param mean mean of what the workers sent, [P]; may be changed
     * @param round number of rounds done with this one, from 1
     */
    void step(Tensor mean, long round);

    /** Its vectors that persist between steps, theta among them, by name. */
    Map<String, Tensor> state();
}
