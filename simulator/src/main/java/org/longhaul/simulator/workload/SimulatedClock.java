package org.longhaul.simulator.workload;

import org.longhaul.simulator.collective.ExecutionHost;
import org.longhaul.simulator.event.Action;
import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.network.Network;

/**
 * Simulated time of a run: that of the event loop, plus stretches that were skipped because their outcome was known. The
 * network never sees a skipped stretch, so what it knows about its recent past stays true.
 */
final class SimulatedClock implements ExecutionHost {

    private static final int PRIORITY = 32;
    private static final int AFTER_DELIVERIES = 48;

    private final EventLoop loop;
    private final long[] skippedPayload;
    private final long[] skippedWire;
    private long skippedNanos;
    private int openExchanges;

    SimulatedClock(EventLoop loop, int arcs) {
        this.loop = loop;
        this.skippedPayload = new long[arcs];
        this.skippedWire = new long[arcs];
    }

    long nowNanos() {
        return loop.nowNanos() + skippedNanos;
    }

    /** Schedules at a simulated time. */
    long schedule(long timeNanos, Action action) {
        return loop.schedule(timeNanos - skippedNanos, PRIORITY, action);
    }

    /** Schedules after all deliveries of this instant. */
    void afterDeliveries(Action action) {
        loop.schedule(loop.nowNanos(), AFTER_DELIVERIES, action);
    }

    /** Schedules after everything else of this instant. */
    void afterThisInstant(Action action) {
        loop.schedule(loop.nowNanos(), EventLoop.LAST_PRIORITY, action);
    }

    void cancel(long handle) {
        loop.cancel(handle);
    }

    int pendingEvents() {
        return loop.pendingEvents();
    }

    boolean runNext() {
        return loop.runNext();
    }

    void exchangeOpened() {
        openExchanges++;
    }

    void exchangeClosed() {
        openExchanges--;
    }

    int openExchanges() {
        return openExchanges;
    }

    @Override
    public boolean isQuiet() {
        return loop.pendingEvents() == 0 && openExchanges == 1;
    }

    @Override
    public void skip(long nanos) {
        skippedNanos += nanos;
    }

    @Override
    public void addArcBytes(long[] payload, long[] wire, long times) {
        for (int arc = 0; arc < payload.length; arc++) {
            skippedPayload[arc] += times * payload[arc];
            skippedWire[arc] += times * wire[arc];
        }
    }

    /** Adds to one arc what was not sent because it was known. */
    void addArcBytes(int arc, long payload, long wire) {
        skippedPayload[arc] += payload;
        skippedWire[arc] += wire;
    }

    long payloadBytes(Network network, int arc) {
        return network.arcPayloadBytes(arc) + skippedPayload[arc];
    }

    long wireBytes(Network network, int arc) {
        return network.arcWireBytes(arc) + skippedWire[arc];
    }
}
