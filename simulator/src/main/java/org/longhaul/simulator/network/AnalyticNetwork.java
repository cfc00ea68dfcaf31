package org.longhaul.simulator.network;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * The alpha-beta model: a transfer takes the path's latency and its bytes at the rate of the slowest link, whatever else
 * is under way.
 *
 * <p><b>Model.</b> {@code a + S / (efficiency · B)}: a the one-way latency of the path in seconds, S the bytes, B the
 * smallest rate on the path in bytes per second. Transfers of one connection are sent one after the other, and a later
 * one does not wait for the latency of the earlier.
 *
 * <p><b>Validity.</b> Bounds from below what a network does: no sharing, no congestion control, no headers. Use {@code
 * flow} where transfers meet.
 *
 * @see <a href="https://doi.org/10.1016/0167-8191(94)90021-3">R. Hockney, "The communication challenge for MPP", Parallel
 *     Computing 20(3), 1994</a>
 */
public final class AnalyticNetwork implements Network {

    /**
     * Settings of the analytic network.
     *
     * @param efficiency share of a link's rate that payload gets, above 0 and at most 1
     * @param latency whether transfers take the latency of their path
     */
    public record Settings(
            @JsonProperty(defaultValue = "1.0")
                    @JsonPropertyDescription("share of a link's rate that payload gets, above 0 and at most 1")
                    double efficiency,
            @JsonProperty(defaultValue = "true")
                    @JsonPropertyDescription("whether transfers take the latency of their path")
                    boolean latency) {
        public Settings {
            if (!(efficiency > 0 && efficiency <= 1)) {
                throw new IllegalArgumentException("efficiency (" + efficiency + ") must be above 0 and at most 1.");
            }
        }
    }

    /** Registers the model as {@code analytic}. */
    @AutoService(NetworkModel.class)
    @SuppressWarnings("rawtypes")
    public static final class Model implements NetworkModel<Settings> {
        @Override
        public String id() {
            return "analytic";
        }

        @Override
        public String description() {
            return "Alpha-beta closed forms: latency plus bytes at the slowest link's rate, without sharing.";
        }

        @Override
        public String source() {
            return "R. Hockney, The communication challenge for MPP, Parallel Computing 20(3), 1994";
        }

        @Override
        public Class<Settings> settingsType() {
            return Settings.class;
        }

        @Override
        public Settings defaultSettings() {
            return new Settings(1.0, true);
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

    private static final int PRIORITY = 8;

    private static final class Line extends Connection {
        private long freeAtNanos;

        Line(NetworkContext context, int source, int target, int channel) {
            super(context, source, target, channel);
        }
    }

    private final Settings settings;
    private final NetworkContext context;
    private final ConnectionTable<Line> lines;
    private final long[] arcBytes;
    private final LinkedHashSet<Transfer> running = new LinkedHashSet<>();
    private long sequence;

    AnalyticNetwork(Settings settings, NetworkContext context) {
        this.settings = settings;
        this.context = context;
        lines = new ConnectionTable<>(
                context.topology(), (source, target, channel) -> new Line(context, source, target, channel));
        arcBytes = new long[context.topology().arcCount()];
    }

    /** What the model counts; closed forms of whole exchanges count the same. */
    public Settings settings() {
        return settings;
    }

    @Override
    public void send(int sourceNode, int targetNode, long bytes, int channel, TransferListener done) {
        Line line = lines.of(sourceNode, targetNode, channel, bytes);
        long now = context.loop().nowNanos();
        double rate = settings.efficiency() * line.bottleneckBytesPerSecond;
        long serialisation = line.arcs.length == 0 ? 0 : Math.round(bytes * 1e9 / rate);
        line.freeAtNanos = Math.max(now, line.freeAtNanos) + serialisation;
        Transfer transfer = new Transfer(line, bytes, now, sequence++, done);
        running.add(transfer);
        long end = line.freeAtNanos + (settings.latency() ? line.latencyNanos : 0);
        context.loop().schedule(end, PRIORITY, time -> complete(line, transfer, time));
    }

    private void complete(Line line, Transfer transfer, long now) {
        for (int arc : line.arcs) {
            arcBytes[arc] += transfer.bytes;
        }
        running.remove(transfer);
        transfer.done.completed(now);
    }

    /** {@inheritDoc} A transfer is counted when it completes. */
    @Override
    public long arcPayloadBytes(int arc) {
        return arcBytes[arc];
    }

    /** {@inheritDoc} The same as the payload: this model has no headers. */
    @Override
    public long arcWireBytes(int arc) {
        return arcBytes[arc];
    }

    @Override
    public long stateFingerprint() {
        long hash = 0;
        long now = context.loop().nowNanos();
        for (Line line : lines.inOrder()) {
            hash = hash * 31 + Math.max(0, line.freeAtNanos - now);
        }
        return hash;
    }

    @Override
    public List<TransferStatus> activeTransfers() {
        return running.stream()
                .map(transfer -> new TransferStatus(
                        context.topology().node(transfer.connection.source).id(),
                        context.topology().node(transfer.connection.target).id(),
                        transfer.connection.channel,
                        transfer.bytes,
                        0,
                        transfer.startNanos,
                        "its serialisation and latency"))
                .toList();
    }
}
