package org.longhaul.wire.compare;

import com.google.common.math.Quantiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.PercentTolerance;
import org.longhaul.scenario.engine.simulation.ProgressListener;
import org.longhaul.wire.incident.RunStory;
import org.longhaul.wire.probe.MeasuredNetwork;
import org.longhaul.wire.projection.MeasuredUnit;
import org.longhaul.wire.projection.ProjectedUnit;
import org.longhaul.wire.projection.Projector;
import org.longhaul.wire.record.Clocks;
import org.longhaul.wire.record.WireFolder;
import org.longhaul.wire.record.WireRun;
import org.longhaul.wire.record.WireUnit;

/**
 * All methods of a wire run, measured beside projected.
 *
 * @param run name of the run
 * @param tolerance that the scenario states
 * @param clockErrorNanos bound of the error of the corrected clocks
 * @param happenings to the run as a whole, a sentence each
 * @param methods by method and seed
 */
public record WireComparison(
        String run,
        PercentTolerance tolerance,
        long clockErrorNanos,
        List<String> happenings,
        List<MethodComparison> methods) {

    public WireComparison {
        happenings = List.copyOf(happenings);
        methods = List.copyOf(methods);
    }

    /**
     * Compares a run: trains its methods in one process, unless that was done before, and simulates them.
     *
     * @throws org.longhaul.wire.record.WireRecordException if the folder is none of a wire run, or damaged
     * @throws org.longhaul.scenario.file.InvalidFileException if the scenario cannot be run on the measured network
     * @throws IllegalArgumentException if the members' records do not fit together, or what was measured is damaged
     * @throws IOException if the folder cannot be read or written
     */
    public static WireComparison of(WireFolder folder, ProgressListener progress) throws IOException {
        return of(folder, null, progress);
    }

    /**
     * The same with hosts as a profile describes them, and not as they were measured: what a projection is off by that knows the
     * network only.
     *
     * @param profile written by {@code longhaul wire calibrate}, or by hand; null for what was measured
     */
    public static WireComparison of(WireFolder folder, @Nullable Path profile, ProgressListener progress)
            throws IOException {
        WireRun run = folder.read();
        Projector projector = Projector.of(folder, run, profile);
        List<MethodComparison> methods = new ArrayList<>();
        List<String> happenings =
                new ArrayList<>(IncidentWords.ofRun(RunStory.read(folder).sessions(), projector.outages()));
        if (Files.exists(folder.measurements())) {
            happenings.addAll(
                    IncidentWords.ofNetwork(MeasuredNetwork.read(folder.measurements()), projector.topology()));
        }
        int number = 0;
        for (WireUnit unit : run.units()) {
            MeasuredUnit measured = MeasuredUnit.read(folder, run, unit);
            if (measured == null) {
                number++;
                happenings.add("Not compared: " + unit.label() + " under seed " + unit.seed()
                        + ", of which not all members made a step.");
                continue;
            }
            progress.unitStarted(
                    unit.label(), unit.seed(), ++number, run.units().size(), measured.distinctSteps());
            ProjectedUnit projected = projector.project(measured, progress);
            methods.add(MethodComparison.of(
                    projector.method(unit),
                    measured,
                    projected,
                    profile == null,
                    IncidentWords.ofMethod(measured, projector.outages(measured))));
            progress.unitFinished(unit.label() + " compared");
        }
        return new WireComparison(
                run.id(),
                projector.scenario().scenario().wire().tolerance(),
                new Clocks(run.clocks()).errorNanos(),
                happenings,
                methods);
    }

    /** Whether every method lies within a tolerance. */
    public boolean isWithin(PercentTolerance allowed) {
        return !methods.isEmpty() && methods.stream().allMatch(method -> method.isWithin(allowed));
    }

    /** The median over methods of the error of their totals, as a share without sign; 0 where no method was compared. */
    public double medianError() {
        double[] errors = methods.stream()
                .mapToDouble(method -> Math.abs(method.totalError()))
                .toArray();
        return errors.length == 0 ? 0 : Quantiles.median().compute(errors);
    }
}
