package org.longhaul.wire.command;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.longhaul.scenario.command.shared.Terminal;
import org.longhaul.wire.run.RunnerProgress;

/** Shows how a run goes: one line a method, which moves where standard error is a terminal. */
final class ConsoleWire implements RunnerProgress {
    private static final long SHOW_NANOS = 500_000_000;
    private static final long TELL_NANOS = 15_000_000_000L;

    private final PrintWriter err;
    private final boolean quiet;
    private final boolean moves = Terminal.isInteractive();
    private String head = "";
    private long steps;
    private long shownNanos;

    ConsoleWire(PrintWriter err, boolean quiet) {
        this.err = err;
        this.quiet = quiet;
    }

    private void line(String text) {
        if (!quiet) {
            err.println((moves ? "\r\u001b[K" : "") + text);
            err.flush();
        }
    }

    @Override
    public void note(String sentence) {
        line(sentence);
    }

    @Override
    public void joined(int rank, String host, List<Integer> missing) {
        if (!missing.isEmpty()) {
            line("Rank " + rank + " is there, on " + host + "; missing: " + missing);
        }
    }

    @Override
    public void began(String label, long seed, long all) {
        head = String.format(Locale.ROOT, "%-16s seed %-4d", label, seed);
        steps = all;
        shownNanos = System.nanoTime();
    }

    @Override
    public void stepped(long done, double perSecond, double loss) {
        long now = System.nanoTime();
        if (quiet || now - shownNanos < (moves ? SHOW_NANOS : TELL_NANOS)) {
            return;
        }
        shownNanos = now;
        String text = text(done, perSecond, loss);
        if (moves) {
            err.print("\r\u001b[K" + text);
            err.flush();
        } else {
            line(text);
        }
    }

    @Override
    public void ended(String label, long seed, long done, double perSecond, double loss, String how) {
        line(text(done, perSecond, loss) + (how.equals("finished") ? "" : "  " + how));
    }

    private String text(long done, double perSecond, double loss) {
        return String.format(
                Locale.ROOT,
                "  %s  %d/%d steps  %.2f steps/s  loss %s",
                head,
                done,
                steps,
                perSecond,
                Double.isNaN(loss) ? "-" : String.format(Locale.ROOT, "%.4f", loss));
    }
}
