package org.longhaul.simulator.event;

/** Simulated time would pass 292 years, the most that a clock in nanoseconds can tell. */
public final class BeyondTimeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The latest time that is told; nothing is ever scheduled there. */
    public static final long END_OF_TIME = Long.MAX_VALUE - 1;

    /** Something would happen later than can be told. */
    public BeyondTimeException() {
        super("simulated time passes 292 years, the most that its clock in nanoseconds can tell");
    }

    /** The sum of a time and a duration, neither negative. */
    public static long sum(long timeNanos, long durationNanos) {
        if (durationNanos >= END_OF_TIME - timeNanos) {
            throw new BeyondTimeException();
        }
        return timeNanos + durationNanos;
    }
}
