package org.longhaul.simulator.event;

/**
 * A discrete-event loop: a clock in integer nanoseconds and the events that are still to come.
 *
 * <p>Events run in the order (time, priority, sequence): earlier times first, then smaller priorities, then in the order
 * in which they were scheduled. An event may schedule others for the present instant; they run in it, smaller priorities
 * before larger ones that still wait.
 *
 * <p><b>Cost.</b> The pending set is a {@link PendingEvents monotone radix queue}: scheduling is O(1), running an event
 * moves its entry a few times whatever the number pending. No object is allocated per event.
 *
 * <p>Not thread-safe: one loop belongs to one thread.
 */
public final class EventLoop {

    private static final int EVENTS_BETWEEN_WATCHES = 1 << 12;

    private final Runnable watch;
    private final ActionSlots slots = new ActionSlots();
    private final PendingEvents pending = new PendingEvents(slots);
    private final InstantQueue instant = new InstantQueue();
    private final SkippedTime skipped = new SkippedTime();

    private long nowNanos;
    private long executed;
    private long fingerprint = 0x9E3779B97F4A7C15L;

    /** A loop that nobody watches. */
    public EventLoop() {
        this(() -> {});
    }

    /**
     * A loop that can be ended from outside.
     *
     * @param watch called once in a few thousand events; what it throws ends the run
     */
    public EventLoop(Runnable watch) {
        this.watch = watch;
    }

    /** Simulated time, nanoseconds since the start of the run, without what was {@link #skip(long) skipped}. */
    public long nowNanos() {
        return nowNanos;
    }

    /**
     * Notes that a stretch of the run passed without this clock: its outcome was known, so none of it was simulated.
     *
     * @param nanos its length, nanoseconds
     */
    public void skip(long nanos) {
        if (nanos < 0) {
            throw new IllegalArgumentException("A skipped stretch (" + nanos + " ns) must not be negative.");
        }
        skipped.add(nowNanos, nanos);
    }

    /** Length of all skipped stretches, nanoseconds. */
    public long skippedNanos() {
        return skipped.total();
    }

    /** The time of the run at a time of this clock: later by all that had been skipped until then. */
    public long runNanos(long timeNanos) {
        return timeNanos == Long.MAX_VALUE ? timeNanos : timeNanos + skipped.until(timeNanos);
    }

    /** Number of events that ran so far. */
    public long executedEvents() {
        return executed;
    }

    /** Number of events that are scheduled and not cancelled. */
    public int pendingEvents() {
        return slots.live();
    }

    /**
     * Schedules an event.
     *
     * @param timeNanos when, nanoseconds since the start of the run; not before {@link #nowNanos()}
     * @param priority its place among the events of one instant
     * @param action what then happens
     * @return a handle for {@link #cancel(long)}
     * @throws IllegalArgumentException if the time lies in the past
     * @throws BeyondTimeException if the time is a sum that is later than can be told
     */
    public long schedule(long timeNanos, EventPriority priority, Action action) {
        return schedule(timeNanos, priority.rank(), action);
    }

    /** Schedules an event by a rank, 0 to 63, smaller first. */
    long schedule(long timeNanos, int priority, Action action) {
        if (timeNanos < nowNanos) {
            if (timeNanos < 0) {
                throw new BeyondTimeException();
            }
            throw new IllegalArgumentException("The event's timeNanos (" + timeNanos
                    + ") lies before the present time (" + nowNanos + "); an event cannot be scheduled in the past.");
        }
        if (priority < 0 || priority >= InstantQueue.PRIORITIES) {
            throw new IllegalArgumentException(
                    "The event's priority (" + priority + ") must lie in 0 to " + (InstantQueue.PRIORITIES - 1) + ".");
        }
        int entry = slots.take(action, priority);
        if (timeNanos == nowNanos) {
            instant.add(entry);
        } else {
            pending.add(timeNanos, entry);
        }
        return slots.handle(entry);
    }

    /**
     * Cancels an event. Cancelling one that already ran, runs now or was cancelled before does nothing.
     *
     * @param handle what {@link #schedule} returned
     * @return whether the event was still to come
     */
    public boolean cancel(long handle) {
        if (!slots.cancel(handle)) {
            return false;
        }
        pending.noteCancelled();
        return true;
    }

    /**
     * Runs the next event.
     *
     * @return false if none is left
     */
    public boolean runNext() {
        return runNextUntil(Long.MAX_VALUE);
    }

    /**
     * Runs the next event unless it lies after a time; the clock never goes beyond an event that ran.
     *
     * @param horizonNanos the time, nanoseconds
     * @return false if none is left up to that time
     */
    public boolean runNextUntil(long horizonNanos) {
        while (true) {
            if (instant.isEmpty()) {
                long next = pending.moveNextInstant(instant, horizonNanos);
                if (next == PendingEvents.NONE) {
                    return false;
                }
                nowNanos = next;
            }
            int entry = instant.poll();
            Action action = slots.release(entry);
            if (action != null) {
                execute(action, ActionSlots.priority(entry));
                return true;
            }
        }
    }

    /** Runs until no event is left. */
    public void run() {
        runAllUntil(Long.MAX_VALUE);
    }

    /**
     * Runs every event up to and including a time, then sets the clock to it.
     *
     * @param timeNanos the time to run to, nanoseconds; not before the present
     * @return whether events are left after that time
     */
    public boolean runUntil(long timeNanos) {
        if (timeNanos < nowNanos) {
            throw new IllegalArgumentException(
                    "timeNanos (" + timeNanos + ") lies before the present time (" + nowNanos + ").");
        }
        runAllUntil(timeNanos);
        nowNanos = timeNanos;
        return slots.live() > 0;
    }

    /**
     * A hash over every event that ran: its time, priority and kind, in order. Equal fingerprints of two runs mean that
     * they took the same course.
     */
    public long fingerprint() {
        return fingerprint;
    }

    private void runAllUntil(long horizonNanos) {
        boolean more = true;
        while (more) {
            more = runNextUntil(horizonNanos);
        }
    }

    private void execute(Action action, int priority) {
        executed++;
        if (executed % EVENTS_BETWEEN_WATCHES == 0) {
            watch.run();
        }
        fingerprint = mix(fingerprint, nowNanos, ((long) action.kind() << 8) | priority);
        action.run(nowNanos);
    }

    private static long mix(long hash, long time, long kindAndPriority) {
        long h = (hash ^ time) * 0xBF58476D1CE4E5B9L;
        h ^= h >>> 29;
        h = (h ^ kindAndPriority) * 0x94D049BB133111EBL;
        return h ^ (h >>> 32);
    }
}
