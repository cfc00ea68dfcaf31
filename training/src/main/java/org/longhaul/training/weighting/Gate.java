package org.longhaul.training.weighting;

import org.longhaul.extension.Require;
import org.longhaul.training.tensor.Tensor;

/**
 * From scores to weights: {@code w = clip(sigmoid(s / max(tau, eps)), least, most)}. A sigmoid and no softmax, so that the weight of
 * a sample depends on itself alone.
 *
 * @param temperature tau
 * @param epsilon eps, at least above 0
 * @param least lower bound of a weight
 * @param most upper bound
 */
record Gate(double temperature, double epsilon, double least, double most) {
    Gate {
        Require.notNegative("temperature", temperature, 1e9);
        Require.positive("epsilon", epsilon, 1e9);
        Require.share("least", least);
        Require.share("most", most);
        if (least > most) {
            throw new IllegalArgumentException("least (" + least + ") must not be above most (" + most + ").");
        }
    }

    Tensor weights(Tensor scores) {
        Tensor scaled = scores.mul(-1 / Math.max(temperature, epsilon));
        return scaled.exp().add(1).pow(-1).clamp(least, most);
    }
}
