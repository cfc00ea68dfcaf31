package org.longhaul.training.method.semisupervised;

import java.util.Arrays;
import org.longhaul.extension.PlainNumber;

/**
 * What a model takes some examples to be, and of which of them a client believes it.
 *
 * @param labels a class of each
 * @param kept whether its score was good enough
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record PseudoLabels(int[] labels, boolean[] kept) {
    /**
     * A rule.
     *
     * @param temperature what scores are divided by before the softmax
     * @param least share or margin
     */
    record Rule(FedAnchor.Threshold threshold, double temperature, double least) {
        /** Everything is kept. */
        static final Rule ALL = new Rule(FedAnchor.Threshold.NONE, 1, 0);

        @Override
        public String toString() {
            return switch (threshold) {
                case NONE -> "all";
                case SOFTMAX ->
                    "softmax of score" + (temperature == 1 ? "" : "/" + PlainNumber.of(temperature)) + " >= "
                            + PlainNumber.of(least);
                case MARGIN -> "margin >= " + PlainNumber.of(least);
            };
        }
    }

    /**
     * The class with the highest score of each example, of equal ones the first.
     *
     * @param scores of each class, row by row
     */
    static PseudoLabels of(double[] scores, int classes, Rule rule) {
        int rows = scores.length / classes;
        int[] labels = new int[rows];
        boolean[] kept = new boolean[rows];
        for (int row = 0; row < rows; row++) {
            int from = row * classes;
            int best = 0;
            for (int c = 1; c < classes; c++) {
                best = scores[from + c] > scores[from + best] ? c : best;
            }
            labels[row] = best;
            kept[row] = isKept(Arrays.copyOfRange(scores, from, from + classes), best, rule);
        }
        return new PseudoLabels(labels, kept);
    }

    private static boolean isKept(double[] scores, int best, Rule rule) {
        double sum = 0;
        double second = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < scores.length; c++) {
            sum += Math.exp((scores[c] - scores[best]) / rule.temperature);
            second = c == best ? second : Math.max(second, scores[c]);
        }
        return switch (rule.threshold) {
            case NONE -> true;
            case SOFTMAX -> 1 / sum >= rule.least;
            case MARGIN -> scores[best] - second >= rule.least;
        };
    }

    /** How many are kept. */
    int keptCount() {
        int count = 0;
        for (boolean each : kept) {
            count += each ? 1 : 0;
        }
        return count;
    }
}
