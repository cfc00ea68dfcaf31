package org.longhaul.analysis.claim;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.longhaul.analysis.statistics.Interval;
import org.longhaul.analysis.statistics.Spread;

/**
 * What became of a claim under several seeds. It is settled only if the paired difference of its sides says so at {@link
 * Spread#CONFIDENCE}; whether the means alone meet it is of no matter.
 *
 * @param claim the claim
 * @param left its left side over the seeds
 * @param right its right side over the seeds
 * @param difference left minus right, seed by seed
 * @param holding under how many seeds it holds
 * @param finding what all seeds together say
 */
public record SeededResult(Claim claim, Spread left, Spread right, Spread difference, int holding, Finding finding) {

    private static final double ROUNDING = 1e-12;

    /** What seeds say together. */
    public enum Finding {
        /** The interval of the paired difference lies where the claim wants it. */
        HOLDS,
        /** The interval lies partly there, partly not. */
        OPEN,
        /** The interval lies nowhere there, or a figure is missing under some seed. */
        FAILS
    }

    /**
     * Checks a claim.
     *
     * @param sources the figures under each seed, by seed; at least two
     * @throws IllegalArgumentException if there are fewer than two seeds, or the claim names what the sources do not have
     */
    public static SeededResult of(Claim claim, Map<Long, FigureSource> sources) {
        if (sources.size() < 2) {
            throw new IllegalArgumentException(
                    "'" + claim + "' needs figures under two seeds or more; here there are " + sources.size());
        }
        double[] left = new double[sources.size()];
        double[] right = new double[sources.size()];
        double[] difference = new double[sources.size()];
        double[] above = new double[sources.size()];
        double[] below = new double[sources.size()];
        int holding = 0;
        int i = 0;
        for (FigureSource source : sources.values()) {
            Claim.Result result = claim.check(source);
            left[i] = result.found();
            right[i] = result.wanted();
            difference[i] = left[i] - right[i];
            double slack = claim.relativeTolerance() * Math.abs(right[i]);
            above[i] = difference[i] + slack;
            below[i] = slack - difference[i];
            holding += result.holds() ? 1 : 0;
            i++;
        }
        List<Spread> margins = new ArrayList<>();
        if (claim.relation() != Claim.Relation.AT_MOST) {
            margins.add(Spread.of(above));
        }
        if (claim.relation() != Claim.Relation.AT_LEAST) {
            margins.add(Spread.of(below));
        }
        return new SeededResult(
                claim, Spread.of(left), Spread.of(right), Spread.of(difference), holding, finding(margins));
    }

    /** How much room the claim leaves on each side that it bounds: none of it may be negative. */
    private static Finding finding(List<Spread> margins) {
        Finding finding = Finding.HOLDS;
        for (Spread margin : margins) {
            Interval interval = margin.student();
            if (interval == null || interval.high() < 0) {
                return Finding.FAILS;
            }
            finding = interval.low() < 0 ? Finding.OPEN : finding;
        }
        return finding;
    }

    /** Whether it holds under some seeds and does not under others. */
    public boolean flips() {
        return holding > 0 && holding < left.count();
    }

    /** The left side: mean and standard deviation. */
    public String found() {
        return words(left);
    }

    /** The right side with the relation; the number alone where it is one. */
    public String wanted() {
        String sign = claim.relation() == Claim.Relation.EQUALS
                ? ""
                : (claim.relation() == Claim.Relation.AT_LEAST ? "≥ " : "≤ ");
        return sign
                + (claim.right() instanceof Expression.Constant ? claim.right().toString() : words(right));
    }

    /** All of it in a sentence: both sides, the paired difference with its interval, and how many seeds agree. */
    public String sentence() {
        StringBuilder words = new StringBuilder();
        words.append(claim).append(": ").append(findingWords()).append("; ").append(words(left));
        boolean isAgainstNumber = claim.right() instanceof Expression.Constant;
        if (!isAgainstNumber) {
            words.append(" against ").append(words(right)).append(", paired difference ");
            words.append(number(difference.mean()));
        }
        Interval interval = (isAgainstNumber ? left : difference).student();
        if (interval != null) {
            words.append(" [")
                    .append(number(interval.low()))
                    .append(", ")
                    .append(number(interval.high()))
                    .append(']');
        }
        return words.append("; under ")
                .append(holding)
                .append(" of ")
                .append(left.count())
                .append(" seeds")
                .toString();
    }

    private String findingWords() {
        return switch (finding) {
            case HOLDS -> "holds";
            case OPEN -> flips() ? "flips between seeds" : "cannot be told";
            case FAILS -> difference.student() == null ? "has no figure under some seed" : "does not hold";
        };
    }

    /** Mean and standard deviation, where there is more of it than rounding makes. */
    private static String words(Spread spread) {
        if (spread.student() == null) {
            return "none";
        }
        boolean isRounding = spread.standardDeviation() <= ROUNDING * Math.abs(spread.mean());
        return number(spread.mean()) + (isRounding ? "" : " ± " + number(spread.standardDeviation()));
    }

    /** Four digits, all of those before the point. */
    private static String number(double number) {
        if (!Double.isFinite(number)) {
            return "none";
        }
        if (number == Math.rint(number) && Math.abs(number) < 1e15) {
            return Long.toString((long) number);
        }
        BigDecimal rounded = new BigDecimal(number).round(new MathContext(4)).stripTrailingZeros();
        return Math.abs(number) >= 1e9 || Math.abs(number) < 1e-6 ? rounded.toString() : rounded.toPlainString();
    }
}
