package org.longhaul.scenario.testing;

import java.util.Locale;
import org.longhaul.analysis.record.measure.Target;
import org.longhaul.analysis.text.Quantities;
import org.longhaul.topology.unit.DataSize;

/**
 * Claims about what a method did. Bytes are those charged to one worker, for the model that the scenario charges; time is
 * projected; both are means over the seeds. A method that ended early fails every claim.
 */
public final class MethodRunAssert {
    private final MethodRun run;

    MethodRunAssert(MethodRun run) {
        this.run = run;
        if (!run.outcome().isEmpty()) {
            throw new AssertionError(run.label() + " did not end well: " + run.outcome());
        }
    }

    /**
     * It sends no more than this.
     *
     * @param size an amount of data such as {@code 5 GB}
     */
    public MethodRunAssert sendsAtMost(String size) {
        DataSize most = DataSize.parse(size);
        if (run.chargedBytes() > most.bytes()) {
            throw new AssertionError(run.label() + " sends " + Quantities.bytes(run.chargedBytes()) + ", more than the "
                    + size + " allowed\n" + run.sent());
        }
        return this;
    }

    /** It sends at least so many times less than another method. */
    public MethodRunAssert sendsTimesLessThan(MethodRun other, double times) {
        double found = other.chargedBytes() / run.chargedBytes();
        if (!(found >= times)) {
            throw new AssertionError(String.format(
                    Locale.ROOT,
                    "%s sends %.2f times less than %s, not the %s times wanted%n%s%n%s",
                    run.label(),
                    found,
                    other.label(),
                    Quantities.plain(times),
                    run.sent(),
                    other.sent()));
        }
        return this;
    }

    /** It takes at most this share of another method's time for its whole budget. */
    public MethodRunAssert takesAtMost(double share, MethodRun other) {
        if (!(run.seconds() <= share * other.seconds())) {
            throw new AssertionError(run.label() + " takes " + Quantities.duration(run.seconds()) + ", "
                    + other.label() + " " + Quantities.duration(other.seconds()) + ": "
                    + Quantities.plain(run.seconds() / other.seconds()) + " of it, more than the "
                    + Quantities.plain(share) + " allowed\n" + run.sent() + "\n" + other.sent());
        }
        return this;
    }

    /** It reaches a loss on held-out data under every seed. */
    public ReachedAssert reachesLoss(double loss) {
        return reaches("loss", loss);
    }

    /**
     * It reaches a value of a measure on held-out data under every seed.
     *
     * @param measure such as {@code accuracy}
     */
    public ReachedAssert reaches(String measure, double value) {
        Target target = run.target(measure, value);
        if (Double.isInfinite(run.secondsTo(target))) {
            Double best = run.best(target);
            throw new AssertionError(run.label() + " never reaches " + target.label()
                    + (best == null ? "; it was never measured" : "; the best is " + best) + "\n" + run.sent());
        }
        return new ReachedAssert(this, run, target);
    }
}
