package org.longhaul.training.method.server;

import java.util.List;
import org.longhaul.extension.PlainNumber;
import org.longhaul.training.tensor.Tensor;

/**
 * Stochastic gradient descent with momentum on the mean pseudo-gradient d: {@code m = mu m + d; theta = theta - eta m}, m starting at
 * zero.
 *
 * @param learningRate eta
 * @param momentum mu
 */
public record ServerHeavyBall(double learningRate, double momentum) implements ServerOptimizer {
    @Override
    public List<Kept> kept() {
        return List.of(new Kept("server-momentum", false));
    }

    @Override
    public boolean takesPseudoGradients() {
        return true;
    }

    @Override
    public void step(Tensor theta, List<Tensor> kept, Tensor mean, long round) {
        Tensor m = kept.get(0);
        m.mulInPlace(momentum).addInPlace(mean);
        theta.addInPlace(m, -learningRate);
    }

    @Override
    public String words() {
        return "momentum " + PlainNumber.of(momentum) + " on the pseudo-gradient, learning rate "
                + PlainNumber.of(learningRate);
    }
}
