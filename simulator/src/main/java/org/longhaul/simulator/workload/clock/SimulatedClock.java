package org.longhaul.simulator.workload.clock;

import java.util.Arrays;
import java.util.function.BooleanSupplier;
import org.longhaul.simulator.collective.execution.ExecutionHost;
import org.longhaul.simulator.event.Action;
import org.longhaul.simulator.event.BeyondTimeException;
import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.event.EventPriority;
import org.longhaul.simulator.network.Network;

/**
 * Simulated time of a run: that of the event loop, plus stretches that were skipped because their outcome was known. The
 * network never sees a skipped stretch, so what it knows about its recent past stays true. Changes of the surroundings
 * happen at the run's time: the one event that waits for the next of them moves with every skip, and none is skipped.
 */
public final class SimulatedClock implements ExecutionHost {

    private final EventLoop loop;
    private final Changes changes;
    private final boolean isShared;
    private final long[] skippedPayload;
    private final long[] skippedWire;
    private int openExchanges;
    private long changeNanos = Long.MAX_VALUE;
    private long changeEvent;
    private long progressNanos;
    private BooleanSupplier alone = () -> false;

    /**
     * A clock at the loop's time.
     *
     * @param loop the network's
     * @param arcs of the network
     * @param changes of the surroundings
     * @param isShared whether the loop has events of others than this job: then nothing is ever skipped
     */
    public SimulatedClock(EventLoop loop, int arcs, Changes changes, boolean isShared) {
        this.loop = loop;
        this.changes = changes;
        this.isShared = isShared;
        this.skippedPayload = new long[arcs];
        this.skippedWire = new long[arcs];
        this.progressNanos = loop.nowNanos();
    }

    public long nowNanos() {
        long now = loop.nowNanos() + loop.skippedNanos();
        if (now < 0) {
            throw new BeyondTimeException();
        }
        return now;
    }

    /** The present time, or the end of time if that is past. */
    public long endNanos() {
        long now = loop.nowNanos() + loop.skippedNanos();
        return now < 0 ? BeyondTimeException.END_OF_TIME : now;
    }

    /** A time of the run on the clock of the loop. */
    public long onLoop(long timeNanos) {
        return timeNanos - loop.skippedNanos();
    }

    /** Schedules at a simulated time. */
    public long schedule(long timeNanos, Action action) {
        if (timeNanos < 0) {
            throw new BeyondTimeException();
        }
        return loop.schedule(timeNanos - loop.skippedNanos(), EventPriority.COMPUTE, action);
    }

    /** Schedules after all deliveries of this instant. */
    public void afterDeliveries(Action action) {
        loop.schedule(loop.nowNanos(), EventPriority.SOLVE, action);
    }

    /** Schedules after everything else of this instant. */
    public void afterThisInstant(Action action) {
        loop.schedule(loop.nowNanos(), EventPriority.LAST, action);
    }

    public void cancel(long handle) {
        loop.cancel(handle);
    }

    /** Events that are still to come, but for that of the next change. */
    public int pendingEvents() {
        return loop.pendingEvents() - (changeNanos == Long.MAX_VALUE ? 0 : 1);
    }

    // ---- changes of the surroundings ---------------------------------------------------------------------------

    /** Lets the changes of this instant happen now, and waits for the next. */
    public void applyChanges() {
        changes.apply(nowNanos(), loop.nowNanos());
        awaitNextChange();
    }

    /** Waits for the next change, whose time may have moved. */
    public void awaitNextChange() {
        long next = changes.nextNanos();
        if (next != changeNanos) {
            moveChange(next);
        }
    }

    private void moveChange(long timeNanos) {
        if (changeNanos != Long.MAX_VALUE) {
            loop.cancel(changeEvent);
        }
        changeNanos = timeNanos;
        if (timeNanos != Long.MAX_VALUE) {
            changeEvent = loop.schedule(
                    Math.max(loop.nowNanos(), timeNanos - loop.skippedNanos()), EventPriority.CHANGE, now -> {
                        changeNanos = Long.MAX_VALUE;
                        applyChanges();
                    });
        }
    }

    @Override
    public long unchangedNanos() {
        return changeNanos == Long.MAX_VALUE ? Long.MAX_VALUE : changeNanos - nowNanos();
    }

    @Override
    public long changes() {
        return changes.count();
    }

    /** Whether a stretch of time may be skipped, as far as others are concerned. */
    public boolean maySkip() {
        return !isShared && changes.isSettled(nowNanos());
    }

    // ---- exchanges ---------------------------------------------------------------------------------------------

    public void exchangeOpened() {
        openExchanges++;
    }

    public void exchangeClosed() {
        openExchanges--;
    }

    public int openExchanges() {
        return openExchanges;
    }

    /** Notes that the job has come further. */
    public void progress() {
        progressNanos = nowNanos();
    }

    /** When the job last came further. */
    public long progressNanos() {
        return progressNanos;
    }

    @Override
    public boolean isQuiet() {
        return openExchanges == 1 && pendingEvents() == 0 && maySkip();
    }

    @Override
    public boolean isAlone() {
        return !isShared && alone.getAsBoolean();
    }

    /** Sets how to find out whether no other exchange can start before the present one is over. */
    public void setAlone(BooleanSupplier check) {
        alone = check;
    }

    @Override
    public void skip(long nanos) {
        BeyondTimeException.sum(nowNanos(), nanos);
        loop.skip(nanos);
        progress();
        if (changeNanos != Long.MAX_VALUE) {
            moveChange(changeNanos);
        }
    }

    @Override
    public void addArcBytes(long[] payload, long[] wire, long times) {
        for (int arc = 0; arc < payload.length; arc++) {
            skippedPayload[arc] += times * payload[arc];
            skippedWire[arc] += times * wire[arc];
        }
    }

    /** What was added to each arc so far: payload of all, then wire bytes. */
    public long[] addedArcBytes() {
        long[] added = Arrays.copyOf(skippedPayload, 2 * skippedPayload.length);
        System.arraycopy(skippedWire, 0, added, skippedPayload.length, skippedWire.length);
        return added;
    }

    /** Adds again, so many times, what was added since it was {@link #addedArcBytes()}. */
    public void addArcBytesAgain(long[] since, long times) {
        for (int arc = 0; arc < skippedPayload.length; arc++) {
            skippedPayload[arc] += times * (skippedPayload[arc] - since[arc]);
            skippedWire[arc] += times * (skippedWire[arc] - since[skippedPayload.length + arc]);
        }
    }

    /** Adds to one arc what was not sent because it was known. */
    public void addArcBytes(int arc, long payload, long wire) {
        skippedPayload[arc] += payload;
        skippedWire[arc] += wire;
    }

    public long payloadBytes(Network network, int arc) {
        return network.arcPayloadBytes(arc) + skippedPayload[arc];
    }

    public long wireBytes(Network network, int arc) {
        return network.arcWireBytes(arc) + skippedWire[arc];
    }
}
