package org.longhaul.simulator.network.flow;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.network.ArcIndex;
import org.longhaul.simulator.network.ArcState;
import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.ConnectionTable;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.NetworkContext;
import org.longhaul.simulator.network.Routes;
import org.longhaul.simulator.network.Transfer;
import org.longhaul.simulator.network.TransferListener;
import org.longhaul.simulator.network.TransferRound;
import org.longhaul.simulator.network.TransferStatus;
import org.longhaul.simulator.network.estimate.TransferEstimate;
import org.longhaul.simulator.network.fairshare.FairShare;
import org.longhaul.simulator.network.flow.fluid.FlowConnection;
import org.longhaul.simulator.network.flow.fluid.FlowSettings;
import org.longhaul.simulator.network.flow.fluid.Fluid;
import org.longhaul.simulator.network.flow.fluid.Path;
import org.longhaul.simulator.network.flow.tcp.ConnectionMemory;
import org.longhaul.simulator.network.flow.tcp.TcpEstimates;
import org.longhaul.simulator.network.flow.tcp.WindowModel;
import org.longhaul.topology.Routing;

/**
 * The fluid network: transfers share links max-min fairly, and TCP's slow start, window, losses and headers bound them.
 *
 * <p><b>Model.</b> A transfer's first byte reaches the target after the path's latency (and a round trip of set-up on a
 * new connection); from then on it is a fluid at the rate that {@link FairShare} gives it. {@link WindowModel} says what
 * TCP adds. Every effect has its switch; with all of them off ({@link FlowSettings#fluid()}) the network is the plain fluid
 * whose closed forms are known.
 *
 * <p><b>Exactness.</b> Times are rounded to the nanosecond where an event is scheduled and nowhere else. A transfer delivers
 * exactly its bytes.
 *
 * <p><b>Cost.</b> A start or an end of a transfer re-solves only the part of the allocation that it changes. In a
 * {@linkplain #round round} of transfers equal ones cost one.
 *
 * @see <a href="https://doi.org/10.1145/2517448">Velho, Schnorr, Casanova, Legrand, "On the validity of flow-level TCP
 *     network models for grid and cloud simulations", ACM TOMACS 23(4), 2013: what such models can and cannot say</a>
 */
public final class FlowNetwork implements Network {

    final Fluid fluid;
    final FlowTransfers transfers;
    final OutageModel outages;
    final WindowModel windows;
    final WindowChanges changes;
    final ConnectionMemory memory;
    private final NetworkContext context;
    private final Routes routes;
    private final ConnectionTable<FlowConnection> connections;
    final Bundles bundles;
    final KnownRounds known;
    private @Nullable ArcIndex<FlowConnection> index;
    private long sequence;

    FlowNetwork(FlowSettings settings, NetworkContext context) {
        this.context = context;
        fluid = new Fluid(settings, context, new WindowShift(this));
        routes = new Routes(context.routing());
        transfers = new FlowTransfers(this);
        windows = new WindowModel(fluid, transfers);
        changes = new WindowChanges(this);
        memory = new ConnectionMemory(settings, windows.queues, windows.segment);
        outages = new OutageModel(this);
        connections = new ConnectionTable<>(context.topology(), this::open);
        bundles = new Bundles(this, connections);
        known = KnownRounds.of(context);
    }

    private FlowConnection open(int source, int target, int channel) {
        FlowConnection connection = connection(source, target, channel);
        bundles.opened(connection);
        if (index != null) {
            enter(index, connection);
        }
        return connection;
    }

    /** A new connection of a pair on its path, of which nobody knows yet. */
    FlowConnection connection(int source, int target, int channel) {
        FlowConnection connection = new FlowConnection(
                source,
                target,
                channel,
                control(source, channel),
                context.rules().mostBytesPerSecond(source),
                fluid.settings);
        Path path = connection.findPath(routes, fluid.topology);
        if (path == null) {
            connection.unroutedNanos = fluid.loop.nowNanos();
        } else {
            connection.take(path);
        }
        connection.survey(fluid.states, fluid.topology, fluid.settings);
        return connection;
    }

    @Override
    public void send(int sourceNode, int targetNode, long bytes, int channel, TransferListener done) {
        requireNoRound();
        FlowConnection found = connections.of(sourceNode, targetNode, channel, bytes);
        start(bundles.alone(found, sourceNode, targetNode, channel), bytes, done);
    }

    void start(FlowConnection connection, long bytes, TransferListener done) {
        transfers.send(connection, new Transfer(connection, bytes, fluid.loop.nowNanos(), sequence++, done));
    }

    @Override
    public @Nullable TransferRound round(int[] sources, int[] targets, int[] channels, long[] bytes) {
        return BundledRound.of(this, sources, targets, channels, bytes);
    }

    /** Whether all arcs and routes are as they were at first. */
    boolean isAsBuilt() {
        return index == null && routes.fingerprint() == 0;
    }

    /** The path of a pair, there and back; null where there is none. */
    @Nullable
    Path path(int source, int target, int channel) {
        return FlowConnection.findPath(routes, fluid.topology, source, target, channel);
    }

    /** Equal for connections that the rules leave alike. */
    long ruleOf(int source, int channel) {
        return 31L * control(source, channel).id().hashCode()
                + Double.hashCode(context.rules().mostBytesPerSecond(source));
    }

    private CongestionControl control(int source, int channel) {
        return fluid.settings.congestionControl().orAssigned(context.rules(), source, channel);
    }

    private void requireNoRound() {
        if (fluid.ledger.isMerged()) {
            throw new IllegalStateException(
                    "The network was used otherwise while a round of equal transfers was under way.");
        }
    }

    // --- a network that changes ---

    /**
     * {@inheritDoc} A transfer keeps the latency with which it began; round-trip time, windows and weights follow at once.
     * {@link OutageModel} says what happens while an arc is down.
     */
    @Override
    public void setArc(int arc, ArcState state) {
        requireNoRound();
        bundles.dissolve();
        long now = fluid.loop.nowNanos();
        if (fluid.states.set(arc, state).equals(state)) {
            return;
        }
        fluid.ledger.noteChange(arc);
        fluid.requestSolve();
        for (FlowConnection connection : index().on(arc)) {
            changes.note(connection, now);
            connection.survey(fluid.states, fluid.topology, fluid.settings);
            outages.changed(connection, now);
            changes.pathChanged(connection, now);
        }
    }

    @Override
    public void setRouting(Routing routing) {
        requireNoRound();
        bundles.dissolve();
        routes.set(routing);
        ArcIndex<FlowConnection> present = index();
        long now = fluid.loop.nowNanos();
        for (FlowConnection connection : connections.inOrder()) {
            Path path = connection.findPath(routes, fluid.topology);
            if (path == null) {
                connection.unroutedNanos = Math.min(connection.unroutedNanos, now);
            } else {
                connection.unroutedNanos = Long.MAX_VALUE;
                if (!connection.isOn(path)) {
                    leave(present, connection);
                    outages.move(connection, path, now);
                    enter(present, connection);
                }
            }
            changes.note(connection, now);
            outages.changed(connection, now);
        }
    }

    @Override
    public void reset(int source, int target, int channel, long resumeNanos) {
        FlowConnection connection = connections.find(source, target, channel);
        if (connection != null) {
            requireNoRound();
            reset(bundles.alone(connection, source, target, channel), resumeNanos);
        }
    }

    @Override
    public void resetNode(int node, long resumeNanos) {
        requireNoRound();
        bundles.dissolve();
        for (FlowConnection connection : connections.at(node)) {
            reset(connection, resumeNanos);
        }
    }

    private void reset(FlowConnection closed, long resumeNanos) {
        if (closed.isLocal()) {
            return;
        }
        transfers.cancelEvent(closed);
        FlowConnection opened = open(closed.source, closed.target, closed.channel);
        opened.openNanos = Math.max(resumeNanos, fluid.loop.nowNanos());
        // Losses go on where they were: a new connection does not meet those of the old one again.
        opened.lossesDrawn = closed.lossesDrawn;
        connections.replace(opened);
        bundles.closed(closed);
        if (index != null) {
            leave(index, closed);
        }
        transfers.handOver(closed, opened, fluid.loop.nowNanos());
    }

    /** The connections by the arcs of both ways, from now on. */
    private ArcIndex<FlowConnection> index() {
        if (index == null) {
            index = new ArcIndex<>();
            for (FlowConnection connection : connections.inOrder()) {
                enter(index, connection);
            }
        }
        return index;
    }

    private static void enter(ArcIndex<FlowConnection> index, FlowConnection connection) {
        index.add(connection, connection.arcs);
        index.add(connection, connection.reverseArcs);
    }

    private static void leave(ArcIndex<FlowConnection> index, FlowConnection connection) {
        index.remove(connection, connection.arcs);
        index.remove(connection, connection.reverseArcs);
    }

    // --- what can be asked ---

    @Override
    public long arcPayloadBytes(int arc) {
        long bytes = fluid.ledger.payloadBytes(arc);
        int at = fluid.ledger.standIn(arc);
        for (int i = 0; i < fluid.shares.flowsOn(at); i++) {
            FlowConnection connection = fluid.rates.connection(fluid.shares.member(at, i));
            bytes += transfers.deliveredSinceCut(connection) * fluid.ledger.times(connection, at);
        }
        return bytes;
    }

    /**
     * {@inheritDoc} Headers are counted with their data, acknowledgements when their transfer completes or leaves the path;
     * what a broken path loses is not counted.
     */
    @Override
    public long arcWireBytes(int arc) {
        double bytes = 0;
        int at = fluid.ledger.standIn(arc);
        for (int i = 0; i < fluid.shares.flowsOn(at); i++) {
            int flow = fluid.shares.member(at, i);
            bytes += fluid.progress.served(flow, fluid.loop.nowNanos())
                    * fluid.ledger.times(fluid.rates.connection(flow), at);
        }
        return fluid.ledger.wireBytes(arc) + (long) bytes;
    }

    @Override
    public long stateFingerprint() {
        return bundles.fingerprint(17 + fluid.states.fingerprint() * 31 + routes.fingerprint(), fluid.loop.nowNanos());
    }

    @Override
    public TransferEstimate estimate() {
        return TcpEstimates.of(fluid.settings, context.rules());
    }

    @Override
    public List<TransferStatus> activeTransfers() {
        return transfers.statuses(context);
    }
}
