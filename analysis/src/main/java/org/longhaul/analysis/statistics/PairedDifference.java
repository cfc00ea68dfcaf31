package org.longhaul.analysis.statistics;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.distribution.TDistribution;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.MethodRecord;

/**
 * The difference of one figure between two methods, seed by seed.
 *
 * <p>Equal seeds share data order, initial parameters and noise, so the difference has less spread than either figure. Its
 * interval is {@link Spread#student()}, at {@link Spread#CONFIDENCE}.
 *
 * @param seeds the seeds that both methods have
 * @param bySeed first minus second under each of them
 * @param difference their mean and spread, with a t interval and a percentile bootstrap interval
 * @param pValue two-sided p value of Student's paired t test; without any spread 1 for no difference and 0 for one; null for
 *     fewer than two seeds or a figure that is not finite
 */
public record PairedDifference(List<Long> seeds, List<Double> bySeed, Spread difference, @Nullable Double pValue) {

    /** What the seeds say about two methods. */
    public enum Verdict {
        /** The paired interval leaves zero out. */
        DIFFERENT,
        /** The paired interval holds zero. */
        WITHIN_NOISE,
        /** There are fewer than two seeds, or the figure is not finite under one of them. */
        UNKNOWN
    }

    /** Copies the lists. */
    public PairedDifference {
        seeds = List.copyOf(seeds);
        bySeed = List.copyOf(bySeed);
    }

    /** Returns the difference over equal seeds, or null when the two have no seed in common. */
    public static @Nullable PairedDifference of(
            List<MethodRecord> first, List<MethodRecord> second, ToDoubleFunction<MethodRecord> figure) {
        List<Long> seeds = new ArrayList<>();
        List<Double> differences = new ArrayList<>();
        for (MethodRecord a : first) {
            for (MethodRecord b : second) {
                if (a.seed() == b.seed()) {
                    seeds.add(a.seed());
                    differences.add(figure.applyAsDouble(a) - figure.applyAsDouble(b));
                }
            }
        }
        return seeds.isEmpty() ? null : of(seeds, differences);
    }

    /** Returns what differences under seeds, at least one, come to. */
    public static PairedDifference of(List<Long> seeds, List<Double> differences) {
        Spread spread = Spread.of(array(differences));
        return new PairedDifference(seeds, differences, spread, pValue(spread));
    }

    /** Returns whether the two methods can be told apart, at {@link Spread#CONFIDENCE}. */
    public Verdict verdict() {
        if (pValue == null) {
            return Verdict.UNKNOWN;
        }
        return pValue < 1 - Spread.CONFIDENCE ? Verdict.DIFFERENT : Verdict.WITHIN_NOISE;
    }

    /** Returns Wilcoxon's signed-rank test, or null for a figure that is not finite. */
    public @Nullable SignedRank signedRank() {
        return SignedRank.of(array(bySeed));
    }

    /**
     * Returns the effect size of paired data, the mean difference in standard deviations of the differences (Cohen's d_z,
     * 1988); null for fewer than two seeds, without any spread, and for a figure that is not finite.
     */
    public @Nullable Double effectSize() {
        double deviation = difference.standardDeviation();
        return difference.count() < 2 || !(deviation > 0) || !Double.isFinite(difference.mean())
                ? null
                : Double.valueOf(difference.mean() / deviation);
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static @Nullable Double pValue(Spread spread) {
        if (spread.count() < 2 || !Double.isFinite(spread.mean())) {
            return null;
        }
        if (spread.standardDeviation() == 0) {
            return spread.mean() == 0 ? 1.0 : 0.0;
        }
        double t = spread.mean() / (spread.standardDeviation() / Math.sqrt(spread.count()));
        return 2 * new TDistribution(null, spread.count() - 1.0).cumulativeProbability(-Math.abs(t));
    }
}
