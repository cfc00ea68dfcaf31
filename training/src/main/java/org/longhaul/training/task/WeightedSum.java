package org.longhaul.training.task;

/**
 * A sum of values times weights, and of the weights: what adds up over batches and over clients.
 *
 * @param sum of value times weight
 * @param weight of all that went into it
 */
public record WeightedSum(double sum, double weight) {
    /** Of nothing. */
    public static final WeightedSum NONE = new WeightedSum(0, 0);

    /** Of one mean. */
    public static WeightedSum of(double mean, double weight) {
        return new WeightedSum(weight * mean, weight);
    }

    /** Of both. */
    public WeightedSum plus(WeightedSum other) {
        return new WeightedSum(sum + other.sum, weight + other.weight);
    }

    /** The weighted mean; not a number for nothing. */
    public double mean() {
        return sum / weight;
    }
}
