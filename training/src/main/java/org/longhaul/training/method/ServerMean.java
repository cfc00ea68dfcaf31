package org.longhaul.training.method;

import java.util.Map;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.Tensor;

/** The mean itself, or a step towards it: {@code theta = theta + eta (mean - theta)}. */
final class ServerMean implements ServerOptimizer {
    private final Tensor theta;
    private final double learningRate;

    ServerMean(Replicas replicas, double learningRate) {
        theta = replicas.newVectorOfInitialParameters();
        this.learningRate = learningRate;
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
        if (learningRate == 1) {
            theta.copyInPlace(mean);
        } else {
            theta.lerpInPlace(mean, learningRate);
        }
    }

    @Override
    public Map<String, Tensor> state() {
        return Map.of("server-parameters", theta);
    }
}
