package org.longhaul.analysis.statistics;

import java.util.Arrays;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.stat.ranking.NaNStrategy;
import org.apache.commons.math3.stat.ranking.NaturalRanking;
import org.apache.commons.math3.stat.ranking.TiesStrategy;
import org.jspecify.annotations.Nullable;

/**
 * Wilcoxon's signed-rank test of paired differences (Wilcoxon, 1945): is their distribution symmetric around zero?
 *
 * <p>Differences of zero are dropped, equal sizes share the mean of their ranks, as Wilcoxon did. Up to {@value #MOST_EXACT}
 * differences the p value is exact, also with equal sizes: over all signs that the ranks could have had. Beyond, it is that of a
 * normal distribution with the same variance and a continuity correction. (The test of Commons Math ranks differences of zero
 * too, and its exact form takes no account of equal sizes.)
 *
 * @param count differences that are not zero
 * @param positive sum of the ranks of the positive ones
 * @param negative sum of the ranks of the negative ones
 * @param pValue two-sided; 1 where every difference is zero
 * @param exact whether the p value is exact
 */
public record SignedRank(int count, double positive, double negative, double pValue, boolean exact) {

    private static final int MOST_EXACT = 50;

    /** Returns the test of differences, or null when one of them is not finite. */
    static @Nullable SignedRank of(double[] differences) {
        if (!Arrays.stream(differences).allMatch(Double::isFinite)) {
            return null;
        }
        double[] kept =
                Arrays.stream(differences).filter(difference -> difference != 0).toArray();
        if (kept.length == 0) {
            return new SignedRank(0, 0, 0, 1, true);
        }
        double[] ranks = new NaturalRanking(NaNStrategy.FAILED, TiesStrategy.AVERAGE)
                .rank(Arrays.stream(kept).map(Math::abs).toArray());
        double positive = 0;
        double negative = 0;
        for (int i = 0; i < kept.length; i++) {
            positive += kept[i] > 0 ? ranks[i] : 0;
            negative += kept[i] < 0 ? ranks[i] : 0;
        }
        boolean exact = kept.length <= MOST_EXACT;
        double smaller = Math.min(positive, negative);
        double tail = exact ? exactTail(ranks, smaller) : normalTail(ranks, smaller);
        return new SignedRank(kept.length, positive, negative, Math.min(1, 2 * tail), exact);
    }

    /** Returns the least two-sided p value of so many differences, 2 / 2^n, at most 1. */
    public static double leastPValue(int count) {
        return Math.min(1, Math.pow(2, 1.0 - count));
    }

    /** Returns the least number of differences that can give a two-sided p value below {@code level}. */
    public static int leastCount(double level) {
        int count = 1;
        while (leastPValue(count) >= level) {
            count++;
        }
        return count;
    }

    /**
     * Returns the matched-pairs rank-biserial correlation (Kerby, 2014), an effect size from -1, where every difference is
     * negative, to 1; 0 where all are zero.
     */
    public double rankBiserial() {
        double all = positive + negative;
        return all > 0 ? (positive - negative) / all : 0;
    }

    /** Probability of a sum of at most {@code sum} where every rank counts or not by a fair coin; ranks are halves at most. */
    private static double exactTail(double[] ranks, double sum) {
        int limit = (int) Math.round(2 * sum);
        double[] ways = new double[limit + 1];
        ways[0] = 1;
        for (double rank : ranks) {
            int step = (int) Math.round(2 * rank);
            for (int total = limit; total >= step; total--) {
                ways[total] += ways[total - step];
            }
        }
        return Arrays.stream(ways).sum() / Math.pow(2, ranks.length);
    }

    private static double normalTail(double[] ranks, double sum) {
        double mean = Arrays.stream(ranks).sum() / 2;
        double variance = Arrays.stream(ranks).map(rank -> rank * rank).sum() / 4;
        double z = Math.min(0, (sum + 0.5 - mean) / Math.sqrt(variance));
        return new NormalDistribution(null, 0, 1).cumulativeProbability(z);
    }
}
