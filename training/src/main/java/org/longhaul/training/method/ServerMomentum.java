package org.longhaul.training.method;

import java.util.Map;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.Tensor;

/**
 * Nesterov's momentum on the mean of the parameters, in the form of two sequences: {@code v' = theta - eta g; theta = v' + mu
 * (v' - v); v = v'} for {@code g = theta - mean}, v starting as a copy of theta.
 */
final class ServerMomentum implements ServerOptimizer {
    private final Tensor theta;
    private final Tensor v;
    private final double learningRate;
    private final double mu;

    ServerMomentum(Replicas replicas, double learningRate, double mu) {
        theta = replicas.newVectorOfInitialParameters();
        v = replicas.newVector().copyInPlace(theta);
        this.learningRate = learningRate;
        this.mu = mu;
    }

    @Override
    public Tensor parameters() {
        return theta;
    }

    @Override
    public boolean takesPseudoGradients() {
        return false;
    }

    @Override
    public void step(Tensor mean, long round) {
        Tensor next = theta.copy().lerpInPlace(mean, learningRate); // theta - eta g
        theta.copyInPlace(next).addInPlace(next, mu).addInPlace(v, -mu);
        v.copyInPlace(next);
    }

    @Override
    public Map<String, Tensor> state() {
        return Map.of("server-parameters", theta, "server-momentum", v);
    }
}
