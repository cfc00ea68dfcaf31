package org.longhaul.simulator.network.analytic;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.PlainNumber;
import org.longhaul.extension.Provides;
import org.longhaul.simulator.network.ArcIndex;
import org.longhaul.simulator.network.ArcState;
import org.longhaul.simulator.network.ArcStates;
import org.longhaul.simulator.network.ConnectionTable;
import org.longhaul.simulator.network.HostBuffers;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.NetworkContext;
import org.longhaul.simulator.network.NetworkModel;
import org.longhaul.simulator.network.Obstacles;
import org.longhaul.simulator.network.Routes;
import org.longhaul.simulator.network.Transfer;
import org.longhaul.simulator.network.TransferListener;
import org.longhaul.simulator.network.TransferStatus;
import org.longhaul.simulator.network.estimate.TransferEstimate;
import org.longhaul.topology.Routing;
import org.longhaul.topology.unit.Durations;

/**
 * The alpha-beta model: a transfer takes the path's latency and its bytes at the rate of the slowest link, whatever else
 * is under way.
 *
 * <p><b>Model.</b> {@code a + S / (efficiency · B)}: a the one-way latency of the path in seconds, S the bytes, B the
 * smallest rate on the path in bytes per second; with a {@linkplain Settings#maximumWindow() window}, at most that a round
 * trip, which is twice the latency. Transfers of one connection are sent one after the other, and a later
 * one does not wait for the latency of the earlier.
 *
 * <p><b>Changing networks.</b> A transfer is complete once its latency has passed and the integral of the present rate,
 * {@code efficiency · B(t)}, has reached its bytes; while an arc of its path is down, or no path is known, nothing on the
 * path moves, latency included. There is no loss and no retransmission. A transfer keeps the latency that its path had when
 * it began, so a later one never overtakes it.
 *
 * <p><b>LogGP.</b> With an {@link Settings#overhead() overhead} o a transfer takes {@code o + a + S · G + o}, G being the
 * inverse of the rate. Differs from the source: no least gap g between messages, and a host sends and receives at once.
 *
 * <p><b>Validity.</b> Bounds from below what a network does: no sharing, no congestion control, no headers. Use {@code
 * flow} where transfers meet.
 *
 * @see <a href="https://doi.org/10.1016/0167-8191(94)90021-3">R. Hockney, "The communication challenge for MPP", Parallel
 *     Computing 20(3), 1994</a>
 * @see <a href="https://doi.org/10.1006/jpdc.1997.1346">Alexandrov, Ionescu, Schauser, Scheiman, "LogGP: Incorporating Long
 *     Messages into the LogP Model for Parallel Computation", JPDC 44(1), 1997</a>
 */
public final class AnalyticNetwork implements Network {

    /**
     * Settings of the analytic network.
     *
     * @param efficiency share of a link's rate that payload gets, above 0 and at most 1
     * @param latency whether transfers take the latency of their path
     * @param overhead time that a transfer takes in the sender before its first byte leaves and in the receiver after its
     *     last byte has arrived, LogGP's o; not negative, at most an hour
     * @param maximumWindow most bytes that a pair of nodes has under way, over all its connections; 0 for no limit
     */
    public record Settings(
            @JsonProperty(defaultValue = "1.0")
                    @JsonPropertyDescription("share of a link's rate that payload gets, above 0 and at most 1")
                    double efficiency,
            @JsonProperty(defaultValue = "true")
                    @JsonPropertyDescription("whether transfers take the latency of their path")
                    boolean latency,
            @JsonProperty(defaultValue = "0 s")
                    @JsonPropertyDescription("time of a transfer in sender and in receiver each, LogGP's o")
                    Duration overhead,
            @JsonProperty(defaultValue = "0")
                    @JsonPropertyDescription(
                            "most bytes that a pair of nodes has under way in a round trip; 0 for no limit; or network.hosts")
                    long maximumWindow) {
        public Settings {
            if (!(efficiency > 0 && efficiency <= 1)) {
                throw new IllegalArgumentException(
                        "efficiency (" + PlainNumber.of(efficiency) + ") must be above 0 and at most 1.");
            }
            if (overhead.isNegative() || overhead.compareTo(Duration.ofHours(1)) > 0) {
                throw new IllegalArgumentException(
                        "overhead (" + Durations.shown(overhead) + ") must lie in 0 s to 1 h.");
            }
            if (maximumWindow < 0) {
                throw new IllegalArgumentException(
                        "maximumWindow (" + maximumWindow + ") must be 0 (none) or a number of bytes.");
            }
        }

        /** Without overhead and windows. */
        public static Settings alphaBeta(double efficiency, boolean latency) {
            return new Settings(efficiency, latency, Duration.ZERO, 0);
        }
    }

    /** Registers the model as {@code analytic}. */
    @SuppressWarnings("rawtypes")
    @AutoService(NetworkModel.class)
    @Provides(
            id = "analytic",
            description = "Alpha-beta closed forms: latency plus bytes at the slowest link's rate, without sharing.",
            source = "R. Hockney, The communication challenge for MPP, Parallel Computing 20(3), 1994; "
                    + "Alexandrov et al., LogGP, JPDC 44(1), 1997 (overhead)")
    public static final class Model implements NetworkModel<Settings> {
        @Override
        public Settings onHosts(Settings settings, HostBuffers hosts, int connections) {
            return new Settings(
                    settings.efficiency(), settings.latency(), settings.overhead(), connections * hosts.window());
        }

        @Override
        public Settings within(Settings settings, long windowBytes, int connections) {
            long windows = Math.multiplyExact(windowBytes, connections);
            return settings.maximumWindow() > 0 && settings.maximumWindow() <= windows
                    ? settings
                    : new Settings(settings.efficiency(), settings.latency(), settings.overhead(), windows);
        }

        @Override
        public Network create(Settings settings, NetworkContext context) {
            return new AnalyticNetwork(settings, context);
        }

        @Override
        public boolean closedFormCollectives() {
            return true;
        }
    }

    private final Settings settings;
    private final NetworkContext context;
    private final ArcStates states;
    private final Routes routes;
    private final ConnectionTable<AnalyticConnection> connections;
    private final long[] payloadBytes;
    private final long[] wireBytes;
    private final LinkedHashSet<Transfer> running = new LinkedHashSet<>();
    private @Nullable ArcIndex<AnalyticConnection> index;
    private long sequence;

    public AnalyticNetwork(Settings settings, NetworkContext context) {
        this.settings = settings;
        this.context = context;
        states = new ArcStates(context.topology(), context.loop());
        routes = new Routes(context.routing());
        connections = new ConnectionTable<>(context.topology(), this::open);
        payloadBytes = new long[context.topology().arcCount()];
        wireBytes = new long[context.topology().arcCount()];
    }

    private AnalyticConnection open(int source, int target, int channel) {
        AnalyticConnection connection =
                new AnalyticConnection(settings, context.loop(), this::complete, source, target, channel);
        connection.route(routes, context.loop().nowNanos());
        connection.survey(states);
        if (index != null) {
            index.add(connection, connection.arcs);
        }
        return connection;
    }

    @Override
    public boolean sharesLinks() {
        return false;
    }

    @Override
    public TransferEstimate estimate() {
        return TransferEstimate.alphaBeta(
                settings.efficiency(), settings.latency(), settings.overhead(), settings.maximumWindow());
    }

    @Override
    public void send(int sourceNode, int targetNode, long bytes, int channel, TransferListener done) {
        AnalyticConnection connection = connections.of(sourceNode, targetNode, channel, bytes);
        Transfer transfer = new Transfer(connection, bytes, context.loop().nowNanos(), sequence++, done);
        running.add(transfer);
        connection.send(transfer);
    }

    private void complete(Transfer transfer, long uncounted, long now) {
        count(transfer.connection.arcs, uncounted);
        running.remove(transfer);
        transfer.done.completed(now);
    }

    private void count(int[] arcs, long bytes) {
        for (int arc : arcs) {
            payloadBytes[arc] += bytes;
            wireBytes[arc] += bytes;
        }
    }

    /** {@inheritDoc} Transfers that it holds up go on where they stopped, at the moment at which their path is up again. */
    @Override
    public void setArc(int arc, ArcState state) {
        ArcState before = states.set(arc, state);
        if (!before.equals(state)) {
            for (AnalyticConnection connection : index().on(arc)) {
                connection.settle();
                connection.survey(states);
                connection.goOn();
            }
        }
    }

    @Override
    public void setRouting(Routing routing) {
        routes.set(routing);
        for (AnalyticConnection connection : connections.inOrder()) {
            connection.settle();
            int[] before = connection.arcs;
            if (connection.route(routes, context.loop().nowNanos())) {
                connection.leave(this::count, before);
                index().remove(connection, before);
                index().add(connection, connection.arcs);
            }
            connection.survey(states);
            connection.goOn();
        }
    }

    @Override
    public void reset(int source, int target, int channel, long resumeNanos) {
        AnalyticConnection connection = connections.find(source, target, channel);
        if (connection != null) {
            reset(connection, resumeNanos);
        }
    }

    @Override
    public void resetNode(int node, long resumeNanos) {
        for (AnalyticConnection connection : connections.at(node)) {
            reset(connection, resumeNanos);
        }
    }

    private void reset(AnalyticConnection connection, long resumeNanos) {
        connection.settle();
        connection.leave(this::count, connection.arcs);
        connection.reset(resumeNanos, part -> {
            for (int arc : part.arcs()) {
                payloadBytes[arc] -= part.bytes();
            }
        });
        connection.goOn();
    }

    private ArcIndex<AnalyticConnection> index() {
        if (index == null) {
            index = new ArcIndex<>();
            for (AnalyticConnection connection : connections.inOrder()) {
                index.add(connection, connection.arcs);
            }
        }
        return index;
    }

    /** {@inheritDoc} A transfer is counted when it completes, and what of it has arrived when its path changes. */
    @Override
    public long arcPayloadBytes(int arc) {
        return payloadBytes[arc];
    }

    /** {@inheritDoc} The payload, with what closed connections had carried: this model has no headers. */
    @Override
    public long arcWireBytes(int arc) {
        return wireBytes[arc];
    }

    @Override
    public long stateFingerprint() {
        long hash = states.fingerprint() * 31 + routes.fingerprint();
        for (AnalyticConnection connection : connections.inOrder()) {
            hash = hash * 31 + connection.fingerprint();
        }
        return hash;
    }

    @Override
    public List<TransferStatus> activeTransfers() {
        return running.stream().map(this::status).toList();
    }

    private TransferStatus status(Transfer transfer) {
        AnalyticConnection connection = (AnalyticConnection) transfer.connection;
        String obstacle = Obstacles.of(connection, connection.arcs, states, context);
        return new TransferStatus(
                context.topology().node(connection.source).id(),
                context.topology().node(connection.target).id(),
                connection.channel,
                transfer.bytes,
                connection.deliveredBytes(transfer),
                context.loop().runNanos(transfer.startNanos),
                obstacle == null ? "its serialisation and latency" : obstacle);
    }
}
