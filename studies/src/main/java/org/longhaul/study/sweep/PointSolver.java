package org.longhaul.study.sweep;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.engine.simulation.ReplayRefusedException;
import org.longhaul.scenario.engine.simulation.RunControl;
import org.longhaul.scenario.file.InvalidFileException;
import org.longhaul.scenario.replay.Replay;
import org.longhaul.scenario.replay.ReplayPlan;

/** Simulates points of a sweep by replaying a recorded run. Immutable: threads may share it. */
public final class PointSolver {
    private final Sweep sweep;
    private final PointFigures figures;
    private final Replay replay;
    private final boolean isOfScenario;

    PointSolver(Sweep sweep, PointFigures figures, Replay replay) {
        this.sweep = sweep;
        this.figures = figures;
        this.replay = replay;
        this.isOfScenario = sweep.file().scenario() != null;
    }

    /**
     * A solver for another machine.
     *
     * @param sweepFile the sweep's file; that what it names lies elsewhere does not matter
     * @param figures names of the figures to record
     * @param run the run directory that is replayed
     */
    public static PointSolver open(Path sweepFile, List<String> figures, Path run) throws IOException {
        return of(sweepFile, figures, Replay.of(run));
    }

    static PointSolver of(Path sweepFile, List<String> figures, Replay replay) {
        return new PointSolver(Sweep.ofPoints(sweepFile), new PointFigures(figures), replay);
    }

    /** What came of a point, as a line of the journal; null where it needs trainings of its own. */
    public byte @Nullable [] line(long point) {
        PointResult result = solve(point);
        return result == null ? null : Journal.line(result);
    }

    /** What came of a point; null where it needs trainings of its own. */
    @Nullable
    PointResult solve(long point) {
        try {
            ReplayPlan plan = replay.plan(sweep.changes(point));
            return new PointResult(point, figures.rows(plan.plan(), plan.tallies()));
        } catch (ReplayRefusedException e) {
            return isOfScenario ? null : PointResult.refused(point, oneLine(e));
        } catch (InvalidFileException | IllegalArgumentException e) {
            return PointResult.refused(point, oneLine(e));
        } catch (RunControl.StoppedException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            return fault(point, e);
        }
    }

    /** A point at which this program broke: the others go on. */
    static PointResult fault(long point, Throwable e) {
        StackTraceElement[] at = e.getStackTrace();
        return PointResult.refused(
                point,
                "a fault of this program: "
                        + String.valueOf(e).lines().findFirst().orElse("") + (at.length == 0 ? "" : " at " + at[0]));
    }

    static String oneLine(Throwable e) {
        return String.valueOf(e.getMessage()).strip().replaceAll("\\s*\\n\\s*", "; ");
    }
}
