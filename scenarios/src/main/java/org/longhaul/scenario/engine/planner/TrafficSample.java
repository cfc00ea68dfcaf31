package org.longhaul.scenario.engine.planner;

import java.util.PriorityQueue;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.network.TransferListener;
import org.longhaul.simulator.traffic.BackgroundFlows;
import org.longhaul.simulator.traffic.TrafficHost;
import org.longhaul.topology.Topology;

/** Lets background traffic run where every transfer has the fastest link to itself, to see how often it does anything. */
final class TrafficSample implements TrafficHost {
    private static final int MOST_ACTIONS = 20_000;

    private record Due(long nanos, long sequence, Runnable action) {}

    private final PriorityQueue<Due> queue = new PriorityQueue<>(
            (a, b) -> a.nanos != b.nanos ? Long.compare(a.nanos, b.nanos) : Long.compare(a.sequence, b.sequence));
    private final double nanosPerByte;
    private long nowNanos;
    private long sequence;
    private long transfers;

    private TrafficSample(Topology topology) {
        double fastest = 1;
        for (int arc = 0; arc < topology.arcCount(); arc++) {
            fastest = Math.max(fastest, (double) topology.arcBitsPerSecond(arc));
        }
        this.nanosPerByte = 8e9 / fastest;
    }

    /** Estimated transfers until a time of the simulated clock. */
    static double transfers(BackgroundFlows flows, Topology topology, long seed, double untilNanos) {
        TrafficSample sample = new TrafficSample(topology);
        flows.traffic(topology, new RandomStreams(seed)).start(sample);
        long actions = 0;
        while (!sample.queue.isEmpty() && actions < MOST_ACTIONS && sample.queue.peek().nanos <= untilNanos) {
            Due due = sample.queue.remove();
            sample.nowNanos = due.nanos;
            due.action.run();
            actions++;
        }
        boolean stopped = actions == MOST_ACTIONS && sample.nowNanos < untilNanos;
        return stopped ? sample.transfers * (untilNanos / Math.max(1, sample.nowNanos)) : sample.transfers;
    }

    @Override
    public long nowNanos() {
        return nowNanos;
    }

    @Override
    public void at(long timeNanos, Runnable action) {
        queue.add(new Due(timeNanos, sequence++, action));
    }

    @Override
    public void send(int sourceNode, int targetNode, long bytes, int connection, TransferListener done) {
        transfers++;
        long end = nowNanos + Math.max(1, Math.round(bytes * nanosPerByte));
        at(end, () -> done.completed(end));
    }

    @Override
    public void dropped(long bytes) {}
}
