package org.longhaul.simulator.workload.run;

import java.util.List;
import java.util.function.LongSupplier;
import org.longhaul.simulator.network.ForwardingNetwork;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.TransferListener;
import org.longhaul.simulator.network.TransferStatus;

/** A network as one of several jobs sees it: with connections of its own, and with its transfers watched. */
final class JobNetwork extends ForwardingNetwork {

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
        super(carrier);
        this.firstChannel = firstChannel;
        this.channels = channels;
        this.watch = watch;
        this.conditions = conditions;
    }

    @Override
    public void send(int sourceNode, int targetNode, long bytes, int channel, TransferListener done) {
        TransferWatch.Line line = watch.started(sourceNode, targetNode, firstChannel + channel);
        super.send(sourceNode, targetNode, bytes, firstChannel + channel, now -> {
            watch.completed(line, bytes);
            done.completed(now);
        });
    }

    @Override
    public long stateFingerprint() {
        return super.stateFingerprint() * 31 + conditions.getAsLong();
    }

    @Override
    public void reset(int source, int target, int channel, long resumeNanos) {
        super.reset(source, target, firstChannel + channel, resumeNanos);
    }

    /** The unfinished transfers of this job. */
    @Override
    public List<TransferStatus> activeTransfers() {
        return super.activeTransfers().stream()
                .filter(transfer -> transfer.channel() >= firstChannel && transfer.channel() < firstChannel + channels)
                .toList();
    }
}
