package org.longhaul.simulator.workload.run;

import java.util.List;
import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.event.EventPriority;
import org.longhaul.simulator.network.ConnectionRules;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.TransferListener;
import org.longhaul.simulator.network.TransferStatus;
import org.longhaul.simulator.traffic.TrafficHost;
import org.longhaul.simulator.workload.result.BackgroundFlowsResult;

/** Background flows of one kind on the network of a run, and what they carried. */
final class BackgroundSender implements TrafficHost {

    /** Its connections of a pair at most. */
    static final int CHANNELS = ConnectionRules.CHANNELS;

    private final String name;
    private final EventLoop loop;
    private final Network network;
    private final int firstChannel;
    private long bytes;
    private long droppedBytes;

    BackgroundSender(String name, EventLoop loop, Network network, int firstChannel) {
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
        loop.schedule(timeNanos, EventPriority.COMPUTE, now -> action.run());
    }

    @Override
    public void send(int sourceNode, int targetNode, long size, int connection, TransferListener done) {
        network.send(sourceNode, targetNode, size, firstChannel + connection, new TransferListener() {
            @Override
            public void completed(long nowNanos) {
                bytes += size;
                done.completed(nowNanos);
            }

            @Override
            public long keptBytes(long arrivedBytes) {
                return done.keptBytes(arrivedBytes);
            }
        });
    }

    @Override
    public void dropped(long size) {
        droppedBytes += size;
    }

    /**
     * What has been carried.
     *
     * @param active the network's transfers under way
     */
    BackgroundFlowsResult result(List<TransferStatus> active) {
        long carried = bytes;
        for (TransferStatus transfer : active) {
            if (transfer.channel() >= firstChannel && transfer.channel() < firstChannel + CHANNELS) {
                carried += transfer.deliveredBytes();
            }
        }
        return new BackgroundFlowsResult(name, carried, droppedBytes);
    }
}
