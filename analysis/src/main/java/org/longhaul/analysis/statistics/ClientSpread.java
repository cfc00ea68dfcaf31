package org.longhaul.analysis.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.measure.ClientValues;
import org.longhaul.analysis.record.measure.CurvePoint;
import org.longhaul.analysis.record.measure.MeasureInfo;

/**
 * How a measure differs from client to client at the last evaluation that took clients one by one. Every client counts the
 * same; over several seeds each figure is the mean.
 *
 * @param clients clients with a value
 * @param worstTenth mean over the worst tenth of the clients, at least one
 * @param median median over the clients
 * @param best value of the best client
 * @param standardDeviation standard deviation over the clients (n - 1); 0 for one
 * @param bound the value that clients should reach, the run's target of this measure; null without one
 * @param shortOfBound share of the clients that do not reach it, 0 to 1; null as {@code bound} is
 */
public record ClientSpread(
        int clients,
        double worstTenth,
        double median,
        double best,
        double standardDeviation,
        @Nullable Double bound,
        @Nullable Double shortOfBound) {

    /** Returns the spread under each seed, averaged; null when some seed has no values of clients. */
    static @Nullable ClientSpread of(List<MethodRecord> seeds, MeasureInfo measure, @Nullable Double bound) {
        List<ClientSpread> spreads = new ArrayList<>();
        for (MethodRecord seed : seeds) {
            double[] values = lastValues(seed, measure.id());
            if (values.length == 0) {
                return null;
            }
            spreads.add(of(values, measure, bound));
        }
        return new ClientSpread(
                spreads.get(0).clients(),
                mean(spreads.stream().mapToDouble(ClientSpread::worstTenth)),
                mean(spreads.stream().mapToDouble(ClientSpread::median)),
                mean(spreads.stream().mapToDouble(ClientSpread::best)),
                mean(spreads.stream().mapToDouble(ClientSpread::standardDeviation)),
                bound,
                bound == null
                        ? null
                        : Double.valueOf(mean(spreads.stream()
                                .mapToDouble(spread -> spread.shortOfBound() == null ? 0 : spread.shortOfBound()))));
    }

    private static double mean(DoubleStream values) {
        return values.average().orElse(Double.NaN);
    }

    /** Returns the spread of the values of clients, at least one. */
    static ClientSpread of(double[] clients, MeasureInfo measure, @Nullable Double bound) {
        double[] worstFirst = Arrays.stream(clients)
                .map(value -> measure.higherIsBetter() ? value : -value)
                .sorted()
                .map(value -> measure.higherIsBetter() ? value : -value)
                .toArray();
        int count = worstFirst.length;
        double median = (worstFirst[(count - 1) / 2] + worstFirst[count / 2]) / 2;
        double[] tenth = Arrays.copyOf(worstFirst, Math.max(1, count / 10));
        Spread all = Spread.of(worstFirst);
        return new ClientSpread(
                count,
                mean(Arrays.stream(tenth)),
                median,
                worstFirst[count - 1],
                all.standardDeviation(),
                bound,
                bound == null
                        ? null
                        : Double.valueOf(Arrays.stream(worstFirst)
                                        .filter(value -> !measure.meets(value, bound))
                                        .count()
                                / (double) count));
    }

    /** Returns the values of the clients at the last point that has any, in the order of the clients. */
    public static double[] lastValues(MethodRecord seed, String measure) {
        for (int i = seed.curve().size() - 1; i >= 0; i--) {
            CurvePoint point = seed.curve().get(i);
            List<Double> values = new ArrayList<>();
            for (ClientValues client : point.clients()) {
                Double value = client.values().get(measure);
                if (value != null) {
                    values.add(value);
                }
            }
            if (!values.isEmpty()) {
                return values.stream().mapToDouble(Double::doubleValue).toArray();
            }
        }
        return new double[0];
    }
}
