package org.longhaul.study.sweep;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.measure.Measures;
import org.longhaul.analysis.text.Quantities;
import org.longhaul.scenario.Extensions;
import org.longhaul.scenario.ScenarioReader;
import org.longhaul.scenario.engine.plan.RunPlan;
import org.longhaul.scenario.engine.planner.Preflight;
import org.longhaul.scenario.engine.simulation.ReplayRefusedException;
import org.longhaul.scenario.file.FileFinder;
import org.longhaul.scenario.file.InvalidFileException;
import org.longhaul.scenario.replay.Replay;

/** A sweep that has been checked against its scenario or its recorded runs: what it trains, what it records. */
public final class SweepPlan {
    /** Of fewer points no estimate is made, for which one of them has to be simulated. */
    private static final int ESTIMATED = 50;

    private final Sweep sweep;
    private final @Nullable TrainingScan scan;
    private final PointFigures figures;
    private final Measures measures;
    private final List<String> warnings;
    private final double pointSeconds;

    /** The first recorded run, read; null where the sweep trains. */
    private final @Nullable Replay first;

    private SweepPlan(
            Sweep sweep,
            @Nullable TrainingScan scan,
            PointFigures figures,
            Measures measures,
            List<String> warnings,
            double pointSeconds,
            @Nullable Replay first) {
        this.sweep = sweep;
        this.scan = scan;
        this.figures = figures;
        this.measures = measures;
        this.warnings = List.copyOf(warnings);
        this.pointSeconds = pointSeconds;
        this.first = first;
    }

    /**
     * Checks a sweep; nothing is trained.
     *
     * @param memoryBytes memory of this machine
     * @throws InvalidFileException if an axis is impossible, or no point can be run
     * @throws ReplayRefusedException if a recorded run cannot be replayed
     * @throws IOException if a recorded run cannot be read
     */
    public static SweepPlan of(Sweep sweep, long memoryBytes) throws IOException {
        return sweep.file().scenario() != null ? ofScenario(sweep, memoryBytes) : ofRuns(sweep);
    }

    private static SweepPlan ofScenario(Sweep sweep, long memoryBytes) {
        TrainingScan scan = new TrainingScan(sweep);
        scan.scan();
        TrainingGroup first = scan.groups().get(0);
        Preflight.quick(first.plan(), first.source().document(), memoryBytes);
        Measures measures = first.plan().methods().get(0).measures();
        return new SweepPlan(
                sweep,
                scan,
                figures(sweep, measures, !first.plan().scenario().targets().isEmpty()),
                measures,
                scan.warnings(),
                Double.NaN,
                null);
    }

    private static SweepPlan ofRuns(Sweep sweep) throws IOException {
        List<Path> runs = Objects.requireNonNull(sweep.file().runs());
        List<String> warnings = new ArrayList<>();
        Measures measures = null;
        boolean hasTarget = true;
        double seconds = Double.NaN;
        long first = sweep.points().nextSetBit(0);
        Replay kept = null;
        for (Path run : runs) {
            Replay replay = Replay.of(run);
            kept = kept == null ? replay : kept;
            FileFinder files = FileFinder.from(
                    ScenarioReader.folderOf(Path.of(replay.manifest().scenarioFile())));
            new AxisCheck(sweep, new ScenarioReader(Extensions.load()), replay.document(), files).all(first);
            RunPlan plan = tried(sweep, replay, run, first, warnings);
            hasTarget &= !plan.scenario().targets().isEmpty();
            measures = measures == null ? plan.methods().get(0).measures() : measures;
            if (Double.isNaN(seconds) && sweep.size() >= ESTIMATED) {
                seconds = seconds(sweep, replay, first);
            }
        }
        Measures known = Objects.requireNonNull(measures);
        return new SweepPlan(sweep, null, figures(sweep, known, hasTarget), known, warnings, seconds, kept);
    }

    /** Plans with values of each axis, and says which would train otherwise. @return the plan of one that is possible */
    private static RunPlan tried(Sweep sweep, Replay replay, Path run, long first, List<String> warnings) {
        RunPlan plan = null;
        for (SweepAxis axis : sweep.grid().axes()) {
            if (axis.path().equals(Sweep.RUN)) {
                continue;
            }
            int refused = 0;
            RuntimeException last = null;
            int[] tried = AxisCheck.tried(axis.values().size());
            for (int index : tried) {
                try {
                    plan = replay.plan(sweep.changes(AxisCheck.with(sweep.grid(), first, axis.block(), index)))
                            .plan();
                } catch (ReplayRefusedException | InvalidFileException | IllegalArgumentException e) {
                    refused++;
                    last = e;
                }
            }
            if (last != null && refused == tried.length) {
                throw sweep.refused(
                        axis.path(),
                        "no value of it can be replayed from " + run + ": " + last.getMessage()
                                + "\nMaybe sweep over the scenario, which trains what is needed: scenario: FILE",
                        null);
            }
            if (last != null) {
                warnings.add(refused + " of " + tried.length + " values of " + axis.path()
                        + " cannot be replayed from " + run + "; their points are recorded as refused: "
                        + TrainingScan.firstLine(last));
            }
        }
        return Objects.requireNonNull(plan, "an axis has a value that was planned");
    }

    private static double seconds(Sweep sweep, Replay replay, long point) {
        try {
            long before = System.nanoTime();
            replay.plan(sweep.changes(point)).tallies();
            return (System.nanoTime() - before) / 1e9;
        } catch (ReplayRefusedException | InvalidFileException | IllegalArgumentException e) {
            return Double.NaN;
        }
    }

    private static PointFigures figures(Sweep sweep, Measures measures, boolean hasTarget) {
        try {
            return PointFigures.of(sweep.file().record(), measures, hasTarget);
        } catch (IllegalArgumentException e) {
            throw sweep.refusedKey("record", String.valueOf(e.getMessage()), null);
        }
    }

    Sweep sweep() {
        return sweep;
    }

    @Nullable
    TrainingScan scan() {
        return scan;
    }

    /** A recorded run of the sweep, where it was kept since it was read; null where it was not. */
    @Nullable
    Replay replay(Path run) {
        List<Path> runs = sweep.file().runs();
        return runs != null && run.equals(runs.get(0)) ? first : null;
    }

    PointFigures figures() {
        return figures;
    }

    /** Whether more of a figure is better. */
    boolean higherIsBetter(String figure) {
        return figure.equals("compute-share")
                || measures.list().stream().anyMatch(each -> each.id().equals(figure) && each.higherIsBetter());
    }

    /** The measure that methods are ranked by. */
    String headline() {
        return measures.headlineId();
    }

    /** The figures that the sweep records. */
    public List<String> figureNames() {
        return figures.names();
    }

    /** What was found that stands against some points. */
    public List<String> warnings() {
        return warnings;
    }

    /** What will be done, one line for each fact. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        Grid grid = sweep.grid();
        StringBuilder axes = new StringBuilder();
        for (SweepAxis axis : grid.axes()) {
            axes.append(axes.isEmpty() ? "" : ", ")
                    .append(axis.path())
                    .append(" (")
                    .append(axis.values().size())
                    .append(")");
        }
        lines.add("axes: " + axes);
        lines.add(String.format(
                Locale.ROOT,
                "points: %,d%s",
                sweep.size(),
                sweep.size() < grid.all()
                        ? String.format(Locale.ROOT, " of %,d combinations meet the constraints", grid.all())
                        : ""));
        if (scan == null) {
            lines.add("trainings: none, recorded runs are replayed");
        } else {
            lines.addAll(trainings(scan));
        }
        lines.add("figures: " + String.join(", ", figures.names()));
        if (!Double.isNaN(pointSeconds)) {
            lines.add(
                    "estimate: the first point took " + Quantities.duration(pointSeconds) + ", all of them one by one "
                            + Quantities.duration(pointSeconds * sweep.size()) + " at most; later points are faster");
        }
        return lines;
    }

    private static List<String> trainings(TrainingScan scan) {
        List<String> lines = new ArrayList<>();
        Map<String, TrainingGroup.Needed> needed = TrainingGroup.distinct(scan.groups());
        long steps = 0;
        double items = 0;
        for (TrainingGroup.Needed each : needed.values()) {
            steps += each.plan().steps();
            items += (double) each.plan().steps() * each.plan().itemsPerStep();
        }
        String because = scan.trainingAxes().isEmpty()
                ? "no axis changes what is trained"
                : "what changes them: " + String.join(", ", scan.trainingAxes());
        lines.add(String.format(
                Locale.ROOT,
                "trainings: %,d different ones of %,d steps (%s items) in all; %s",
                needed.size(),
                steps,
                Quantities.count(Math.round(items)),
                because));
        for (TrainingGroup group : scan.groups()) {
            if (!group.asking().isEmpty()) {
                lines.add("trained anew at each of their points, since they ask the network: "
                        + String.join(", ", group.asking()));
                break;
            }
        }
        return lines;
    }
}
