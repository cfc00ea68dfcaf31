package org.longhaul.training.optimizer;

import java.util.ArrayList;
import java.util.List;
import org.longhaul.training.tensor.Tensor;

/** Slow momenta u_j with weights w_j and decays b_j; states u_1..u_N, then the second moment. */
final class Momenta {
    private final double[] weights;
    private final double[] decays;
    private final double gradientWeight;

    Momenta(List<Double> weights, List<Double> decays) {
        this.weights = toArray(weights);
        this.decays = toArray(decays);
        double rest = 1;
        for (double weight : this.weights) {
            rest -= weight;
        }
        gradientWeight = Math.max(0, rest);
    }

    private static double[] toArray(List<Double> values) {
        double[] array = new double[values.size()];
        for (int j = 0; j < array.length; j++) {
            array[j] = values.get(j);
        }
        return array;
    }

    int count() {
        return weights.length;
    }

    double weight(int j) {
        return weights[j];
    }

    double decay(int j) {
        return decays[j];
    }

    /** 1 - sum of the weights. */
    double gradientWeight() {
        return gradientWeight;
    }

    List<StateSpec> states() {
        List<StateSpec> states = new ArrayList<>();
        for (int j = 1; j <= weights.length; j++) {
            states.add(weights.length == 1 ? StateSpec.firstMoment() : StateSpec.firstMoment(j));
        }
        states.add(StateSpec.secondMoment());
        return List.copyOf(states);
    }

    /** u_j = b_j u_j + (1 - b_j) signal. */
    void average(List<Tensor> states, Tensor signal) {
        for (int j = 0; j < decays.length; j++) {
            states.get(j).lerpInPlace(signal, 1 - decays[j]);
        }
    }
}
