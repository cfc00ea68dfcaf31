package org.longhaul.scenario.command;

import java.io.PrintWriter;
import java.util.Locale;
import org.longhaul.analysis.text.Quantities;
import org.longhaul.scenario.engine.ProgressListener;

/**
 * Progress on a terminal as one line that is written over; elsewhere as a line every ten seconds. Shows method, step of
 * steps, loss, simulated time and real time left.
 */
final class ConsoleProgress implements ProgressListener {
    private static final long TERMINAL_INTERVAL_NANOS = 200_000_000L;
    private static final long PLAIN_INTERVAL_NANOS = 10_000_000_000L;
    private static final int WIDTH = 99;

    private final PrintWriter out;
    private final boolean terminal;
    private String title = "";
    private long steps;
    private long trainedNow;
    private long unitStart;
    private long lastShown;
    private long simulatedNanos;

    ConsoleProgress(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** Whether standard error is a terminal, as far as the launcher could tell. */
    static boolean isTerminal() {
        return Boolean.getBoolean("longhaul.terminal");
    }

    @Override
    public void unitStarted(String label, long seed, int unit, int units, long steps) {
        title = "[%d/%d] %s, seed %d".formatted(unit, units, label, seed);
        this.steps = steps;
        trainedNow = 0;
        simulatedNanos = 0;
        unitStart = System.nanoTime();
        lastShown = unitStart;
    }

    @Override
    public void stepped(long stepsDone, double loss, boolean trained) {
        trainedNow += trained ? 1 : 0;
        long now = System.nanoTime();
        if (now - lastShown < (terminal ? TERMINAL_INTERVAL_NANOS : PLAIN_INTERVAL_NANOS)) {
            return;
        }
        lastShown = now;
        StringBuilder line = new StringBuilder(title);
        line.append("  step ").append(stepsDone).append(" of ").append(steps);
        if (!Double.isNaN(loss)) {
            line.append(String.format(Locale.ROOT, "  loss %.4f", loss));
        }
        line.append("  simulated ").append(Quantities.duration(simulatedNanos / 1e9));
        if (trainedNow > 0) {
            double left = (now - unitStart) / 1e9 / trainedNow * (steps - stepsDone);
            line.append("  left ").append(Quantities.duration(left));
        }
        show(line.toString(), false);
    }

    @Override
    public void simulated(long nanos) {
        simulatedNanos = nanos;
    }

    @Override
    public void unitFinished(String summary) {
        show(title + "  " + summary, true);
    }

    @Override
    public void note(String what) {
        show(what, true);
    }

    private void show(String line, boolean stays) {
        if (!terminal) {
            out.println(line);
            return;
        }
        String cut = line.length() > WIDTH && !stays ? line.substring(0, WIDTH) : line;
        out.print("\r" + cut + " ".repeat(Math.max(0, WIDTH - cut.length())));
        if (stays) {
            out.println();
        }
        out.flush();
    }
}
