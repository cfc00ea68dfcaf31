package org.longhaul.simulator.explain;

import java.util.ArrayList;
import java.util.List;
import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.network.ArcState;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.TransferEstimate;
import org.longhaul.simulator.network.TransferListener;
import org.longhaul.simulator.network.TransferStatus;
import org.longhaul.topology.Routing;

/** A network that remembers what crossed it and when; everything else is another network's. */
final class RecordingNetwork implements Network {

    /** Transfers beyond which remembering each is no longer of use to anybody. */
    static final int MOST_TRANSFERS = 200_000;

    /** There are more transfers than are remembered. */
    static final class TooManyException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** One transfer over one connection. */
    static final class Carried {
        final int source;
        final int target;
        final long bytes;
        final int channel;
        final long startNanos;
        long endNanos = -1;

        Carried(int source, int target, long bytes, int channel, long startNanos) {
            this.source = source;
            this.target = target;
            this.bytes = bytes;
            this.channel = channel;
            this.startNanos = startNanos;
        }

        long nanos() {
            return endNanos - startNanos;
        }
    }

    private final Network network;
    private final EventLoop loop;
    private final List<Carried> carried = new ArrayList<>();

    RecordingNetwork(Network network, EventLoop loop) {
        this.network = network;
        this.loop = loop;
    }

    /** What was sent so far, in order. */
    List<Carried> carried() {
        return carried;
    }

    @Override
    public void send(int sourceNode, int targetNode, long bytes, int channel, TransferListener done) {
        Carried one = new Carried(sourceNode, targetNode, bytes, channel, loop.nowNanos());
        if (carried.size() == MOST_TRANSFERS) {
            throw new TooManyException();
        }
        carried.add(one);
        network.send(sourceNode, targetNode, bytes, channel, now -> {
            one.endNanos = now;
            done.completed(now);
        });
    }

    @Override
    public void setArc(int arc, ArcState state) {
        network.setArc(arc, state);
    }

    @Override
    public void setRouting(Routing routing) {
        network.setRouting(routing);
    }

    @Override
    public void reset(int sourceNode, int targetNode, int channel, long resumeNanos) {
        network.reset(sourceNode, targetNode, channel, resumeNanos);
    }

    @Override
    public void resetNode(int node, long resumeNanos) {
        network.resetNode(node, resumeNanos);
    }

    @Override
    public long arcPayloadBytes(int arc) {
        return network.arcPayloadBytes(arc);
    }

    @Override
    public long arcWireBytes(int arc) {
        return network.arcWireBytes(arc);
    }

    @Override
    public long stateFingerprint() {
        return network.stateFingerprint();
    }

    @Override
    public List<TransferStatus> activeTransfers() {
        return network.activeTransfers();
    }

    @Override
    public TransferEstimate estimate() {
        return network.estimate();
    }
}
