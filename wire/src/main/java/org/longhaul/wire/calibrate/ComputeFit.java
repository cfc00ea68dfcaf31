package org.longhaul.wire.calibrate;

import com.google.common.math.Quantiles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.engine.plan.ComputeTimes;
import org.longhaul.scenario.engine.plan.MethodPlan;
import org.longhaul.scenario.engine.workload.ChargedModel;
import org.longhaul.scenario.section.ComputeKind;
import org.longhaul.scenario.section.Stragglers;
import org.longhaul.simulator.compute.ComputeModel;
import org.longhaul.simulator.compute.DeviceTable;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.topology.unit.FlopRate;
import org.longhaul.wire.projection.MeasuredUnit;

/**
 * How long each worker's host computes: the worker's own time over the trained model's operations, in the mean over every
 * other of its steps, which adds up to what they took. The steps between judge it. The first step that a method's processes make, in
 * which a program warms up, is left out, and so are steps that an incident touched.
 *
 * <p>By how much a step varies is seen from the workers' times in one step, each over the mean of all in that step: what all have in
 * common, such as steps that encode, makes nobody wait.
 */
final class ComputeFit {
    private static final double NANOS = 1e9;
    /** Workers that differ by less count as alike. */
    private static final double LEAST_DIFFERENCE = 0.02;
    /** Standard errors of a mean beyond which a worker differs from the others. */
    private static final double ERRORS = 3;

    private final List<Unit> units;
    private final double[] nanosPerOperation;
    private final double variation;
    private final boolean isUneven;

    /** @param counting places of the steps that set the rate or judge it, in order */
    private record Unit(MeasuredUnit measured, List<Integer> counting, MethodPlan method, double operations) {}

    private ComputeFit(List<Unit> units) {
        this.units = units;
        int workers = units.get(0).measured.workers();
        double[] nanos = new double[workers];
        long rows = 0;
        for (int w = 0; w < workers; w++) {
            double sum = 0;
            long count = 0;
            for (Unit unit : units) {
                for (double each : steps(unit, w, false)) {
                    sum += each / unit.operations;
                    count++;
                }
            }
            nanos[w] = sum / count;
            rows = Math.max(rows, count);
        }
        double mean = Arrays.stream(nanos).average().orElseThrow();
        variation = variation(units, nanos);
        double least = Math.max(LEAST_DIFFERENCE, ERRORS * variation / Math.sqrt((double) rows));
        isUneven = Arrays.stream(nanos).anyMatch(each -> Math.abs(each / mean - 1) > least);
        if (!isUneven) {
            Arrays.fill(nanos, mean);
        }
        nanosPerOperation = nanos;
    }

    /**
     * @param struck of each unit, places of the steps that an incident touched
     * @param methods one for each unit
     */
    static ComputeFit of(List<MeasuredUnit> measured, List<BitSet> struck, List<MethodPlan> methods) {
        List<Unit> units = new ArrayList<>();
        for (int i = 0; i < measured.size(); i++) {
            MethodPlan method = methods.get(i);
            ChargedModel model = ChargedModel.trained(
                    method.model(), method.training().batch(), method.training().context());
            // A model without operations takes a time and not a rate.
            double operations = model.forwardFlops() + model.backwardFlops();
            List<Integer> counting = counting(measured.get(i), struck.get(i));
            if (!counting.isEmpty()) {
                units.add(new Unit(measured.get(i), counting, method, operations > 0 ? operations : 1));
            }
        }
        if (units.isEmpty()) {
            throw new IllegalArgumentException("no step is left to set constants from: not all members made one, or all"
                    + " were made while a link was down or a process stood still");
        }
        return new ComputeFit(units);
    }

    /** The first step of each session is left out, unless there was no other step at all. */
    private static List<Integer> counting(MeasuredUnit measured, BitSet struck) {
        BitSet without = (BitSet) struck.clone();
        if (measured.steps() > 1) {
            measured.sessions().forEach(session -> without.set(session.first()));
        }
        return IntStream.range(0, measured.steps())
                .filter(place -> !without.get(place))
                .boxed()
                .toList();
    }

    /** Of those that count the second, fourth and so on set the rate, and the others judge it. A single one sets it. */
    private static int firstStep(Unit unit, boolean judging) {
        int setting = unit.counting.size() == 1 ? 0 : 1;
        return judging ? 1 - setting : setting;
    }

    private static double nanos(Unit unit, int worker, int step) {
        return (double) unit.measured.workNanos(worker, step) + unit.measured.updateNanos(worker, step);
    }

    /** Own times of the steps that set the rate, or that judge it. */
    private static List<Double> steps(Unit unit, int worker, boolean judging) {
        List<Double> times = new ArrayList<>();
        for (int i = firstStep(unit, judging); i < unit.counting.size(); i += 2) {
            double nanos = nanos(unit, worker, unit.counting.get(i));
            if (nanos > 0) {
                times.add(nanos);
            }
        }
        return times;
    }

    /** Standard deviation over mean of a worker's time in a step, in the median over methods. */
    private static double variation(List<Unit> units, double[] usual) {
        if (usual.length < 2) {
            return 0;
        }
        double[] found =
                units.stream().mapToDouble(unit -> variation(unit, usual)).toArray();
        return Quantiles.median().compute(found);
    }

    private static double variation(Unit unit, double[] usual) {
        int workers = usual.length;
        double sum = 0;
        long count = 0;
        double[] shares = new double[workers];
        for (int i = firstStep(unit, false); i < unit.counting.size(); i += 2) {
            int step = unit.counting.get(i);
            double mean = 0;
            boolean allComputed = true;
            for (int w = 0; w < workers; w++) {
                double nanos = nanos(unit, w, step);
                allComputed &= nanos > 0;
                shares[w] = nanos / usual[w];
                mean += shares[w] / workers;
            }
            for (int w = 0; w < workers && allComputed; w++) {
                sum += (shares[w] / mean - 1) * (shares[w] / mean - 1);
            }
            // One is used up by the mean.
            count += allComputed ? workers - 1 : 0;
        }
        return count == 0 ? 0 : Math.sqrt(sum / count);
    }

    /** The constants. */
    List<CalibratedConstant> constants() {
        double fastest = Arrays.stream(nanosPerOperation).min().orElseThrow();
        List<CalibratedConstant> constants = new ArrayList<>();
        String rows = "mean own time of every other step but the first";
        Unit first = units.get(0);
        if (first.operations == 1) {
            constants.add(new CalibratedConstant(
                    "compute",
                    "{stepTime: " + Figures.duration(fastest) + "}",
                    rows + "; the model has no operations to count"));
        } else {
            double rate = NANOS / fastest;
            constants.add(
                    new CalibratedConstant("compute", device(first.method, rate), rows + utilisation(first.method)));
        }
        List<String> parts = new ArrayList<>();
        List<String> sources = new ArrayList<>();
        if (isUneven) {
            List<String> factors = Arrays.stream(nanosPerOperation)
                    .mapToObj(nanos -> Figures.number(nanos / fastest))
                    .toList();
            parts.add("factors: [" + String.join(", ", factors) + "]");
            sources.add(rows + " of each worker, over that of the fastest");
        }
        if (variation > LEAST_DIFFERENCE) {
            parts.add("variation: " + Figures.number(variation));
            sources.add("by how much the workers differ in one step, median over methods");
        }
        if (!parts.isEmpty()) {
            constants.add(new CalibratedConstant(
                    "stragglers", "{" + String.join(", ", parts) + "}", String.join("; ", sources)));
        }
        return constants;
    }

    private static String device(MethodPlan method, double rate) {
        ComputeKind.Device stated = stated(method);
        FlopRate peak = stated == null ? null : peak(stated);
        if (stated == null || peak == null || rate > peak.flopsPerSecond() * stated.devices()) {
            return "{device: measured, peak: " + Figures.rate(rate) + ", mfu: 1}";
        }
        String own = stated.peak() == null ? "" : ", peak: " + Figures.rate(peak.flopsPerSecond());
        String devices = stated.devices() == 1 ? "" : ", devices: " + stated.devices();
        return "{device: " + stated.device() + own + devices + ", precision: "
                + stated.precision().name().toLowerCase(Locale.ROOT) + ", mfu: "
                + Figures.number(rate / peak.flopsPerSecond() / stated.devices()) + "}";
    }

    private static String utilisation(MethodPlan method) {
        ComputeKind.Device stated = stated(method);
        return stated == null
                ? "; the peak is what was reached, since the scenario states no device"
                : ", over the peak of " + stated.device();
    }

    private static ComputeKind.@Nullable Device stated(MethodPlan method) {
        return method.compute().settings() instanceof ComputeKind.Device device ? device : null;
    }

    private static FlopRate peak(ComputeKind.Device device) {
        FlopRate stated = device.peak();
        return stated != null
                ? stated
                : DeviceTable.shipped().get(device.device()).peak(device.precision());
    }

    /** Mean relative error of what a method's judging steps took a worker. */
    JudgedError judged(@Nullable Stragglers stragglers) {
        double before = 0;
        double after = 0;
        int rows = 0;
        boolean isStated = true;
        for (Unit unit : units) {
            isStated &= !(unit.method.compute().settings() instanceof ComputeKind.Measured);
            ComputeModel stated = isStated
                    ? ComputeTimes.of(
                            unit.method,
                            stragglers,
                            new RandomStreams(unit.measured.unit().seed()),
                            method -> 0)
                    : null;
            for (int w = 0; w < unit.measured.workers(); w++) {
                double known = stated == null ? 0 : stated.forwardNanos(w, 0) + stated.backwardNanos(w, 0);
                OptionalDouble nanos =
                        steps(unit, w, true).stream().mapToDouble(each -> each).average();
                if (nanos.isPresent()) {
                    before += Math.abs(known / nanos.getAsDouble() - 1);
                    after += Math.abs(nanosPerOperation[w] * unit.operations / nanos.getAsDouble() - 1);
                    rows++;
                }
            }
        }
        return new JudgedError(
                "mean compute time of a step, by worker and method",
                rows,
                isStated ? before / rows : Double.NaN,
                after / rows);
    }
}
