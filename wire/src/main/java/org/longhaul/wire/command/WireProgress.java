package org.longhaul.wire.command;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.longhaul.scenario.engine.simulation.ProgressListener;

/** Progress of trainings that a projection needs: a line when one begins, and every ten seconds. */
final class WireProgress implements ProgressListener {
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final PrintWriter err;
    private String title = "";
    private long steps;
    private long shown = System.nanoTime();

    WireProgress(PrintWriter err) {
        this.err = err;
    }

    @Override
    public void unitStarted(String label, long seed, int unit, int units, long allSteps) {
        title = String.format(Locale.ROOT, "[%d/%d] %s, seed %d", unit, units, label, seed);
        steps = allSteps;
        shown = System.nanoTime();
        line(title + ": projecting " + allSteps + " steps");
    }

    @Override
    public void stepped(long stepsDone, double loss, boolean trained) {
        long now = System.nanoTime();
        if (trained && now - shown >= INTERVAL_NANOS) {
            shown = now;
            line(String.format(
                    Locale.ROOT, "%s: step %d of %d trained in one process, loss %.4f", title, stepsDone, steps, loss));
        }
    }

    private void line(String text) {
        err.println(text);
        err.flush();
    }
}
