package org.longhaul.training.method;

import java.util.Map;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.Tensor;

/**
 * Nesterov's momentum on the mean pseudo-gradient d, in PyTorch's form: {@code m = mu m + d; theta = theta - eta (d + mu m)},
 * m starting at zero.
 */
final class OuterNesterov implements ServerOptimizer {
    private final Tensor theta;
    private final Tensor momentum;
    private final double learningRate;
    private final double mu;

    OuterNesterov(Replicas replicas, double learningRate, double mu) {
        theta = replicas.newVectorOfInitialParameters();
        momentum = replicas.newVector();
        this.learningRate = learningRate;
        this.mu = mu;
    }

    @Override
    public Tensor parameters() {
        return theta;
    }

    @Override
    public boolean takesPseudoGradients() {
        return true;
    }

    @Override
    public void step(Tensor mean, long round) {
        move(theta, momentum, mean);
    }

    /** Moves a part of theta by the same part of the mean, elements {@code from} to before {@code to}. */
    void step(Tensor mean, long from, long to) {
        long length = to - from;
        move(theta.narrow(0, from, length), momentum.narrow(0, from, length), mean.narrow(0, from, length));
    }

    private void move(Tensor x, Tensor m, Tensor d) {
        m.mulInPlace(mu).addInPlace(d);
        x.addInPlace(d, -learningRate).addInPlace(m, -learningRate * mu);
    }

    @Override
    public Map<String, Tensor> state() {
        return Map.of("outer-parameters", theta, "outer-momentum", momentum);
    }
}
