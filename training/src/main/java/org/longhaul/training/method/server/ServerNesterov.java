package org.longhaul.training.method.server;

import java.util.List;
import org.longhaul.extension.PlainNumber;
import org.longhaul.training.tensor.Tensor;

/**
 * Nesterov's momentum on the mean pseudo-gradient d, in PyTorch's form: {@code m = mu m + d; theta = theta - eta (d + mu m)},
 * m starting at zero.
 *
 * @param learningRate eta
 * @param momentum mu
 */
public record ServerNesterov(double learningRate, double momentum) implements ServerOptimizer {
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
        theta.addInPlace(mean, -learningRate).addInPlace(m, -learningRate * momentum);
    }

    @Override
    public String words() {
        return "Nesterov momentum " + PlainNumber.of(momentum) + " on the pseudo-gradient, learning rate "
                + PlainNumber.of(learningRate);
    }
}
