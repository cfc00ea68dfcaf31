package org.longhaul.simulator.workload;

import java.util.List;
import org.longhaul.simulator.network.ArcState;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.TransferEstimate;
import org.longhaul.simulator.network.TransferListener;
import org.longhaul.simulator.network.TransferStatus;
import org.longhaul.topology.Routing;

/** A network whose every transfer is counted on its way in and out. */
final class CountingNetwork implements Network {

    private final Network carrier;
    final long[] sentBytes;
    final long[] receivedBytes;
    long started;
    long completed;
    long completedTwice;

    CountingNetwork(Network carrier, int nodes) {
        this.carrier = carrier;
        this.sentBytes = new long[nodes];
        this.receivedBytes = new long[nodes];
    }

    @Override
    public void send(int sourceNode, int targetNode, long bytes, int channel, TransferListener done) {
        started++;
        boolean[] isOver = {false};
        carrier.send(sourceNode, targetNode, bytes, channel, now -> {
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

    @Override
    public void setArc(int arc, ArcState state) {
        carrier.setArc(arc, state);
    }

    @Override
    public void setRouting(Routing routing) {
        carrier.setRouting(routing);
    }

    @Override
    public void reset(int source, int target, int channel, long resumeNanos) {
        carrier.reset(source, target, channel, resumeNanos);
    }

    @Override
    public void resetNode(int node, long resumeNanos) {
        carrier.resetNode(node, resumeNanos);
    }

    @Override
    public long arcPayloadBytes(int arc) {
        return carrier.arcPayloadBytes(arc);
    }

    @Override
    public long arcWireBytes(int arc) {
        return carrier.arcWireBytes(arc);
    }

    @Override
    public long stateFingerprint() {
        return carrier.stateFingerprint();
    }

    @Override
    public List<TransferStatus> activeTransfers() {
        return carrier.activeTransfers();
    }

    @Override
    public TransferEstimate estimate() {
        return carrier.estimate();
    }
}
