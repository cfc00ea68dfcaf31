package org.longhaul.training.method.federated;

import java.util.List;
import org.longhaul.training.tensor.Tensor;

/**
 * Attention among layers of the same shape, which are queries, keys and values at once: a layer becomes the mixture of all with
 * the weights {@code softmax_j(cos(k, k_j) / T)}, itself among them.
 *
 * @param temperature T; large values average, small ones keep the layer
 */
record KeyAttention(double temperature) {
    /** Cosine of the angle between two layers; 0 with a layer of zeros. */
    static double similarity(Tensor a, Tensor b) {
        double norms = a.norm() * b.norm();
        return norms == 0 ? 0 : a.dot(b).item() / norms;
    }

    /** The weights of the layer itself and of the others, in this order; they sum to 1. */
    double[] weights(Tensor own, List<Tensor> others) {
        double[] weights = new double[others.size() + 1];
        // No layer is more like another than itself, so that no exponent is above 0.
        weights[0] = 1;
        double sum = 1;
        for (int i = 0; i < others.size(); i++) {
            weights[i + 1] = Math.exp((similarity(own, others.get(i)) - 1) / temperature);
            sum += weights[i + 1];
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i] /= sum;
        }
        return weights;
    }

    /** The layer becomes the mixture. */
    void attend(Tensor own, List<Tensor> others) {
        double[] weights = weights(own, others);
        own.mulInPlace(weights[0]);
        for (int i = 0; i < others.size(); i++) {
            own.addInPlace(others.get(i), weights[i + 1]);
        }
    }
}
