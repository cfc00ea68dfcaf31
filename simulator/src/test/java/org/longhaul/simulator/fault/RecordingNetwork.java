package org.longhaul.simulator.fault;

import java.util.ArrayList;
import java.util.List;
import org.longhaul.simulator.network.ArcState;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.TransferListener;
import org.longhaul.simulator.network.TransferStatus;
import org.longhaul.simulator.network.estimate.TransferEstimate;
import org.longhaul.topology.Routing;

/** Notes what is changed, and carries nothing. */
final class RecordingNetwork implements Network {

    final List<String> calls = new ArrayList<>();
    final List<Routing> routings = new ArrayList<>();

    @Override
    public void send(int sourceNode, int targetNode, long bytes, int channel, TransferListener done) {
        throw new UnsupportedOperationException("nothing is sent in these tests");
    }

    @Override
    public void setArc(int arc, ArcState state) {
        calls.add("arc " + arc + (state.up() ? " up" : " down") + " " + state.bitsPerSecond());
    }

    @Override
    public void setRouting(Routing routing) {
        calls.add("routing");
        routings.add(routing);
    }

    @Override
    public void reset(int source, int target, int channel, long resumeNanos) {
        calls.add("reset " + source + " " + target + " " + channel + " " + resumeNanos);
    }

    @Override
    public void resetNode(int node, long resumeNanos) {
        calls.add("node " + node + " " + (resumeNanos == Long.MAX_VALUE ? "never" : resumeNanos));
    }

    @Override
    public long arcPayloadBytes(int arc) {
        return 0;
    }

    @Override
    public long arcWireBytes(int arc) {
        return 0;
    }

    @Override
    public long stateFingerprint() {
        return 0;
    }

    @Override
    public List<TransferStatus> activeTransfers() {
        return List.of();
    }

    @Override
    public TransferEstimate estimate() {
        throw new UnsupportedOperationException("nothing is estimated in these tests");
    }
}
