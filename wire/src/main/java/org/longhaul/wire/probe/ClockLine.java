package org.longhaul.wire.probe;

/**
 * The offset of a clock during a run: measured before and after it, linear in between and beyond, since two clocks drift
 * apart at a nearly constant rate.
 *
 * @param before the offset before the run
 * @param after the offset after it; the same as {@code before} where it was measured once, and then it counts as constant
 */
public record ClockLine(ClockOffset before, ClockOffset after) {
    /** Refuses an offset after the run that was measured before the one before it. */
    public ClockLine {
        if (after.atNanos() - before.atNanos() < 0) {
            throw new IllegalArgumentException("the offset after the run was measured at " + after.atNanos()
                    + " ns, before the one before it, at " + before.atNanos() + " ns");
        }
    }

    /** Returns what the other clock showed when the own clock showed {@code nanos}. */
    public long toOther(long nanos) {
        return nanos + before.offsetNanos() + Math.round(drift() * (nanos - before.atNanos()));
    }

    /** What the other clock gains on the own, nanoseconds a nanosecond. */
    public double drift() {
        long time = after.atNanos() - before.atNanos();
        return time == 0 ? 0 : (double) (after.offsetNanos() - before.offsetNanos()) / time;
    }

    /** What {@link #toOther} is off by at most between the two measurements, as far as the drift is constant. */
    public long errorNanos() {
        return Math.max(before.errorNanos(), after.errorNanos());
    }
}
