package org.longhaul.training.optimizer;

import java.util.ArrayList;
import java.util.List;
import org.longhaul.extension.Require;
import org.longhaul.training.tensor.Tensor;

/**
 * Slow momenta u_j with weights w_j and decays b_j; states u_1..u_N, then the second moment.
 *
 * <p>Before the switch step there is one fast momentum instead, u_1 of weight 1, so that a run can start as the plain
 * optimizer would: slow momenta need about 1/(1 - b_j) steps of gradients that still mean something. At the switch all
 * momenta start again from zero, while bias corrections go on counting. Steps are those of the run: a reset of the states in
 * between does not bring the fast momentum back.
 */
final class Momenta {
    private final double[] weights;
    private final double[] decays;
    private final double gradientWeight;
    private final long switchStep;
    private final double fastDecay;

    Momenta(List<Double> weights, List<Double> decays, long switchStep, double fastDecay) {
        this.weights = toArray(weights);
        this.decays = toArray(decays);
        this.switchStep = switchStep;
        this.fastDecay = fastDecay;
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

    private boolean isFast(long step) {
        return step < switchStep;
    }

    double weight(int j, long step) {
        if (isFast(step)) {
            return j == 0 ? 1 : 0;
        }
        return weights[j];
    }

    double decay(int j, long step) {
        return isFast(step) ? fastDecay : decays[j];
    }

    /** 1 - sum of the weights. */
    double gradientWeight(long step) {
        return isFast(step) ? 0 : gradientWeight;
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
    void average(List<Tensor> states, Tensor signal, long step) {
        for (int j = 0; j < decays.length; j++) {
            Tensor u = states.get(j);
            if (step == switchStep) {
                u.zeroInPlace();
            }
            u.lerpInPlace(signal, 1 - decay(j, step));
        }
    }

    /** Checks weights omega_j and decays beta_j: as many of each, weights not negative with sum at most 1. */
    static void requireFit(List<Double> weights, List<Double> decays) {
        if (weights.isEmpty() || weights.size() != decays.size()) {
            throw new IllegalArgumentException("momentumWeights (" + weights + ") and firstDecays (" + decays
                    + ") must be as many of each, at least one.");
        }
        double sum = 0;
        for (double weight : weights) {
            Require.notNegative("momentumWeights", weight, 1e30);
            sum += weight;
        }
        if (sum > 1 + 1e-12) {
            throw new IllegalArgumentException("momentumWeights (" + weights + ") must not add up to more than 1.");
        }
        for (double decay : decays) {
            Require.decay("firstDecays", decay);
        }
    }
}
