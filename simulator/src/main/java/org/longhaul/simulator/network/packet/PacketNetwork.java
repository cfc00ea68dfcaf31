package org.longhaul.simulator.network.packet;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.network.ArcState;
import org.longhaul.simulator.network.ArcStates;
import org.longhaul.simulator.network.HostBuffers;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.NetworkContext;
import org.longhaul.simulator.network.NetworkModel;
import org.longhaul.simulator.network.Routes;
import org.longhaul.simulator.network.TransferEstimate;
import org.longhaul.simulator.network.TransferListener;
import org.longhaul.simulator.network.TransferStatus;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.PlainNumber;

/**
 * The packet-level network: every packet waits in the queue of each link on its path, is transmitted, travels and may
 * be lost; TCP senders and receivers at the ends do what Linux's do.
 *
 * <p><b>Model.</b> A connection per (source, target, channel), set up in one round trip and kept for the run; its
 * acknowledgements take the same links back. A packet of data has 52 bytes of IP and TCP headers with time stamps, an
 * acknowledgement 52 and up to 28 for selective ranges. A queue without a stated size holds the bandwidth-delay product
 * of its link's rate and the longest round trip among the connections that pass through it, at least 32 full packets.
 *
 * <p><b>Cost.</b> One event a packet and link, no allocation a packet.
 *
 * <p><b>Validity.</b> Hosts take no time to process packets, paths keep packets in order, and receivers take in what arrives
 * at once. Where two flows of unequal round trips start together, who loses first in slow start decides their shares for
 * tens of seconds, in the simulation as in reality: a single run of such a case says little. Not thread-safe.
 */
public final class PacketNetwork implements Network {

    /** Bytes of IP and TCP headers with the time-stamp option. */
    static final int HEADER_BYTES = 52;

    /**
     * Settings of the packet network.
     *
     * @param congestionControl id of the congestion control of every connection
     * @param queue how queues drop packets
     * @param loss how wires lose packets
     * @param burstPackets mean stay in the bad state of {@link LossKind#GILBERT_ELLIOTT}, packets; at least 1
     * @param burstLossRate share of packets lost in that state; above 0, at most 1
     * @param acknowledgementLoss whether wires lose acknowledgements and connection set-ups too
     * @param handshake whether a new connection takes a round trip to set up
     * @param slowStartAfterIdle whether windows shrink when unused for longer than a timeout
     * @param initialWindowPackets window of a new connection, packets; at least 1
     * @param maximumTransmissionUnitBytes largest IP packet, bytes; 100 to 65,535
     * @param segmentationOffload whether senders wait until a millisecond's worth of packets can be handed over at
     *     once, as hosts with segmentation offload do; otherwise packets leave as acknowledgements allow. Paced senders
     *     always hand over bursts
     * @param jitterMicros largest lateness of a packet at the end of a link, microseconds; each is late by a uniform
     *     draw from 0 to this, in order. Real hosts and links have some; without it, flows that are alike can move in
     *     lockstep
     * @param smallestTimeoutMillis least addition of the retransmission timeout to the round trip, milliseconds; at
     *     least 1
     * @param maximumWindow what a receiver lets a sender have under way, bytes; 0 for no limit
     */
    public record Settings(
            @JsonProperty(defaultValue = "cubic")
                    @JsonPropertyDescription("congestion control of every connection: bbr, cubic or reno")
                    String congestionControl,
            @JsonProperty(defaultValue = "drop-tail")
                    @JsonPropertyDescription("how queues drop packets: drop-tail, red or codel")
                    QueueKind queue,
            @JsonProperty(defaultValue = "bernoulli")
                    @JsonPropertyDescription("how wires lose packets: bernoulli or gilbert-elliott")
                    LossKind loss,
            @JsonProperty(defaultValue = "8")
                    @JsonPropertyDescription("mean stay in the bad state of gilbert-elliott, packets, at least 1")
                    double burstPackets,
            @JsonProperty(defaultValue = "0.5")
                    @JsonPropertyDescription("share of packets lost in the bad state, above 0, at most 1")
                    double burstLossRate,
            @JsonProperty(defaultValue = "true")
                    @JsonPropertyDescription("whether wires lose acknowledgements and connection set-ups too")
                    boolean acknowledgementLoss,
            @JsonProperty(defaultValue = "true")
                    @JsonPropertyDescription("whether a new connection takes a round trip to set up")
                    boolean handshake,
            @JsonProperty(defaultValue = "true")
                    @JsonPropertyDescription("whether windows shrink when unused for longer than a timeout")
                    boolean slowStartAfterIdle,
            @JsonProperty(defaultValue = "10")
                    @JsonPropertyDescription("window of a new connection, packets, at least 1")
                    int initialWindowPackets,
            @JsonProperty(defaultValue = "1500") @JsonPropertyDescription("largest IP packet, bytes, 100 to 65535")
                    int maximumTransmissionUnitBytes,
            @JsonProperty(defaultValue = "false")
                    @JsonPropertyDescription("whether senders gather packets into bursts, as segmentation offload does")
                    boolean segmentationOffload,
            @JsonProperty(defaultValue = "0")
                    @JsonPropertyDescription(
                            "largest random lateness of a packet at the end of a link, microseconds, not negative")
                    double jitterMicros,
            @JsonProperty(defaultValue = "200")
                    @JsonPropertyDescription(
                            "least addition of the retransmission timeout to the round trip, milliseconds, at least 1")
                    int smallestTimeoutMillis,
            @JsonProperty(defaultValue = "67108864")
                    @JsonPropertyDescription("largest window, bytes; 0 for none; or network.hosts")
                    long maximumWindow) {
        public Settings {
            CongestionControls.byId(congestionControl);
            require(burstPackets >= 1, "burstPackets", burstPackets, "at least 1");
            require(burstLossRate > 0 && burstLossRate <= 1, "burstLossRate", burstLossRate, "above 0 and at most 1");
            require(initialWindowPackets >= 1, "initialWindowPackets", initialWindowPackets, "at least 1");
            require(
                    maximumTransmissionUnitBytes >= 100 && maximumTransmissionUnitBytes <= 65_535,
                    "maximumTransmissionUnitBytes",
                    maximumTransmissionUnitBytes,
                    "100 to 65535");
            require(jitterMicros >= 0 && jitterMicros <= 1e6, "jitterMicros", jitterMicros, "0 to 1000000");
            require(smallestTimeoutMillis >= 1, "smallestTimeoutMillis", smallestTimeoutMillis, "at least 1");
            require(maximumWindow >= 0, "maximumWindow", (double) maximumWindow, "0 (none) or a number of bytes");
        }

        private static void require(boolean holds, String name, double value, String rule) {
            if (!holds) {
                throw new IllegalArgumentException(name + " (" + PlainNumber.of(value) + ") must be " + rule + ".");
            }
        }

        /** Every default. */
        public static Settings defaults() {
            return new Settings(
                    "cubic",
                    QueueKind.DROP_TAIL,
                    LossKind.BERNOULLI,
                    8,
                    0.5,
                    true,
                    true,
                    true,
                    10,
                    1500,
                    false,
                    0,
                    200,
                    HostBuffers.LINUX_TUNED.window());
        }

        /** These settings with another congestion control. */
        public Settings withCongestionControl(String id) {
            return new Settings(
                    id,
                    queue,
                    loss,
                    burstPackets,
                    burstLossRate,
                    acknowledgementLoss,
                    handshake,
                    slowStartAfterIdle,
                    initialWindowPackets,
                    maximumTransmissionUnitBytes,
                    segmentationOffload,
                    jitterMicros,
                    smallestTimeoutMillis,
                    maximumWindow);
        }

        /** The same settings with another largest window, bytes. */
        public Settings withMaximumWindow(long bytes) {
            return new Settings(
                    congestionControl,
                    queue,
                    loss,
                    burstPackets,
                    burstLossRate,
                    acknowledgementLoss,
                    handshake,
                    slowStartAfterIdle,
                    initialWindowPackets,
                    maximumTransmissionUnitBytes,
                    segmentationOffload,
                    jitterMicros,
                    smallestTimeoutMillis,
                    bytes);
        }
    }

    /** Registers the model as {@code packet}. */
    @SuppressWarnings("rawtypes")
    @AutoService(NetworkModel.class)
    public static final class Model implements NetworkModel<Settings> {
        @Override
        public String id() {
            return "packet";
        }

        @Override
        public String description() {
            return "Packets over queues with TCP's congestion control, loss recovery and acknowledgements.";
        }

        @Override
        public String source() {
            return "RFC 9293, 5681, 9438, 6675, 8985, 9937, 6298 as Linux has them; drop-tail, RED (Floyd, Jacobson 1993),"
                    + " CoDel (RFC 8289)";
        }

        @Override
        public Class<Settings> settingsType() {
            return Settings.class;
        }

        @Override
        public Settings defaultSettings() {
            return Settings.defaults();
        }

        @Override
        public Settings withoutEffects(Settings settings) {
            return new Settings(
                    settings.congestionControl(),
                    settings.queue(),
                    settings.loss(),
                    settings.burstPackets(),
                    settings.burstLossRate(),
                    false,
                    false,
                    false,
                    settings.initialWindowPackets(),
                    settings.maximumTransmissionUnitBytes(),
                    false,
                    0,
                    settings.smallestTimeoutMillis(),
                    0);
        }

        @Override
        public Settings onHosts(Settings settings, HostBuffers hosts, int connections) {
            return settings.withMaximumWindow(hosts.window());
        }

        @Override
        public Network create(Settings settings, NetworkContext context) {
            return new PacketNetwork(settings, context);
        }
    }

    private final Settings settings;
    private final NetworkContext context;
    private final CongestionControlFactory<?> controls;
    private final PacketPool pool = new PacketPool();
    private final OutputQueue[] queues;
    private boolean random;
    private final Connections connections;
    private final QueueFactory factory;
    private final ArcStates states;
    private final Routes routes;
    private final PayloadAccount payload;
    private @Nullable PacketObserver observer;
    private long transfers;
    private long sent;
    private long delivered;
    private long unroutable;

    PacketNetwork(Settings settings, NetworkContext context) {
        this.settings = settings;
        this.context = context;
        this.controls = CongestionControls.byId(settings.congestionControl());
        Topology topology = context.topology();
        factory = new QueueFactory(settings, context);
        states = new ArcStates(topology, context.loop());
        routes = new Routes(context.routing());
        queues = new OutputQueue[topology.arcCount()];
        DefaultQueues defaultQueues = new DefaultQueues(topology, settings.maximumTransmissionUnitBytes());
        payload = new PayloadAccount(topology.arcCount());
        boolean anyRandom = settings.queue() == QueueKind.RED || settings.jitterMicros() > 0;
        for (int arc = 0; arc < queues.length; arc++) {
            queues[arc] = factory.create(this, arc, defaultQueues.limitBytes(arc));
            anyRandom |= topology.arcLossRate(arc) > 0;
        }
        random = anyRandom;
        connections = new Connections(this, context, states, routes, queues, defaultQueues);
    }

    /** Has an observer told of windows and queues from now on; null for none. */
    public void observe(@Nullable PacketObserver newObserver) {
        observer = newObserver;
    }

    /** Where the packets went so far. */
    public PacketCounts counts() {
        long drops = unroutable;
        long losses = 0;
        for (OutputQueue queue : queues) {
            drops += queue.queueDrops();
            losses += queue.wireLosses();
        }
        return new PacketCounts(sent, delivered, drops, losses, pool.inUse());
    }

    /** Packets that the queue before an arc dropped so far. */
    public long arcQueueDrops(int arc) {
        return queues[arc].queueDrops();
    }

    /** Bytes that wait before an arc now. */
    public long arcWaitingBytes(int arc) {
        return queues[arc].waitingBytes(context.loop().nowNanos());
    }

    @Override
    public void send(int sourceNode, int targetNode, long bytes, int channel, TransferListener done) {
        TcpConnection connection = connections.of(sourceNode, targetNode, channel, bytes);
        if (connection.isLocal()) {
            context.loop().schedule(context.loop().nowNanos(), OutputQueue.PRIORITY, done::completed);
            return;
        }
        connection.start(bytes, transfers++, done);
    }

    Settings settings() {
        return settings;
    }

    @Nullable
    PacketObserver observer() {
        return observer;
    }

    /** Payload of a full packet. */
    int segmentBytes() {
        return settings.maximumTransmissionUnitBytes() - HEADER_BYTES;
    }

    CongestionControl congestionControl(SenderState sender, long nowNanos) {
        return controls.createDefault(sender, nowNanos);
    }

    RandomGenerator connectionRandom(TcpConnection connection) {
        Topology topology = context.topology();
        return context.streams().stream(
                "packet/connection/" + topology.node(connection.source).id() + "/"
                        + topology.node(connection.target).id(),
                connection.channel);
    }

    /** Makes the packets that set out. */
    PacketPool packets() {
        return pool;
    }

    void inject(Packet packet, long nowNanos) {
        sent++;
        TcpConnection connection = packet.connection;
        if (packet.path.length == 0 || (connection != null && !connection.isRouted())) {
            unroutable++;
            discard(packet);
            return;
        }
        packet.path[0].offer(packet, nowNanos);
    }

    void discard(Packet packet) {
        pool.give(packet);
    }

    void deliver(Packet packet, long nowNanos) {
        delivered++;
        TcpConnection connection = packet.connection;
        if (connection != null) {
            connection.deliver(packet, nowNanos);
        }
        pool.give(packet);
    }

    PayloadAccount payload() {
        return payload;
    }

    /** Whether nothing gets through to the target, or no acknowledgement back. */
    boolean isBroken(TcpConnection connection) {
        return !connection.isRouted() || connections.brokenArc(connection) >= 0;
    }

    /**
     * {@inheritDoc} Packets whose transmission has begun keep the rate, latency and fate that they had; no packet overtakes
     * another. Queues keep their size. A sender whose path is broken retransmits once and then again when the path is whole,
     * at the time at which it would have retransmitted next.
     */
    @Override
    public void setArc(int arc, ArcState state) {
        long now = context.loop().nowNanos();
        states.requireArc(arc);
        LossProcess loss = queues[arc].loss();
        if (loss == null) {
            loss = factory.loss(arc, state.lossRate());
        } else {
            loss.lossRate(state.lossRate());
        }
        random |= loss != null;
        boolean recovers = !states.set(arc, state).up() && state.up();
        queues[arc].change(state, loss, now);
        if (recovers) {
            connections.recover();
        }
    }

    /** {@inheritDoc} Packets that are under way stay on their path, which a shorter new one may overtake. */
    @Override
    public void setRouting(Routing routing) {
        payload.settle();
        connections.setRouting(routing);
    }

    @Override
    public void reset(int source, int target, int channel, long resumeNanos) {
        payload.settle();
        connections.reset(source, target, channel, resumeNanos);
    }

    @Override
    public void resetNode(int node, long resumeNanos) {
        payload.settle();
        connections.resetNode(node, resumeNanos);
    }

    /** {@inheritDoc} A packet's payload counts on all links of its path once it has reached the target. */
    @Override
    public long arcPayloadBytes(int arc) {
        return payload.of(arc);
    }

    /** {@inheritDoc} Counts packets as they are transmitted, with those that are lost later. */
    @Override
    public long arcWireBytes(int arc) {
        return queues[arc].transmittedBytes(context.loop().nowNanos());
    }

    /**
     * {@inheritDoc} While packets are under way, and on networks with random loss or jitter, it never repeats.
     */
    @Override
    public long stateFingerprint() {
        long now = context.loop().nowNanos();
        long hash = 0x9E3779B97F4A7C15L + states.fingerprint() * 31 + routes.fingerprint();
        boolean quiet = pool.inUse() == 0;
        for (TcpConnection connection : connections.inOrder()) {
            quiet &= connection.isQuiet();
            hash = (hash ^ connection.stateHash(now)) * 0xBF58476D1CE4E5B9L;
            hash ^= hash >>> 31;
        }
        if (!quiet || random) {
            hash = (hash ^ now ^ (sent << 20)) * 0x94D049BB133111EBL;
        }
        return hash;
    }

    @Override
    public TransferEstimate estimate() {
        return TransferEstimate.tcp(
                settings.congestionControl(),
                settings.initialWindowPackets(),
                settings.slowStartAfterIdle(),
                settings.maximumWindow(),
                settings.maximumTransmissionUnitBytes());
    }

    @Override
    public List<TransferStatus> activeTransfers() {
        return connections.activeTransfers();
    }
}
