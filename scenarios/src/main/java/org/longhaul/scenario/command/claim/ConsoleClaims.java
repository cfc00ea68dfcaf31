package org.longhaul.scenario.command.claim;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.longhaul.analysis.text.Quantities;
import org.longhaul.scenario.claim.ClaimProgress;
import org.longhaul.scenario.claim.Judgement;
import org.longhaul.scenario.engine.simulation.ProgressListener;

/**
 * How far claims are, as lines on a terminal or in a log: one every few seconds, and one when a training ends. What is left is
 * told from the items that each training has trained on here and the time that took; one that has not begun is taken to be as
 * fast as the others on average. Thread-safe.
 */
final class ConsoleClaims implements ClaimProgress {
    private static final long INTERVAL_NANOS = 5_000_000_000L;

    private final PrintWriter out;
    private final LongSupplier clockNanos;
    private final int claims;
    private final int threads;
    private final Map<String, TrainingLine> trainings = new LinkedHashMap<>();
    private int judged;
    private int ended;
    private long shown;

    ConsoleClaims(PrintWriter out, int claims, int threads) {
        this(out, claims, threads, System::nanoTime);
    }

    ConsoleClaims(PrintWriter out, int claims, int threads, LongSupplier clockNanos) {
        this.out = out;
        this.claims = claims;
        this.threads = threads;
        this.clockNanos = clockNanos;
        shown = clockNanos.getAsLong();
    }

    @Override
    public synchronized void judged(Judgement judgement) {
        judged++;
        if (isTime()) {
            show("claims: " + judged + " of " + claims + ", "
                    + judgement.claim().name());
        }
    }

    @Override
    public synchronized void planned(List<Planned> planned) {
        planned.forEach(each -> trainings.put(each.name(), new TrainingLine(each)));
        if (!trainings.isEmpty()) {
            long units = planned.stream().mapToLong(each -> each.units().size()).sum();
            show("claims: " + trainings.size() + " trainings of " + units + " methods and seeds, " + threads
                    + " at a time");
        }
    }

    @Override
    public ProgressListener began(String name) {
        return Objects.requireNonNull(trainings.get(name));
    }

    private boolean isTime() {
        return clockNanos.getAsLong() - shown > INTERVAL_NANOS;
    }

    private void show(String line) {
        shown = clockNanos.getAsLong();
        out.println(line);
        out.flush();
    }

    /** Seconds to the end of all trainings; not a number before anything was trained. */
    private double secondsLeft() {
        double known = 0;
        double knownItems = 0;
        double nanos = 0;
        double items = 0;
        double open = 0;
        int underWay = 0;
        for (TrainingLine each : trainings.values()) {
            double left = each.itemsLeft();
            underWay += left > 0 ? 1 : 0;
            nanos += each.nanos;
            items += each.trained;
            if (each.trained > 0) {
                known += left * each.nanos / each.trained;
                knownItems += left;
            } else {
                open += left;
            }
        }
        double all = known + (open > 0 ? open * nanos / items : 0);
        return knownItems + open == 0 ? 0 : all / 1e9 / Math.max(1, Math.min(threads, underWay));
    }

    /** One training; its calls come from its own thread. */
    private final class TrainingLine implements ProgressListener {
        private final Planned plan;
        private String unit = "";
        private int number;
        private long steps;
        private long stepsDone;
        private boolean begun;
        private long last;
        private double trained;
        private double nanos;
        private boolean isOver;

        TrainingLine(Planned plan) {
            this.plan = plan;
        }

        @Override
        public void unitStarted(String label, long seed, int unit, int units, long steps) {
            synchronized (ConsoleClaims.this) {
                this.unit = String.format(Locale.ROOT, "[%d/%d] %s, seed %d", unit, units, label, seed);
                number = unit;
                this.steps = steps;
                stepsDone = 0;
                begun = false;
            }
        }

        @Override
        public void stepped(long done, double loss, boolean isTrained) {
            synchronized (ConsoleClaims.this) {
                long now = clockNanos.getAsLong();
                if (isTrained && begun) {
                    trained += plan.units().get(number - 1).itemsPerStep() * (double) (done - stepsDone);
                    nanos += now - last;
                }
                begun = true;
                last = now;
                stepsDone = done;
                if (isTime()) {
                    tell();
                }
            }
        }

        @Override
        public void unitFinished(String summary) {
            synchronized (ConsoleClaims.this) {
                stepsDone = steps;
                if (number == plan.units().size()) {
                    isOver = true;
                    ended++;
                    show("claims: trained " + plan.name() + ", " + ended + " of " + trainings.size() + left());
                }
            }
        }

        private void tell() {
            show("claims: " + plan.name() + " " + unit + "  step " + stepsDone + " of " + steps + "  trained " + ended
                    + " of " + trainings.size() + left());
        }

        private String left() {
            double seconds = secondsLeft();
            return Double.isNaN(seconds) ? "" : "  left about " + Quantities.duration(seconds);
        }

        /** Items of what is left of the unit under way and of those after it that train anew. */
        private double itemsLeft() {
            if (isOver) {
                return 0;
            }
            // Steps that were done for nothing come on top of those that were foreseen.
            double items = number == 0
                    ? 0
                    : (double) Math.max(0, steps - stepsDone)
                            * plan.units().get(number - 1).itemsPerStep();
            for (int later = number; later < plan.units().size(); later++) {
                Work work = plan.units().get(later);
                items += work.trains() ? (double) work.steps() * work.itemsPerStep() : 0;
            }
            return items;
        }
    }
}
