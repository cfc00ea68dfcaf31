package org.longhaul.study.command;

import java.io.PrintWriter;
import java.util.Locale;
import org.longhaul.analysis.text.Quantities;
import org.longhaul.scenario.command.shared.Faults;
import org.longhaul.scenario.command.shared.Terminal;
import org.longhaul.study.sweep.SweepProgress;

/**
 * Progress of a sweep on standard error: one line that is written over on a terminal, else a line every ten seconds. Rate and time
 * left are told from what was done since it was started. Thread-safe.
 */
final class ConsoleSweep implements SweepProgress {
    private static final long TERMINAL_NANOS = 200_000_000L;
    private static final long PLAIN_NANOS = 10_000_000_000L;

    private final PrintWriter out;
    private final boolean quiet;
    private final boolean terminal = Terminal.isInteractive();
    private final int width = Terminal.width() - 1;
    private int trainings;
    private long steps;
    private int points;
    private int before;
    private long beganTrainings;
    private long beganPoints;
    private long shown;
    private boolean isOpen;

    ConsoleSweep(PrintWriter out, boolean quiet) {
        this.out = out;
        this.quiet = quiet;
    }

    @Override
    public synchronized void note(String what) {
        if (!quiet) {
            end();
            out.println(Faults.indented(what));
            out.flush();
        }
    }

    @Override
    public synchronized void trainingsStarted(int count, long ofSteps) {
        trainings = count;
        steps = ofSteps;
        beganTrainings = System.nanoTime();
        note(String.format(Locale.ROOT, "trainings: %,d are due, %,d steps in all", count, ofSteps));
    }

    @Override
    public synchronized void stepped(long done, int over) {
        if (isTime()) {
            double seconds = (System.nanoTime() - beganTrainings) / 1e9;
            show(String.format(
                    Locale.ROOT,
                    "training: %d of %d over, %,d of %,d steps, %s steps/s, left %s",
                    over,
                    trainings,
                    done,
                    steps,
                    Quantities.count(Math.round(done / seconds)),
                    done > 0 ? Quantities.duration(seconds / done * Math.max(0, steps - done)) : "unknown"));
        }
    }

    @Override
    public synchronized void pointsStarted(int count, int doneBefore) {
        points = count;
        before = doneBefore;
        if (doneBefore > 0) {
            note(String.format(Locale.ROOT, "points: %,d of %,d were done before", doneBefore, count));
        }
    }

    @Override
    public synchronized void solved(int done, int failed) {
        if (beganPoints == 0) {
            // The first one loads what all share.
            beganPoints = System.nanoTime();
            before = done;
            return;
        }
        if (isTime() || done == points) {
            double seconds = (System.nanoTime() - beganPoints) / 1e9;
            double rate = (done - before) / seconds;
            show(String.format(
                    Locale.ROOT,
                    "points: %,d of %,d%s, %.1f points/s, left %s",
                    done,
                    points,
                    failed == 0 ? "" : String.format(Locale.ROOT, " (%,d failed)", failed),
                    rate,
                    rate > 0 ? Quantities.duration((points - done) / rate) : "unknown"));
        }
    }

    private boolean isTime() {
        return !quiet && System.nanoTime() - shown >= (terminal ? TERMINAL_NANOS : PLAIN_NANOS);
    }

    private void show(String line) {
        if (quiet) {
            return;
        }
        shown = System.nanoTime();
        if (terminal) {
            String cut = line.length() > width ? line.substring(0, width) : line;
            out.print("\r" + cut + " ".repeat(width - cut.length()));
            isOpen = true;
        } else {
            out.println(line);
        }
        out.flush();
    }

    /** Ends a line that is being written over. */
    synchronized void end() {
        if (isOpen) {
            out.println();
            isOpen = false;
        }
    }
}
