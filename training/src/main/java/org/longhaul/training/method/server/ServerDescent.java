package org.longhaul.training.method.server;

import java.util.List;
import org.longhaul.extension.PlainNumber;
import org.longhaul.training.tensor.Tensor;

/**
 * Gradient descent on the mean pseudo-gradient d: {@code theta = theta - eta d}.
 *
 * @param learningRate eta
 */
public record ServerDescent(double learningRate) implements ServerOptimizer {
    @Override
    public List<Kept> kept() {
        return List.of();
    }

    @Override
    public boolean takesPseudoGradients() {
        return true;
    }

    @Override
    public void step(Tensor theta, List<Tensor> kept, Tensor mean, long round) {
        theta.addInPlace(mean, -learningRate);
    }

    @Override
    public String words() {
        return "descent along the pseudo-gradient, learning rate " + PlainNumber.of(learningRate);
    }
}
