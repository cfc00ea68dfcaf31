package org.longhaul.scenario.command.run;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.longhaul.analysis.text.Quantities;
import org.longhaul.scenario.command.shared.Terminal;
import org.longhaul.scenario.engine.simulation.ProgressListener;

/**
 * Progress on a terminal as one line that is written over; elsewhere as a line at the start of every unit and every ten seconds.
 * Shows method, step of steps, loss, simulated time and the real time left of the whole run.
 *
 * <p>What is left is told from the items that were trained on here so far and the time that took; units that take their
 * training from another one count nothing.
 */
final class ConsoleProgress implements ProgressListener {
    private static final long TERMINAL_INTERVAL_NANOS = 200_000_000L;
    private static final long PLAIN_INTERVAL_NANOS = 10_000_000_000L;

    private final PrintWriter out;
    private final boolean terminal;
    private final int width;
    private final LongSupplier clockNanos;
    private List<Work> units = List.of();
    private String title = "";
    private int unit;
    private long steps;
    private boolean begun;
    private long lastStepNanos;
    private double trainedItems;
    private double trainingNanos;
    private long lastShown;
    private long simulatedNanos;

    ConsoleProgress(PrintWriter out, boolean terminal, int width, LongSupplier clockNanos) {
        this.out = out;
        this.terminal = terminal;
        this.width = width - 1;
        this.clockNanos = clockNanos;
    }

    /** Progress on standard error, on the machine's clock. */
    static ConsoleProgress on(PrintWriter err) {
        return new ConsoleProgress(err, Terminal.isInteractive(), Terminal.width(), System::nanoTime);
    }

    @Override
    public void runStarted(List<Work> units) {
        this.units = List.copyOf(units);
        long all = 0;
        long training = 0;
        for (Work work : units) {
            all += work.steps();
            training += work.trains() ? work.steps() : 0;
        }
        show(
                units.size() + (units.size() == 1 ? " training" : " trainings") + " of " + Quantities.count(all)
                        + " steps in all"
                        + (training == 0
                                ? ", all recorded ..."
                                : (training < all ? ", " + Quantities.count(training) + " of them different" : "")
                                        + "; loading PyTorch and data ..."),
                true);
    }

    @Override
    public void unitStarted(String label, long seed, int unit, int units, long steps) {
        title = String.format(Locale.ROOT, "[%d/%d] %s, seed %d", unit, units, label, seed);
        this.unit = unit;
        this.steps = steps;
        simulatedNanos = 0;
        begun = false;
        lastShown = clockNanos.getAsLong();
        lastStepNanos = lastShown;
        show(title + "  begins", false);
    }

    @Override
    public void stepped(long stepsDone, double loss, boolean trained) {
        long now = clockNanos.getAsLong();
        if (trained && begun) {
            // The first step of a unit loads data and kernels: it says nothing of the others.
            trainedItems += itemsPerStep(unit);
            trainingNanos += now - lastStepNanos;
        }
        begun = true;
        lastStepNanos = now;
        if (now - lastShown < (terminal ? TERMINAL_INTERVAL_NANOS : PLAIN_INTERVAL_NANOS)) {
            return;
        }
        lastShown = now;
        StringBuilder line = new StringBuilder(title);
        line.append("  step ").append(stepsDone).append(" of ").append(steps);
        if (trainedItems > 0) {
            double left = trainingNanos / 1e9 / trainedItems * itemsLeft(steps - stepsDone);
            line.append("  left ").append(Quantities.duration(left));
        }
        if (!Double.isNaN(loss)) {
            line.append(String.format(Locale.ROOT, "  loss %.4f", loss));
        }
        line.append("  simulated ").append(Quantities.duration(simulatedNanos / 1e9));
        show(line.toString(), false);
    }

    private double itemsPerStep(int number) {
        return number <= units.size() ? units.get(number - 1).itemsPerStep() : 1;
    }

    /** Items to train on here: the rest of this unit and all of the later ones that train anew. */
    private double itemsLeft(long stepsLeft) {
        double items = stepsLeft * itemsPerStep(unit);
        for (int later = unit; later < units.size(); later++) {
            Work work = units.get(later);
            items += work.trains() ? (double) work.steps() * work.itemsPerStep() : 0;
        }
        return items;
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
            out.flush();
            return;
        }
        String cut = line.length() > width && !stays ? line.substring(0, width) : line;
        out.print("\r" + cut + " ".repeat(Math.max(0, width - cut.length())));
        if (stays) {
            out.println();
        }
        out.flush();
    }
}
