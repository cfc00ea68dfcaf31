package org.longhaul.training.method;

import java.util.Map;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.Tensor;

/**
 * The outer Nesterov step on the parameters that all workers share, in PyTorch's form: {@code m = mu m + d; theta =
 * theta - eta (d + mu m)} for a pseudo-gradient d, m starting at zero.
 */
final class OuterNesterov {
    private final Tensor theta;
    private final Tensor momentum;
    private final double learningRate;
    private final double mu;

    OuterNesterov(Replicas replicas, double learningRate, double mu) {
        theta = replicas.newVector().copyInPlace(replicas.parameters().of(0));
        momentum = replicas.newVector();
        this.learningRate = learningRate;
        this.mu = mu;
    }

    /** The outer parameters theta. */
    Tensor parameters() {
        return theta;
    }

    /** Moves theta against the pseudo-gradient. */
    void step(Tensor pseudoGradient) {
        momentum.mulInPlace(mu).addInPlace(pseudoGradient);
        theta.addInPlace(pseudoGradient, -learningRate).addInPlace(momentum, -learningRate * mu);
    }

    Map<String, Tensor> state() {
        return Map.of("outer-parameters", theta, "outer-momentum", momentum);
    }
}
