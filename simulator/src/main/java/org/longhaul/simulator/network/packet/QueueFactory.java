package org.longhaul.simulator.network.packet;

import org.jspecify.annotations.Nullable;
import org.longhaul.extension.PlainNumber;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.network.NetworkContext;
import org.longhaul.simulator.network.packet.queue.ControlledDelay;
import org.longhaul.simulator.network.packet.queue.DropTail;
import org.longhaul.simulator.network.packet.queue.Jitter;
import org.longhaul.simulator.network.packet.queue.LossProcess;
import org.longhaul.simulator.network.packet.queue.QueueDiscipline;
import org.longhaul.simulator.network.packet.queue.RandomEarlyDetection;
import org.longhaul.topology.Topology;

/** Makes the queues of a network: each has random streams of its own, named by its link. */
final class QueueFactory {

    private final PacketSettings settings;
    private final NetworkContext context;

    QueueFactory(PacketSettings settings, NetworkContext context) {
        this.settings = settings;
        this.context = context;
    }

    OutputQueue create(PacketNetwork network, int arc, long limitBytes) {
        Topology topology = context.topology();
        return new OutputQueue(
                network,
                context.loop(),
                arc,
                topology.arcBitsPerSecond(arc),
                topology.arcLatencyNanos(arc),
                discipline(arc, limitBytes),
                loss(arc, topology.arcLossRate(arc)),
                settings.acknowledgementLoss(),
                jitter(arc));
    }

    private QueueDiscipline discipline(int arc, long limitBytes) {
        int fullPacketBytes = settings.maximumTransmissionUnitBytes();
        return switch (settings.queue()) {
            case DROP_TAIL -> new DropTail(limitBytes);
            case RED ->
                new RandomEarlyDetection(
                        limitBytes,
                        context.topology().arcBitsPerSecond(arc),
                        fullPacketBytes,
                        context.streams().stream(name("packet/red/", arc), arc & 1));
            case CODEL -> new ControlledDelay(limitBytes, fullPacketBytes);
        };
    }

    /** What loses packets of an arc at a rate; null at 0. */
    @Nullable
    LossProcess loss(int arc, double rate) {
        if (rate == 0) {
            return null;
        }
        RandomStreams streams = context.streams();
        var random = streams.stream(name("packet/loss/", arc), arc & 1);
        return switch (settings.loss()) {
            case BERNOULLI -> new LossProcess.Bernoulli(rate, random);
            case GILBERT_ELLIOTT -> {
                if (rate >= settings.burstLossRate()) {
                    throw new IllegalArgumentException("burstLossRate (" + settings.burstLossRate()
                            + ") must be above the loss rate of link "
                            + context.topology().links().get(arc >> 1).id() + " (" + PlainNumber.of(rate) + ").");
                }
                yield new LossProcess.GilbertElliott(rate, settings.burstPackets(), settings.burstLossRate(), random);
            }
        };
    }

    private @Nullable Jitter jitter(int arc) {
        if (settings.jitterMicros() == 0) {
            return null;
        }
        return new Jitter(settings.jitterMicros(), context.streams().stream(name("packet/jitter/", arc), arc & 1));
    }

    private String name(String kind, int arc) {
        return kind + context.topology().links().get(arc >> 1).id();
    }
}
