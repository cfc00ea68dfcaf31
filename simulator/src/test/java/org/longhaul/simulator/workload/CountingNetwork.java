package org.longhaul.simulator.workload;

import org.longhaul.simulator.network.ForwardingNetwork;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.TransferListener;

/** A network whose every transfer is counted on its way in and out. */
final class CountingNetwork extends ForwardingNetwork {

    final long[] sentBytes;
    final long[] receivedBytes;
    long started;
    long completed;
    long completedTwice;

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
