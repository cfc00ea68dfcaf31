package org.longhaul.study.sweep;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.random.SobolSequenceGenerator;
import org.longhaul.study.sweep.AxisSection.Distribution;

/** Numbers between two ends, as an axis asks for them. */
final class AxisValues {
    /** More points than a sweep may have need not be counted out. */
    static final long MOST = 10_000_000;

    private AxisValues() {}

    /** Both ends of an axis, of one kind. */
    private record Ends(Quantity.Kind kind, BigDecimal from, BigDecimal to) {
        static Ends of(String from, String to) {
            Quantity first = Quantity.require("from", from);
            Quantity last = Quantity.require("to", to);
            if (!first.kind().isComparableTo(last.kind())) {
                throw new IllegalArgumentException(
                        "from (" + from + ") is " + first.kind().words() + " and to (" + to + ") is "
                                + last.kind().words() + "; both must be of one kind.");
            }
            if (first.base().compareTo(last.base()) > 0) {
                throw new IllegalArgumentException(
                        "from (" + from + ") is more than to (" + to + "): the range is empty.");
            }
            Quantity.Kind kind = first.kind() == Quantity.Kind.WHOLE ? last.kind() : first.kind();
            return new Ends(kind, first.base(), last.base());
        }

        /** The same ends for ratios, of which there are none from zero on. */
        Ends positive(String from) {
            if (this.from.signum() <= 0) {
                throw new IllegalArgumentException("from (" + from + ") must be above 0 where ratios are equal.");
            }
            return this;
        }

        Quantity at(Distribution distribution, double share) {
            double low = from.doubleValue();
            double high = to.doubleValue();
            double value = distribution == Distribution.LOG_UNIFORM
                    ? low * Math.pow(high / low, share)
                    : low + (high - low) * share;
            return Quantity.rounded(kind, value);
        }
    }

    static List<Quantity> range(AxisSection.Range range) {
        Ends ends = Ends.of(range.from(), range.to());
        Quantity step = Quantity.require("step", range.step());
        if (!step.kind().isComparableTo(ends.kind)) {
            throw new IllegalArgumentException(
                    "step (" + range.step() + ") is " + step.kind().words() + " and from (" + range.from() + ") is "
                            + ends.kind.words() + "; both must be of one kind.");
        }
        if (step.base().signum() <= 0) {
            throw new IllegalArgumentException("step (" + range.step() + ") must be above 0.");
        }
        BigDecimal steps = ends.to.subtract(ends.from).divide(step.base(), 0, RoundingMode.FLOOR);
        requireFew(steps.add(BigDecimal.ONE));
        Quantity.Kind kind = step.kind() == Quantity.Kind.NUMBER ? Quantity.Kind.NUMBER : ends.kind;
        List<Quantity> values = new ArrayList<>();
        for (int i = 0; i <= steps.intValueExact(); i++) {
            values.add(new Quantity(kind, ends.from.add(step.base().multiply(BigDecimal.valueOf(i)))));
        }
        return values;
    }

    static List<Quantity> logRange(AxisSection.LogRange range) {
        Ends ends = Ends.of(range.from(), range.to()).positive(range.from());
        requireFew(BigDecimal.valueOf(range.points()));
        List<Quantity> values = new ArrayList<>();
        for (int i = 0; i < range.points(); i++) {
            Quantity value = i == 0
                    ? new Quantity(ends.kind, ends.from)
                    : i == range.points() - 1
                            ? new Quantity(ends.kind, ends.to)
                            : ends.at(Distribution.LOG_UNIFORM, (double) i / (range.points() - 1));
            // Whole numbers close to each other round to the same.
            if (values.isEmpty() || !values.get(values.size() - 1).equals(value)) {
                values.add(value);
            }
        }
        return values;
    }

    /** Values of one random axis; axes of equal seeds and other names draw independently. */
    static List<Quantity> random(String path, AxisSection.Drawn drawn) {
        Ends ends = Ends.of(drawn.from(), drawn.to());
        if (drawn.distribution() == Distribution.LOG_UNIFORM) {
            ends.positive(drawn.from());
        }
        requireFew(BigDecimal.valueOf(drawn.count()));
        RandomGenerator generator = RandomGeneratorFactory.of("L64X128MixRandom")
                .create(drawn.seed() * 0x9E3779B97F4A7C15L ^ path.hashCode());
        List<Quantity> values = new ArrayList<>();
        for (int i = 0; i < drawn.count(); i++) {
            double share = generator.nextDouble();
            values.add(
                    drawn.distribution() == Distribution.NORMAL
                            ? normal(ends, drawn, share)
                            : ends.at(drawn.distribution(), share));
        }
        return values;
    }

    /** By inversion within the ends, so that none has to be drawn again. */
    private static Quantity normal(Ends ends, AxisSection.Drawn drawn, double share) {
        Quantity mean = Quantity.require("mean", String.valueOf(drawn.mean()));
        Quantity deviation = Quantity.require("deviation", String.valueOf(drawn.deviation()));
        if (!mean.kind().isComparableTo(ends.kind) || !deviation.kind().isComparableTo(ends.kind)) {
            throw new IllegalArgumentException("mean (" + drawn.mean() + ") and deviation (" + drawn.deviation()
                    + ") must be " + ends.kind.words() + ", as from (" + drawn.from() + ") is.");
        }
        if (deviation.base().signum() <= 0) {
            throw new IllegalArgumentException("deviation (" + drawn.deviation() + ") must be above 0.");
        }
        NormalDistribution bell = new NormalDistribution(null, mean.value(), deviation.value());
        double low = bell.cumulativeProbability(ends.from.doubleValue());
        double high = bell.cumulativeProbability(ends.to.doubleValue());
        if (!(high > low)) {
            throw new IllegalArgumentException("from (" + drawn.from() + ") and to (" + drawn.to()
                    + ") leave nothing of a normal distribution around " + drawn.mean() + ".");
        }
        double value = bell.inverseCumulativeProbability(low + (high - low) * share);
        return Quantity.rounded(ends.kind, Math.max(ends.from.doubleValue(), Math.min(ends.to.doubleValue(), value)));
    }

    /** Values of all Sobol axes: for each of them a list. The first point, which is the lower corner, is left out. */
    static List<List<Quantity>> sobol(List<AxisSection.Sobol> axes) {
        List<Ends> ends = new ArrayList<>();
        for (AxisSection.Sobol axis : axes) {
            Ends own = Ends.of(axis.from(), axis.to());
            ends.add(axis.distribution() == Distribution.LOG_UNIFORM ? own.positive(axis.from()) : own);
            requireFew(BigDecimal.valueOf(axis.count()));
            if (axis.count() != axes.get(0).count()) {
                throw new IllegalArgumentException("count (" + axis.count() + ") must be "
                        + axes.get(0).count() + ", that of the other Sobol axes, which share its points.");
            }
        }
        SobolSequenceGenerator sequence = new SobolSequenceGenerator(axes.size());
        sequence.nextVector();
        List<List<Quantity>> values = new ArrayList<>();
        axes.forEach(axis -> values.add(new ArrayList<>()));
        for (int i = 0; i < axes.get(0).count(); i++) {
            double[] point = sequence.nextVector();
            for (int axis = 0; axis < point.length; axis++) {
                values.get(axis).add(ends.get(axis).at(axes.get(axis).distribution(), point[axis]));
            }
        }
        return values;
    }

    private static void requireFew(BigDecimal count) {
        if (count.compareTo(BigDecimal.valueOf(MOST)) > 0) {
            throw new IllegalArgumentException("an axis of " + count.toPlainString()
                    + " values is more than a sweep may have points (" + MOST + ").");
        }
    }
}
