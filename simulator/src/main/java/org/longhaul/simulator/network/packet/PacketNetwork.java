package org.longhaul.simulator.network.packet;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.event.EventPriority;
import org.longhaul.simulator.network.ArcState;
import org.longhaul.simulator.network.ArcStates;
import org.longhaul.simulator.network.DefaultQueue;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.NetworkContext;
import org.longhaul.simulator.network.Routes;
import org.longhaul.simulator.network.TransferListener;
import org.longhaul.simulator.network.TransferStatus;
import org.longhaul.simulator.network.estimate.TransferEstimate;
import org.longhaul.simulator.network.flow.tcp.TcpEstimates;
import org.longhaul.simulator.network.packet.control.CongestionControlFactory;
import org.longhaul.simulator.network.packet.control.CongestionControls;
import org.longhaul.simulator.network.packet.control.ConnectionControl;
import org.longhaul.simulator.network.packet.control.SenderState;
import org.longhaul.simulator.network.packet.queue.Jitter;
import org.longhaul.simulator.network.packet.queue.LossProcess;
import org.longhaul.simulator.network.packet.queue.QueueKind;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Topology;

/**
 * The packet-level network: every packet waits in the queue of each link on its path, is transmitted, travels and may
 * be lost; TCP senders and receivers at the ends do what Linux's do.
 *
 * <p><b>Model.</b> A connection per (source, target, channel), set up in one round trip and kept for the run; its
 * acknowledgements take the same links back. A packet of data has 52 bytes of IP and TCP headers with time stamps, an
 * acknowledgement 52 and up to 28 for selective ranges. A queue without a stated size holds what {@link
 * DefaultQueue} says for the longest round trip among the connections that pass through it.
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

    private final PacketSettings settings;
    private final NetworkContext context;
    private final Map<String, CongestionControlFactory> assignedControls = new HashMap<>();
    private final CongestionControlFactory controls;
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

    PacketNetwork(PacketSettings settings, NetworkContext context) {
        this.settings = settings;
        this.context = context;
        this.controls = settings.congestionControl();
        Topology topology = context.topology();
        factory = new QueueFactory(settings, context);
        states = new ArcStates(topology, context.loop());
        routes = new Routes(context.routing());
        queues = new OutputQueue[topology.arcCount()];
        DefaultQueues defaultQueues = new DefaultQueues(topology, settings.maximumTransmissionUnitBytes());
        payload = new PayloadAccount(topology.arcCount());
        boolean anyRandom =
                settings.queue() == QueueKind.RED || settings.jitterMicros() > 0 || settings.readDelayMicros() > 0;
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
            context.loop().schedule(context.loop().nowNanos(), EventPriority.ARRIVAL, done::completed);
            return;
        }
        connection.start(bytes, transfers++, done);
    }

    PacketSettings settings() {
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

    ConnectionControl congestionControl(TcpConnection connection, SenderState sender, long nowNanos) {
        String assigned = context.rules().of(connection.source, connection.channel);
        CongestionControlFactory factory =
                assigned == null ? controls : assignedControls.computeIfAbsent(assigned, CongestionControls::byId);
        return factory.create(sender, nowNanos);
    }

    /** Payload that a connection sends at most by the rules of its host, bytes per second. */
    double mostBytesPerSecond(TcpConnection connection) {
        double wire = context.rules().mostBytesPerSecond(connection.source);
        return wire * segmentBytes() / settings.maximumTransmissionUnitBytes();
    }

    RandomGenerator connectionRandom(TcpConnection connection) {
        return connectionStream("packet/connection/", connection);
    }

    /** When the application at the target reads; null if at once. */
    @Nullable
    Jitter reading(TcpConnection connection) {
        return settings.readDelayMicros() == 0
                ? null
                : new Jitter(settings.readDelayMicros(), connectionStream("packet/read/", connection));
    }

    private RandomGenerator connectionStream(String kind, TcpConnection connection) {
        Topology topology = context.topology();
        return context.streams().stream(
                kind + topology.node(connection.source).id() + "/"
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
        return TcpEstimates.of(
                settings.congestionControl().id(),
                settings.initialWindowPackets(),
                settings.slowStartAfterIdle(),
                settings.maximumWindow(),
                settings.maximumTransmissionUnitBytes(),
                context.rules());
    }

    @Override
    public List<TransferStatus> activeTransfers() {
        return connections.activeTransfers();
    }
}
