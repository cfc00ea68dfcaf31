package org.longhaul.training.method.server;

import java.util.List;
import org.longhaul.extension.PlainNumber;
import org.longhaul.training.tensor.Tensor;

/**
 * The mean itself, or a step towards it: {@code theta = theta + eta (mean - theta)}.
 *
 * @param learningRate eta
 */
public record ServerMean(double learningRate) implements ServerOptimizer {
    @Override
    public List<Kept> kept() {
        return List.of();
    }

    @Override
    public boolean takesPseudoGradients() {
        return false;
    }

    @Override
    public void step(Tensor theta, List<Tensor> kept, Tensor mean, long round) {
        if (learningRate == 1) {
            theta.copyInPlace(mean);
        } else {
            theta.lerpInPlace(mean, learningRate);
        }
    }

    @Override
    public String words() {
        return learningRate == 1
                ? "the mean itself"
                : "a step of " + PlainNumber.of(learningRate) + " towards the mean";
    }
}
