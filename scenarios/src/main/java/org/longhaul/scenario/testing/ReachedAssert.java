package org.longhaul.scenario.testing;

import org.longhaul.analysis.record.measure.Target;
import org.longhaul.analysis.text.Quantities;

/** Claims about when a method reached a target, which it did under every seed. */
public final class ReachedAssert {
    private final MethodRunAssert claims;
    private final MethodRun run;
    private final Target target;

    ReachedAssert(MethodRunAssert claims, MethodRun run, Target target) {
        this.claims = claims;
        this.run = run;
        this.target = target;
    }

    /** It took at most this share of the time that another method took to the same target; one that never reached it took forever. */
    public MethodRunAssert withinTimeOf(MethodRun other, double share) {
        double seconds = run.secondsTo(target);
        double others = other.secondsTo(target);
        if (!(seconds <= share * others)) {
            throw new AssertionError(run.label() + " reaches " + target.label() + " after "
                    + Quantities.duration(seconds) + ", " + other.label() + " after " + Quantities.duration(others)
                    + ": "
                    + Quantities.plain(seconds / others) + " of its time, more than the " + Quantities.plain(share)
                    + " allowed\n" + run.sent() + "\n" + other.sent());
        }
        return claims;
    }

    /** It took at most so many projected seconds. */
    public MethodRunAssert withinSeconds(double most) {
        double seconds = run.secondsTo(target);
        if (!(seconds <= most)) {
            throw new AssertionError(run.label() + " reaches " + target.label() + " after "
                    + Quantities.duration(seconds) + ", later than the " + Quantities.duration(most) + " allowed\n"
                    + run.sent());
        }
        return claims;
    }
}
