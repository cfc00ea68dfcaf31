package org.longhaul.simulator.workload.run;

import org.longhaul.simulator.network.ForwardingNetwork;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.TransferListener;

/** A network whose every transfer is counted on its way in and out. */
public final class CountingNetwork extends ForwardingNetwork {

    public final long[] sentBytes;
    public final long[] receivedBytes;
    public long started;
    public long completed;
    public long completedTwice;

    CountingNetwork(Network carrier, int nodes) {
        super(carrier);
        this.sentBytes = new long[nodes];
        this.receivedBytes = new long[nodes];
    }

    @Override
    public void send(int sourceNode, int targetNode, long bytes, int channel, TransferListener done) {
        started++;
        boolean[] isOver = {false};
        super.send(sourceNode, targetNode, bytes, channel, now -> {
            completed++;
            completedTwice += isOver[0] ? 1 : 0;
            isOver[0] = true;
            if (sourceNode != targetNode) {
                sentBytes[sourceNode] += bytes;
                receivedBytes[targetNode] += bytes;
            }
            done.completed(now);
        });
    }
}
