package org.longhaul.simulator.event;

/**
 * A timer that is set and cleared far more often than it fires: setting it later costs no event, since the pending one
 * looks at the deadline when it runs and waits again.
 */
public final class LazyTimer implements Action {

    private static final long NEVER = Long.MAX_VALUE;

    private final EventLoop loop;
    private final Action onDeadline;
    private long deadlineNanos = NEVER;
    private long scheduledNanos = NEVER;
    private long handle;

    public LazyTimer(EventLoop loop, Action onDeadline) {
        this.loop = loop;
        this.onDeadline = onDeadline;
    }

    public boolean isSet() {
        return deadlineNanos != NEVER;
    }

    long deadlineNanos() {
        return deadlineNanos;
    }

    public void set(long timeNanos) {
        deadlineNanos = timeNanos;
        if (timeNanos < scheduledNanos) {
            if (scheduledNanos != NEVER) {
                loop.cancel(handle);
            }
            await(timeNanos);
        }
    }

    public void clear() {
        deadlineNanos = NEVER;
    }

    /** Clears the timer and takes its event from the loop, so that a finished run leaves nothing behind. */
    public void cancel() {
        deadlineNanos = NEVER;
        if (scheduledNanos != NEVER) {
            loop.cancel(handle);
            scheduledNanos = NEVER;
        }
    }

    private void await(long timeNanos) {
        scheduledNanos = timeNanos;
        handle = loop.schedule(timeNanos, EventPriority.ARRIVAL, this);
    }

    @Override
    public void run(long nowNanos) {
        scheduledNanos = NEVER;
        if (deadlineNanos == NEVER) {
            return;
        }
        if (deadlineNanos > nowNanos) {
            await(deadlineNanos);
            return;
        }
        deadlineNanos = NEVER;
        onDeadline.run(nowNanos);
    }

    @Override
    public int kind() {
        return 17;
    }
}
