package org.longhaul.scenario.command.inference;

import java.io.PrintWriter;
import java.util.Locale;
import org.longhaul.analysis.text.Quantities;
import org.longhaul.scenario.command.shared.Terminal;
import org.longhaul.scenario.inference.InferenceProgress;

/** Progress on standard error: one line a run, on a terminal written over while it goes on. */
final class InferProgress implements InferenceProgress {
    private static final long INTERVAL_NANOS = 200_000_000L;

    private final PrintWriter err;
    private final boolean isTerminal;
    private String title = "";
    private long lastShown;

    InferProgress(PrintWriter err) {
        this.err = err;
        this.isTerminal = Terminal.isInteractive();
    }

    @Override
    public void started(String what, int unit, int units) {
        title = String.format(Locale.ROOT, "[%d/%d] %s", unit, units, what);
        show(title, false);
    }

    @Override
    public void preparing(String what, long done, long steps) {
        if (isDue()) {
            show(title + "  training " + what + ", step " + done + " of " + steps, false);
        }
    }

    @Override
    public void simulating(long events, long nowNanos) {
        if (isDue()) {
            show(
                    title + "  simulated " + Quantities.duration(nowNanos / 1e9) + ", " + Quantities.count(events)
                            + " events",
                    false);
        }
    }

    /** Whether it is time for a terminal to show something new. */
    private boolean isDue() {
        long now = System.nanoTime();
        if (!isTerminal || now - lastShown <= INTERVAL_NANOS) {
            return false;
        }
        lastShown = now;
        return true;
    }

    @Override
    public void finished(String summary) {
        show(title + "  " + summary, true);
    }

    private void show(String line, boolean stays) {
        if (isTerminal) {
            int width = Terminal.width() - 1;
            String cut = line.length() > width && !stays ? line.substring(0, width) : line;
            err.print("\r" + cut + " ".repeat(Math.max(0, width - cut.length())) + (stays ? "\n" : ""));
        } else if (stays) {
            err.println(line);
        }
        err.flush();
    }
}
