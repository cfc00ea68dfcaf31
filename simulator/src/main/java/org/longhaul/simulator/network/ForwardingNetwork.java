package org.longhaul.simulator.network;

import java.util.List;
import org.longhaul.simulator.network.estimate.TransferEstimate;
import org.longhaul.topology.Routing;

/**
 * A network that hands everything on to another one; what a subclass overrides is what it adds.
 *
 * <p>Not thread-safe, as every network.
 */
public abstract class ForwardingNetwork implements Network {

    private final Network carrier;

    /** Hands everything on to the carrier. */
    protected ForwardingNetwork(Network carrier) {
        this.carrier = carrier;
    }

    @Override
    public void send(int sourceNode, int targetNode, long bytes, int channel, TransferListener done) {
        carrier.send(sourceNode, targetNode, bytes, channel, done);
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
    public void reset(int sourceNode, int targetNode, int channel, long resumeNanos) {
        carrier.reset(sourceNode, targetNode, channel, resumeNanos);
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
    public boolean sharesLinks() {
        return carrier.sharesLinks();
    }

    @Override
    public TransferEstimate estimate() {
        return carrier.estimate();
    }
}
