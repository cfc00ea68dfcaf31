package org.longhaul.training.optimizer;

import java.util.List;
import org.longhaul.training.ExactNumber;

/** Checks that the optimizers' settings share. */
final class Check {
    private static final double LARGEST = 1e30;

    private Check() {}

    static void positive(String name, double value) {
        if (!(value > 0 && value <= LARGEST)) {
            throw new IllegalArgumentException(
                    name + " (" + ExactNumber.of(value) + ") must be above 0 and at most 1e30.");
        }
    }

    static void notNegative(String name, double value) {
        if (!(value >= 0 && value <= LARGEST)) {
            throw new IllegalArgumentException(name + " (" + ExactNumber.of(value) + ") must lie in [0, 1e30].");
        }
    }

    static void step(String name, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(name + " (" + value + ") must not be negative.");
        }
    }

    /** A coefficient of a running mean: [0, 1). */
    static void decay(String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(name + " (" + ExactNumber.of(value) + ") must lie in [0, 1).");
        }
    }

    /** Momentum weights omega_j and decays beta_j: as many of each, weights not negative with sum at most 1. */
    static void momenta(List<Double> weights, List<Double> decays) {
        if (weights.isEmpty() || weights.size() != decays.size()) {
            throw new IllegalArgumentException("momentumWeights (" + weights + ") and firstDecays (" + decays
                    + ") must be as many of each, at least one.");
        }
        double sum = 0;
        for (double weight : weights) {
            notNegative("momentumWeights", weight);
            sum += weight;
        }
        if (sum > 1 + 1e-12) {
            throw new IllegalArgumentException("momentumWeights (" + weights + ") must not add up to more than 1.");
        }
        for (double decay : decays) {
            decay("firstDecays", decay);
        }
    }
}
