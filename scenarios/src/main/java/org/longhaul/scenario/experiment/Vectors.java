package org.longhaul.scenario.experiment;

import java.util.List;

/** Plain vectors. */
final class Vectors {
    private Vectors() {}

    /** Subtracts in place. */
    static double[] minus(double[] values, double[] others) {
        for (int i = 0; i < values.length; i++) {
            values[i] -= others[i];
        }
        return values;
    }

    static double[] mean(List<double[]> vectors) {
        double[] mean = new double[vectors.get(0).length];
        for (double[] vector : vectors) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += vector[i] / vectors.size();
            }
        }
        return mean;
    }

    static double norm(double[] vector) {
        double squares = 0;
        for (double value : vector) {
            squares += value * value;
        }
        return Math.sqrt(squares);
    }

    /** Of as many elements as the shorter has. */
    static double cosine(double[] first, double[] second) {
        double product = 0;
        double firstSquares = 0;
        double secondSquares = 0;
        for (int i = 0; i < Math.min(first.length, second.length); i++) {
            product += first[i] * second[i];
            firstSquares += first[i] * first[i];
            secondSquares += second[i] * second[i];
        }
        return product / Math.sqrt(firstSquares * secondSquares);
    }
}
