package org.longhaul.simulator.workload;

import java.util.List;
import java.util.function.LongSupplier;
import org.longhaul.simulator.network.ArcState;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.TransferEstimate;
import org.longhaul.simulator.network.TransferListener;
import org.longhaul.simulator.network.TransferStatus;
import org.longhaul.topology.Routing;

/** A network as one of several jobs sees it: with connections of its own, and with its transfers watched. */
final class JobNetwork implements Network {

    private final Network carrier;
    private final int firstChannel;
    private final int channels;
    private final TransferWatch watch;
    private final LongSupplier conditions;

    /**
     * A job's view.
     *
     * @param carrier the network
     * @param firstChannel of the job's connections
     * @param channels how many channels it has
     * @param watch learns of its transfers
     * @param conditions hash over what has changed on the network
     */
    JobNetwork(Network carrier, int firstChannel, int channels, TransferWatch watch, LongSupplier conditions) {
        this.carrier = carrier;
        this.firstChannel = firstChannel;
        this.channels = channels;
        this.watch = watch;
        this.conditions = conditions;
    }

    @Override
    public void send(int sourceNode, int targetNode, long bytes, int channel, TransferListener done) {
        TransferWatch.Line line = watch.started(sourceNode, targetNode, firstChannel + channel);
        carrier.send(sourceNode, targetNode, bytes, firstChannel + channel, now -> {
            watch.completed(line, bytes);
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
        carrier.reset(source, target, firstChannel + channel, resumeNanos);
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
        return carrier.stateFingerprint() * 31 + conditions.getAsLong();
    }

    @Override
    public TransferEstimate estimate() {
        return carrier.estimate();
    }

    /** The unfinished transfers of this job. */
    @Override
    public List<TransferStatus> activeTransfers() {
        return carrier.activeTransfers().stream()
                .filter(transfer -> transfer.channel() >= firstChannel && transfer.channel() < firstChannel + channels)
                .toList();
    }
}
