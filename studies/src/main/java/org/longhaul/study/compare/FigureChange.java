package org.longhaul.study.compare;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.statistics.PairedDifference;

/**
 * One figure of one method in two results, over the seeds that both have.
 *
 * @param group the run or point
 * @param method the method
 * @param figure what is compared
 * @param seeds the seeds
 * @param before its values in the first
 * @param after its values in the second
 * @param verdict what became of it
 * @param difference after minus before where both are finite; null where no seed is so
 */
record FigureChange(
        String group,
        String method,
        FigureInfo figure,
        List<Long> seeds,
        List<Double> before,
        List<Double> after,
        Verdict verdict,
        @Nullable PairedDifference difference) {

    /** What became of a figure. */
    enum Verdict {
        /** Equal to the bit under every seed. */
        EQUAL,
        /** Better. */
        BETTER,
        /** Worse, or otherwise without being better on average, within its tolerance. */
        TOLERATED,
        /** Worse than its tolerance allows. */
        REGRESSION,
        /** Shown and not judged. */
        NOT_JUDGED;

        String words() {
            return switch (this) {
                case EQUAL -> "equal";
                case BETTER -> "better";
                case TOLERATED -> "tolerated";
                case REGRESSION -> "REGRESSION";
                case NOT_JUDGED -> "not judged";
            };
        }
    }

    /** Additions in another order may move the last digits of a mean. */
    private static final double ROUNDING = 1e-12;

    /** Compares; null where neither has the figure under any seed. */
    static @Nullable FigureChange of(
            FigureInfo figure, List<Results.Entry> first, List<Results.Entry> second, Tolerances tolerances) {
        List<Long> seeds = new ArrayList<>();
        List<Double> before = new ArrayList<>();
        List<Double> after = new ArrayList<>();
        for (Results.Entry one : first) {
            for (Results.Entry other : second) {
                if (one.seed() == other.seed()) {
                    seeds.add(one.seed());
                    before.add(one.value(figure.name()));
                    after.add(other.value(figure.name()));
                }
            }
        }
        if (before.stream().allMatch(value -> value.isNaN()) && after.stream().allMatch(value -> value.isNaN())) {
            return null;
        }
        List<Long> finite = new ArrayList<>();
        List<Double> differences = new ArrayList<>();
        for (int i = 0; i < seeds.size(); i++) {
            if (Double.isFinite(before.get(i)) && Double.isFinite(after.get(i))) {
                finite.add(seeds.get(i));
                differences.add(after.get(i) - before.get(i));
            }
        }
        PairedDifference difference = finite.isEmpty() ? null : PairedDifference.of(finite, differences);
        return new FigureChange(
                first.get(0).group(),
                first.get(0).method(),
                figure,
                List.copyOf(seeds),
                List.copyOf(before),
                List.copyOf(after),
                verdict(figure, before, after, difference, tolerances),
                difference);
    }

    private static Verdict verdict(
            FigureInfo figure,
            List<Double> before,
            List<Double> after,
            @Nullable PairedDifference difference,
            Tolerances tolerances) {
        if (before.equals(after)) {
            return Verdict.EQUAL;
        }
        double amount = tolerances.amount(figure.name(), mean(before));
        if (Double.isInfinite(amount)) {
            return Verdict.NOT_JUDGED;
        }
        long had = before.stream().filter(Double::isFinite).count();
        long has = after.stream().filter(Double::isFinite).count();
        if (had != has) {
            return has < had ? Verdict.REGRESSION : Verdict.BETTER;
        }
        for (int i = 0; i < before.size(); i++) {
            // What another seed gained makes up for nothing.
            if (Double.isFinite(before.get(i)) && !Double.isFinite(after.get(i))) {
                return Verdict.REGRESSION;
            }
        }
        if (difference == null) {
            return Verdict.NOT_JUDGED;
        }
        double worse =
                (figure.higherIsBetter() ? -1 : 1) * difference.difference().mean();
        if (worse < 0) {
            return Verdict.BETTER;
        }
        return worse > amount + ROUNDING * Math.abs(mean(before)) ? Verdict.REGRESSION : Verdict.TOLERATED;
    }

    /** The mean of the finite ones. */
    static double mean(List<Double> values) {
        return values.stream()
                .filter(Double::isFinite)
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(Double.NaN);
    }

    /** The difference where every seed has one; null otherwise: nothing is averaged over some seeds alone. */
    @Nullable
    PairedDifference wholeDifference() {
        return difference != null && difference.seeds().size() == seeds.size() ? difference : null;
    }

    /** Under how many seeds it became worse; losing a value is worse. */
    int worse() {
        int worse = 0;
        for (int i = 0; i < seeds.size(); i++) {
            double from = before.get(i);
            double to = after.get(i);
            boolean lost = Double.isFinite(from) && !Double.isFinite(to);
            worse += lost || (figure.higherIsBetter() ? to < from : to > from && Double.isFinite(to)) ? 1 : 0;
        }
        return worse;
    }

    /** The mean where every seed has a finite value, else how many have: nothing is averaged over those alone. */
    String words(List<Double> values) {
        long finite = values.stream().filter(Double::isFinite).count();
        if (finite == values.size()) {
            return figure.text(mean(values));
        }
        boolean missed = values.stream().anyMatch(value -> value.isInfinite());
        if (finite == 0) {
            return missed ? "not reached" : "–";
        }
        return missed ? finite + "/" + values.size() + " reached" : finite + " of " + values.size() + " seeds";
    }
}
