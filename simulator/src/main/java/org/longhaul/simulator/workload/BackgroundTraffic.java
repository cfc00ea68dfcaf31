package org.longhaul.simulator.workload;

import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.TransferListener;
import org.longhaul.simulator.traffic.TrafficHost;

/** Background flows of one kind on the network of a run, and what they carried. */
final class BackgroundTraffic implements TrafficHost {

    private static final int PRIORITY = 32;

    private final String name;
    private final EventLoop loop;
    private final Network network;
    private final int firstChannel;
    private long transfers;
    private long bytes;
    private long nanos;
    private long droppedBytes;

    BackgroundTraffic(String name, EventLoop loop, Network network, int firstChannel) {
        this.name = name;
        this.loop = loop;
        this.network = network;
        this.firstChannel = firstChannel;
    }

    @Override
    public long nowNanos() {
        return loop.nowNanos();
    }

    @Override
    public void at(long timeNanos, Runnable action) {
        loop.schedule(timeNanos, PRIORITY, now -> action.run());
    }

    @Override
    public void send(int sourceNode, int targetNode, long size, int connection, TransferListener done) {
        long start = loop.nowNanos();
        network.send(sourceNode, targetNode, size, firstChannel + connection, now -> {
            transfers++;
            bytes += size;
            nanos += now - start;
            done.completed(now);
        });
    }

    @Override
    public void dropped(long size) {
        droppedBytes += size;
    }

    BackgroundFlowsResult result() {
        return new BackgroundFlowsResult(name, transfers, bytes, transfers == 0 ? 0 : nanos / transfers, droppedBytes);
    }
}
