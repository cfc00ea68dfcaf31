package org.longhaul.simulator.explain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.network.DefaultQueue;
import org.longhaul.simulator.network.analytic.AnalyticNetwork;
import org.longhaul.simulator.network.flow.FlowWeaknesses;
import org.longhaul.simulator.network.flow.fluid.FlowSettings;
import org.longhaul.simulator.network.packet.PacketCounts;
import org.longhaul.simulator.network.packet.PacketNetwork;
import org.longhaul.simulator.validation.Validity;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.Durations;

/**
 * Splits a transfer's time on the flow network into terms: propagation and serialisation at the slowest link, what the
 * transfers beside it take, and then the effects of TCP one after another.
 *
 * <p><b>Exactness.</b> Every term is the difference of two simulated times, so that they add up to the nanosecond.
 */
public final class TransferExplainer {

    /** Packet transmissions up to which the packet network is asked: some ten seconds of real time. */
    public static final double PACKET_LIMIT = 2e7;

    /** Events for which the flow network is asked; only what random losses do takes more. */
    static final long MOST_EVENTS = 1_000_000;

    private static final double BITS_PER_BYTE = 8;
    private static final int FULL_PACKET_BYTES = 1500;
    private static final double NANOS_PER_SECOND = 1e9;
    /** Two links whose use differs by less than this share are equally busy. */
    private static final double TIE = 1e-6;

    private final TransferCase asked;
    private final NetworkChoice flow;
    private final Topology topology;
    private final int[] path;

    private TransferExplainer(TransferCase asked, NetworkChoice flow) {
        this.asked = asked;
        this.flow = flow;
        this.topology = asked.topology();
        this.path = asked.path();
    }

    /**
     * Explains a transfer.
     *
     * @param asked the transfer and those beside it
     * @param analytic the closed forms to compare with
     * @param flow the model whose time is explained; its effects are those of {@link Effects#of}
     * @param packet the packet network to compare with
     * @param others further models to compare with
     * @param packetLimit most packet transmissions for which the packet network is asked
     */
    public static TransferExplanation explain(
            TransferCase asked,
            NetworkChoice analytic,
            NetworkChoice flow,
            NetworkChoice packet,
            List<NetworkChoice> others,
            double packetLimit) {
        TransferExplainer explainer = new TransferExplainer(asked, flow);
        return explainer.explain(analytic, packet, others, packetLimit);
    }

    private TransferExplanation explain(
            NetworkChoice analytic, NetworkChoice packet, List<NetworkChoice> others, double packetLimit) {
        Effects effects = Effects.of(flow);
        TransferRun alone = TransferRun.of(asked.alone(), effects.bare());
        TransferRun fluid = asked.others().isEmpty() ? alone : TransferRun.of(asked, effects.bare());
        TransferExplanation.Path way = way();
        TransferExplanation.Bottleneck bottleneck = bottleneck(fluid, way.roundTripNanos());
        List<TransferExplanation.Term> terms = new ArrayList<>();
        List<String> withoutPart = new ArrayList<>();
        terms.add(new TransferExplanation.Term(
                "propagation",
                "the first byte's way over " + way.links() + (way.links() == 1 ? " link" : " links"),
                way.latencyNanos()));
        terms.add(new TransferExplanation.Term(
                "serialisation", "the payload at " + rate() + ", alone", alone.nanos() - way.latencyNanos()));
        if (!asked.others().isEmpty()) {
            terms.add(new TransferExplanation.Term("sharing", sharing(bottleneck), fluid.nanos() - alone.nanos()));
        }
        long before = fluid.nanos();
        long followedNanos = -1;
        for (Effects.Stage stage : effects.stages()) {
            TransferRun run = TransferRun.of(asked, stage.choice(), MOST_EVENTS);
            long nanos = run.nanos();
            if (!run.isFollowedToItsEnd()) {
                followedNanos = run.followedNanos();
            }
            if (nanos == before) {
                withoutPart.add(stage.name());
            } else {
                terms.add(new TransferExplanation.Term(stage.name(), meaning(stage, way), nanos - before));
            }
            before = nanos;
        }
        List<TransferExplanation.ModelTime> models = new ArrayList<>(List.of(
                time(analytic, closedForm(analytic)),
                new TransferExplanation.ModelTime(flow.model().id(), before, added(followedNanos)),
                packets(packet, packetLimit)));
        others.forEach(other -> models.add(time(other, other.model().description())));
        return new TransferExplanation(
                topology.node(asked.subject().source()).id(),
                topology.node(asked.subject().target()).id(),
                asked.subject().bytes(),
                asked.connections(),
                way,
                bottleneck,
                before,
                terms,
                withoutPart,
                models,
                validity());
    }

    private @Nullable Validity validity() {
        ValidityCheck check = new ValidityCheck(flow, topology, asked.routing(), asked.rules());
        TransferCase.Demand subject = asked.subject();
        check.add(subject.source(), subject.target(), 0, Math.max(1, subject.bytes() / asked.connections()));
        Set<Integer> senders = new HashSet<>(Set.of(subject.source()));
        for (TransferCase.Demand other : asked.others()) {
            int[] way = asked.routing().route(other.source(), other.target(), 0);
            if (way[way.length - 1] == path[path.length - 1]) {
                senders.add(other.source());
            }
            for (int arc : way) {
                if (Arrays.stream(path).anyMatch(own -> own == (arc ^ 1))) {
                    check.addWeakness(FlowWeaknesses.opposed());
                }
            }
        }
        check.addSenders(senders.size());
        return check.result();
    }

    private static String closedForm(NetworkChoice analytic) {
        return analytic.settings() instanceof AnalyticNetwork.Settings settings && settings.maximumWindow() > 0
                ? "latency, and the slowest link's rate or a window a round trip; no sharing"
                : "latency and the slowest link's rate; no sharing, no TCP";
    }

    private static String added(long followedNanos) {
        return "what the terms add up to"
                + (followedNanos < 0
                        ? ""
                        : "; random losses were drawn for the first "
                                + Durations.rounded(followedNanos / NANOS_PER_SECOND)
                                + ", the rest goes on at the mean rate from then on");
    }

    private String meaning(Effects.Stage stage, TransferExplanation.Path way) {
        return flow.settings() instanceof FlowSettings settings
                ? new FlowMeaning(settings, way).of(stage)
                : stage.meaning();
    }

    private TransferExplanation.ModelTime time(NetworkChoice choice, String note) {
        return new TransferExplanation.ModelTime(
                choice.model().id(), TransferRun.of(asked, choice).nanos(), note);
    }

    private TransferExplanation.ModelTime packets(NetworkChoice packet, double limit) {
        int[] back =
                asked.routing().route(asked.subject().target(), asked.subject().source(), 0);
        String unreachable = packet.obstacle(topology, path, back);
        if (unreachable != null) {
            return new TransferExplanation.ModelTime(packet.model().id(), null, "left out: " + unreachable);
        }
        double transmissions = asked.packetTransmissions();
        if (transmissions > limit) {
            String why = "left out: about " + PacketCost.words(transmissions) + " packet transmissions, the limit is "
                    + PacketCost.words(limit);
            return new TransferExplanation.ModelTime(packet.model().id(), null, why);
        }
        TransferRun run = TransferRun.of(asked, packet);
        String note = "packet by packet";
        if (run.network() instanceof PacketNetwork packets) {
            PacketCounts counts = packets.counts();
            note = counts.sent() + " packets sent, " + counts.queueDrops() + " dropped by queues, "
                    + counts.wireLosses() + " lost on links";
        }
        return new TransferExplanation.ModelTime(packet.model().id(), run.nanos(), note);
    }

    private TransferExplanation.Path way() {
        List<String> nodes = new ArrayList<>();
        nodes.add(topology.node(asked.subject().source()).id());
        double survives = 1;
        for (int arc : path) {
            nodes.add(topology.node(topology.arcTarget(arc)).id());
            survives *= 1 - topology.arcLossRate(arc);
        }
        int[] back =
                asked.routing().route(asked.subject().target(), asked.subject().source(), 0);
        return new TransferExplanation.Path(nodes, latency(path), latency(path) + latency(back), 1 - survives);
    }

    private long latency(int[] arcs) {
        long nanos = 0;
        for (int arc : arcs) {
            nanos += topology.arcLatencyNanos(arc);
        }
        return nanos;
    }

    /** What bounds the transfer where it is alone: the slowest line, or what its connections carry by the rules of its host. */
    private String rate() {
        double most = 8 * asked.hosts().mostBytesPerSecond(asked.subject().source());
        if (most * asked.connections() >= topology.arcBitsPerSecond(slowest())) {
            return "the rate of " + topology.arcName(slowest());
        }
        return new Bandwidth(Math.round(most)) + " on each connection, the most that one carries of "
                + topology.node(asked.subject().source()).id();
    }

    private int slowest() {
        int slowest = path[0];
        for (int arc : path) {
            if (topology.arcBitsPerSecond(arc) < topology.arcBitsPerSecond(slowest)) {
                slowest = arc;
            }
        }
        return slowest;
    }

    /** The link of the path that carried the largest share of what it can. */
    private TransferExplanation.Bottleneck bottleneck(TransferRun fluid, long roundTripNanos) {
        int busiest = path[0];
        double most = 0;
        double seconds = (fluid.nanos() - latency(path)) / NANOS_PER_SECOND;
        for (int arc : path) {
            double use =
                    fluid.network().arcPayloadBytes(arc) * BITS_PER_BYTE / (seconds * topology.arcBitsPerSecond(arc));
            if (use > most * (1 + TIE)) {
                busiest = arc;
                most = use;
            }
        }
        long rate = topology.arcBitsPerSecond(busiest);
        long stated = topology.arcQueueBytes(busiest);
        return new TransferExplanation.Bottleneck(
                topology.arcName(busiest),
                rate,
                Math.min(1, most),
                Math.round(rate / BITS_PER_BYTE * roundTripNanos / NANOS_PER_SECOND),
                stated >= 0
                        ? stated
                        : Math.round(DefaultQueue.bytes(
                                rate / BITS_PER_BYTE, roundTripNanos / NANOS_PER_SECOND, FULL_PACKET_BYTES)),
                stated >= 0,
                sharers(busiest));
    }

    private List<String> sharers(int arc) {
        Map<String, Integer> transfers = new LinkedHashMap<>();
        for (TransferCase.Demand other : asked.others()) {
            for (int crossed : asked.routing().route(other.source(), other.target(), 0)) {
                if (crossed == arc) {
                    String pair = topology.node(other.source()).id() + " -> "
                            + topology.node(other.target()).id();
                    transfers.merge(pair, 1, Integer::sum);
                }
            }
        }
        List<String> words = new ArrayList<>();
        transfers.forEach((pair, count) -> words.add(count == 1 ? pair : count + " x " + pair));
        return words;
    }

    private static String sharing(TransferExplanation.Bottleneck bottleneck) {
        return bottleneck.sharers().isEmpty()
                ? "the other transfers do not cross its bottleneck"
                : bottleneck.link() + " with " + String.join(", ", bottleneck.sharers());
    }
}
