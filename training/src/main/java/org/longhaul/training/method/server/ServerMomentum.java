package org.longhaul.training.method.server;

import java.util.List;
import org.longhaul.extension.PlainNumber;
import org.longhaul.training.tensor.Tensor;

/**
 * Nesterov's momentum on the mean of the parameters, in the form of two sequences: {@code v' = theta - eta g; theta = v' + mu
 * (v' - v); v = v'} for {@code g = theta - mean}, v starting as a copy of theta.
 *
 * @param learningRate eta
 * @param momentum mu
 */
public record ServerMomentum(double learningRate, double momentum) implements ServerOptimizer {
    @Override
    public List<Kept> kept() {
        return List.of(new Kept("server-momentum", true));
    }

    @Override
    public boolean takesPseudoGradients() {
        return false;
    }

    @Override
    public void step(Tensor theta, List<Tensor> kept, Tensor mean, long round) {
        Tensor v = kept.get(0);
        Tensor next = theta.copy().lerpInPlace(mean, learningRate); // theta - eta g
        theta.copyInPlace(next).addInPlace(next, momentum).addInPlace(v, -momentum);
        v.copyInPlace(next);
    }

    @Override
    public String words() {
        return "momentum " + PlainNumber.of(momentum) + " on the mean, learning rate " + PlainNumber.of(learningRate);
    }
}
