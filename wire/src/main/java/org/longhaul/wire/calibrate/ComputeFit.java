package org.longhaul.wire.calibrate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
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
 * How fast each worker's host computes: the trained model's operations over the worker's own time, in the median over the first, third
 * and so on of its steps. The other steps judge it.
 */
final class ComputeFit {
    private static final double NANOS = 1e9;

    private final List<Unit> units;
    private final double[] nanosPerOperation;

    private record Unit(MeasuredUnit measured, MethodPlan method, double operations) {}

    private ComputeFit(List<Unit> units, double[] nanosPerOperation) {
        this.units = units;
        this.nanosPerOperation = nanosPerOperation;
    }

    /** @param methods one for each unit */
    static ComputeFit of(List<MeasuredUnit> measured, List<MethodPlan> methods) {
        List<Unit> units = new ArrayList<>();
        int workers = measured.get(0).workers();
        for (int i = 0; i < measured.size(); i++) {
            MethodPlan method = methods.get(i);
            ChargedModel model = ChargedModel.trained(
                    method.model(), method.training().batch(), method.training().context());
            // A model without operations takes a time and not a rate.
            double operations = model.forwardFlops() + model.backwardFlops();
            units.add(new Unit(measured.get(i), method, operations > 0 ? operations : 1));
        }
        double[] nanos = new double[workers];
        for (int w = 0; w < workers; w++) {
            int worker = w;
            nanos[w] = median(units.stream()
                    .flatMapToDouble(
                            unit -> steps(unit, worker, false).stream().mapToDouble(each -> each / unit.operations))
                    .toArray());
        }
        return new ComputeFit(units, nanos);
    }

    /** Own times of the steps that set the rate, or that judge it. */
    private static List<Double> steps(Unit unit, int worker, boolean judging) {
        List<Double> times = new ArrayList<>();
        for (int step = judging ? 1 : 0; step < unit.measured.steps(); step += 2) {
            double nanos = (double) unit.measured.workNanos(worker, step) + unit.measured.updateNanos(worker, step);
            if (nanos > 0) {
                times.add(nanos);
            }
        }
        return times;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length == 0
                ? Double.NaN
                : sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** The constants. */
    List<CalibratedConstant> constants() {
        double fastest = Arrays.stream(nanosPerOperation).min().orElseThrow();
        List<CalibratedConstant> constants = new ArrayList<>();
        String rows = "median own time of every other step";
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
        List<String> factors = new ArrayList<>();
        boolean isUneven = false;
        for (double nanos : nanosPerOperation) {
            factors.add(Figures.number(nanos / fastest));
            isUneven |= nanos / fastest > 1.02;
        }
        if (isUneven) {
            constants.add(new CalibratedConstant(
                    "stragglers",
                    "{factors: [" + String.join(", ", factors) + "]}",
                    rows + " of each worker, over that of the fastest"));
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

    /** Mean relative error of the steps that judge. */
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
                for (double nanos : steps(unit, w, true)) {
                    before += Math.abs(known / nanos - 1);
                    after += Math.abs(nanosPerOperation[w] * unit.operations / nanos - 1);
                    rows++;
                }
            }
        }
        int count = Math.max(1, rows);
        return new JudgedError("compute time of a step", rows, isStated ? before / count : Double.NaN, after / count);
    }
}
