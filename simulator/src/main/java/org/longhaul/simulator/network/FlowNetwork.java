package org.longhaul.simulator.network;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import org.longhaul.simulator.event.EventLoop;
import org.longhaul.topology.Topology;

/**
 * The fluid network: transfers share links max-min fairly, and TCP's slow start, window, losses and headers bound them.
 *
 * <p><b>Model.</b> A transfer's first byte reaches the target after the path's latency (and a round trip of set-up on a
 * new connection); from then on it is a fluid at the rate that {@link FairShare} gives it. {@link WindowModel} says what
 * TCP adds. Every effect has its switch; with all of them off ({@link Settings#fluid()}) the network is the plain fluid
 * whose closed forms are known.
 *
 * <p><b>Exactness.</b> Times are rounded to the nanosecond where an event is scheduled and nowhere else. A transfer delivers
 * exactly its bytes.
 *
 * <p><b>Cost.</b> A start or an end of a transfer re-solves only the part of the allocation that it changes.
 *
 * @see <a href="https://doi.org/10.1145/2517448">Velho, Schnorr, Casanova, Legrand, "On the validity of flow-level TCP
 *     network models for grid and cloud simulations", ACM TOMACS 23(4), 2013: what such models can and cannot say</a>
 */
public final class FlowNetwork implements Network {

    /** How flows of different round-trip times share a bottleneck. */
    public enum RttBias {
        /** Equally. */
        NONE,
        /** As the congestion control makes them. */
        CONGESTION_CONTROL,
        /** By 1 / latency, the rule of earlier flow-level simulators. */
        INVERSE_LATENCY
    }

    /**
     * Settings of the flow network.
     *
     * @param congestionControl of every connection
     * @param connectionSetup whether a new connection takes a round trip before its first byte
     * @param slowStart whether windows start small and double each round trip
     * @param initialWindow window of a new connection, segments
     * @param idleRestart whether a connection that idled for a retransmission timeout starts small again
     * @param maximumWindow largest window, bytes; 0 for none
     * @param headers whether links carry the headers of IP and TCP beside the payload
     * @param mtuBytes largest packet, bytes, with the headers of IP and TCP
     * @param headerBytes of IP and TCP in each packet
     * @param acknowledgements whether data loses bandwidth to the acknowledgements of data the other way
     * @param lossLimit whether random loss on links bounds the window
     * @param queueing whether queues at full links delay transfers, hold windows down and break up two-way bursts
     * @param rttBias how flows of different round-trip times share a bottleneck
     */
    public record Settings(
            @JsonProperty(defaultValue = "cubic") @JsonPropertyDescription("congestion control: reno, cubic or bbr")
                    CongestionControl congestionControl,
            @JsonProperty(defaultValue = "true")
                    @JsonPropertyDescription("a new connection takes one round trip to set up")
                    boolean connectionSetup,
            @JsonProperty(defaultValue = "true")
                    @JsonPropertyDescription("windows start small and double each round trip")
                    boolean slowStart,
            @JsonProperty(defaultValue = "10") @JsonPropertyDescription("window of a new connection, segments")
                    int initialWindow,
            @JsonProperty(defaultValue = "true")
                    @JsonPropertyDescription("a connection idle for a retransmission timeout starts small again")
                    boolean idleRestart,
            @JsonProperty(defaultValue = "67108864") @JsonPropertyDescription("largest window, bytes; 0 for none")
                    long maximumWindow,
            @JsonProperty(defaultValue = "true") @JsonPropertyDescription("links carry the headers of IP and TCP")
                    boolean headers,
            @JsonProperty(defaultValue = "1500")
                    @JsonPropertyDescription("largest packet, bytes, with IP and TCP headers")
                    int mtuBytes,
            @JsonProperty(defaultValue = "52") @JsonPropertyDescription("headers of IP and TCP in each packet, bytes")
                    int headerBytes,
            @JsonProperty(defaultValue = "true")
                    @JsonPropertyDescription("data loses bandwidth to acknowledgements of data the other way")
                    boolean acknowledgements,
            @JsonProperty(defaultValue = "true") @JsonPropertyDescription("random loss on links bounds the window")
                    boolean lossLimit,
            @JsonProperty(defaultValue = "true")
                    @JsonPropertyDescription("queues delay transfers, hold windows down and break up two-way bursts")
                    boolean queueing,
            @JsonProperty(defaultValue = "congestion-control")
                    @JsonPropertyDescription(
                            "how round-trip times weigh in sharing: none, congestion-control or inverse-latency")
                    RttBias rttBias) {
        public Settings {
            require(initialWindow >= 1, "initialWindow", initialWindow, "at least 1 segment");
            require(maximumWindow >= 0, "maximumWindow", maximumWindow, "0 (none) or a number of bytes");
            require(headerBytes >= 0, "headerBytes", headerBytes, "not negative");
            require(mtuBytes > headerBytes, "mtuBytes", mtuBytes, "above headerBytes (" + headerBytes + ")");
        }

        private static void require(boolean holds, String name, long value, String rule) {
            if (!holds) {
                throw new IllegalArgumentException(name + " (" + value + ") must be " + rule + ".");
            }
        }

        /** TCP as Linux runs it by default, with CUBIC. */
        public static Settings tcp() {
            return tcp(CongestionControl.CUBIC);
        }

        /** TCP as Linux runs it by default, with the given congestion control. */
        public static Settings tcp(CongestionControl control) {
            return new Settings(
                    control,
                    true,
                    true,
                    10,
                    true,
                    1 << 26,
                    true,
                    1500,
                    52,
                    true,
                    true,
                    true,
                    RttBias.CONGESTION_CONTROL);
        }

        /** The plain fluid: latency and equal max-min shares, nothing else. */
        public static Settings fluid() {
            return fluid(RttBias.NONE);
        }

        /** The plain fluid with a bias of the shares. */
        public static Settings fluid(RttBias bias) {
            return new Settings(
                    CongestionControl.CUBIC, false, false, 10, false, 0, false, 1500, 52, false, false, false, bias);
        }

        /** Payload bytes of a full packet. */
        int segmentBytes() {
            return mtuBytes - headerBytes;
        }
    }

    /** Registers the model as {@code flow}. */
    @AutoService(NetworkModel.class)
    @SuppressWarnings("rawtypes")
    public static final class Model implements NetworkModel<Settings> {
        @Override
        public String id() {
            return "flow";
        }

        @Override
        public String description() {
            return "Max-min fair fluid with TCP's slow start, windows, losses, queues and headers.";
        }

        @Override
        public String source() {
            return "Bertsekas, Gallager, Data Networks, 1992 (max-min); RFC 5681, 6928, 9438 (TCP); "
                    + "Mathis et al., CCR 27(3), 1997 (loss); Cardwell et al., BBR, ACM Queue 14(5), 2016";
        }

        @Override
        public Class<Settings> settingsType() {
            return Settings.class;
        }

        @Override
        public Settings defaultSettings() {
            return Settings.tcp();
        }

        @Override
        public Settings withoutEffects(Settings settings) {
            return new Settings(
                    settings.congestionControl(),
                    false,
                    false,
                    settings.initialWindow(),
                    false,
                    0,
                    false,
                    settings.mtuBytes(),
                    settings.headerBytes(),
                    false,
                    false,
                    false,
                    RttBias.NONE);
        }

        @Override
        public Network create(Settings settings, NetworkContext context) {
            return new FlowNetwork(settings, context);
        }
    }

    private static final int START_PRIORITY = 8;
    private static final int MILESTONE_PRIORITY = 9;
    /** After everything else of the instant, so that its changes are solved together. */
    private static final int SOLVE_PRIORITY = 48;

    final Settings settings;
    final Topology topology;
    final EventLoop loop;
    final FairShare shares;
    final FluidProgress progress;
    private final ConnectionTable<FlowConnection> connections;
    private final WindowModel windows;
    private final LinkLedger ledger;
    private final LinkedHashSet<Transfer> running = new LinkedHashSet<>();
    private FlowConnection[] byFlow = new FlowConnection[64];
    private long sequence;
    private boolean solveRequested;
    private long milestone = -1;
    private long milestoneNanos = Long.MAX_VALUE;

    private final FairShare.Listener outcome = new FairShare.Listener() {
        @Override
        public void levelChanges(int link, double newLevel) {
            ledger.levelChanges(link, newLevel, loop.nowNanos());
            progress.setPace(link, newLevel, loop.nowNanos());
        }

        @Override
        public void moved(int flow) {
            progress.bind(flow, shares.graph.bottleneck[flow], shares.graph.rate(flow), loop.nowNanos());
        }
    };

    FlowNetwork(Settings settings, NetworkContext context) {
        this.settings = settings;
        topology = context.topology();
        loop = context.loop();
        double[] capacity = new double[topology.arcCount()];
        Arrays.setAll(capacity, arc -> topology.arcBitsPerSecond(arc) / 8.0);
        shares = new FairShare(capacity);
        progress = new FluidProgress(capacity.length);
        connections = new ConnectionTable<>(
                topology, (source, target, channel) -> new FlowConnection(context, source, target, channel, settings));
        ledger = new LinkLedger(topology, settings, shares);
        windows = new WindowModel(this, ledger, context.streams().key("network loss", 0));
    }

    @Override
    public void send(int sourceNode, int targetNode, long bytes, int channel, TransferListener done) {
        FlowConnection connection = connections.of(sourceNode, targetNode, channel, bytes);
        long now = loop.nowNanos();
        Transfer transfer = new Transfer(connection, bytes, now, sequence++, done);
        running.add(transfer);
        if (connection.arcs.length == 0) {
            loop.schedule(now, START_PRIORITY, time -> finish(transfer, time));
        } else if (connection.current == null) {
            begin(connection, transfer, now);
        } else {
            connection.waiting.add(transfer);
        }
    }

    private void begin(FlowConnection connection, Transfer transfer, long now) {
        connection.current = transfer;
        ledger.open(connection, now);
        long lead = windows.leadNanos(connection, transfer.startNanos);
        long start = Math.max(now, transfer.startNanos + lead);
        loop.schedule(start, START_PRIORITY, time -> startData(connection, transfer, time));
    }

    private void startData(FlowConnection connection, Transfer transfer, long now) {
        connection.wireBytes = wireBytes(transfer.bytes);
        connection.weight = windows.weight(connection);
        connection.flow = shares.add(connection.arcs, connection.weight, Double.POSITIVE_INFINITY);
        if (connection.flow >= byFlow.length) {
            byFlow = Arrays.copyOf(byFlow, Math.max(connection.flow + 1, byFlow.length * 2));
        }
        byFlow[connection.flow] = connection;
        progress.start(connection.flow, connection.weight, connection.wireBytes, now);
        windows.dataStarts(connection, now);
        requestSolve();
    }

    /** Bytes on the wire of a payload: every started packet carries its headers. */
    double wireBytes(long payload) {
        if (!settings.headers()) {
            return payload;
        }
        long packets = (payload + settings.segmentBytes() - 1) / settings.segmentBytes();
        return payload + (double) packets * settings.headerBytes();
    }

    /** Rates are brought up to date at the end of the present instant. */
    void requestSolve() {
        if (!solveRequested) {
            solveRequested = true;
            loop.schedule(loop.nowNanos(), SOLVE_PRIORITY, this::solve);
        }
    }

    private void solve(long now) {
        solveRequested = false;
        ledger.applyCapacities();
        shares.solve(outcome);
        long next = progress.nextNanos();
        if (next != milestoneNanos) {
            if (milestoneNanos != Long.MAX_VALUE) {
                loop.cancel(milestone);
            }
            milestoneNanos = next;
            if (next != Long.MAX_VALUE) {
                milestone = loop.schedule(Math.max(now, next), MILESTONE_PRIORITY, this::milestone);
            }
        }
    }

    private void milestone(long now) {
        milestoneNanos = Long.MAX_VALUE;
        while (progress.nextNanos() <= now) {
            FlowConnection connection = byFlow[progress.nextFlow()];
            if (!windows.reached(connection, now)) {
                complete(connection, now);
            }
        }
        requestSolve();
    }

    private void complete(FlowConnection connection, long now) {
        Transfer transfer = Objects.requireNonNull(connection.current);
        long end = windows.completeNanos(connection, now);
        windows.dataEnds(connection, now);
        progress.stop(connection.flow);
        shares.remove(connection.flow);
        connection.flow = FlowConnection.NO_FLOW;
        connection.current = null;
        ledger.close(connection, transfer.bytes, connection.wireBytes);
        Transfer waiting = connection.waiting.poll();
        if (waiting != null) {
            begin(connection, waiting, now);
        }
        if (end > now) {
            loop.schedule(end, START_PRIORITY, time -> finish(transfer, time));
        } else {
            finish(transfer, now);
        }
    }

    private void finish(Transfer transfer, long now) {
        running.remove(transfer);
        transfer.done.completed(now);
    }

    @Override
    public long arcPayloadBytes(int arc) {
        double bytes = 0;
        for (int i = 0; i < shares.graph.memberCount[arc]; i++) {
            FlowConnection connection = byFlow[shares.graph.members[arc][i]];
            bytes += delivered(connection);
        }
        return ledger.payloadBytes(arc) + (long) bytes;
    }

    /** {@inheritDoc} Headers are counted with their data; acknowledgements when their transfer completes. */
    @Override
    public long arcWireBytes(int arc) {
        double bytes = 0;
        for (int i = 0; i < shares.graph.memberCount[arc]; i++) {
            bytes += progress.served(shares.graph.members[arc][i], loop.nowNanos());
        }
        return ledger.wireBytes(arc) + (long) bytes;
    }

    private double delivered(FlowConnection connection) {
        if (connection.current == null || connection.flow < 0 || connection.wireBytes == 0) {
            return 0;
        }
        double share = progress.served(connection.flow, loop.nowNanos()) / connection.wireBytes;
        return connection.current.bytes * Math.min(1, share);
    }

    @Override
    public long stateFingerprint() {
        long hash = 17;
        for (FlowConnection connection : connections.inOrder()) {
            hash = hash * 31 + windows.fingerprint(connection, loop.nowNanos());
        }
        return hash;
    }

    @Override
    public List<TransferStatus> activeTransfers() {
        List<TransferStatus> statuses = new ArrayList<>();
        for (Transfer transfer : running) {
            FlowConnection connection = (FlowConnection) transfer.connection;
            boolean current = connection.current == transfer;
            statuses.add(new TransferStatus(
                    topology.node(connection.source).id(),
                    topology.node(connection.target).id(),
                    connection.channel,
                    transfer.bytes,
                    current ? (long) delivered(connection) : 0,
                    transfer.startNanos,
                    waitingFor(connection, transfer)));
        }
        return statuses;
    }

    private String waitingFor(FlowConnection connection, Transfer transfer) {
        if (connection.current == transfer) {
            return windows.waitingFor(connection);
        }
        return connection.waiting.contains(transfer)
                ? "an earlier transfer of its connection"
                : "the repair of what the overshoot of slow start lost";
    }
}
