package org.longhaul.simulator.explain;

import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.longhaul.simulator.network.packet.PacketNetwork;
import org.longhaul.simulator.network.packet.PacketObserver;
import org.longhaul.topology.Topology;

/**
 * Congestion windows over time and the queue that they fill, on the packet network.
 *
 * @param nanos how long the transfer in question took
 * @param windows one trace for each connection, those of the transfer in question first
 * @param queue the fullest queue on the transfer's path
 */
public record WindowTrace(long nanos, List<Window> windows, Queue queue) {

    /** Copies the list. */
    public WindowTrace {
        windows = List.copyOf(windows);
    }

    /**
     * One connection; the three arrays are of equal length, one entry for each acknowledgement or timeout.
     *
     * @param connection its ends, such as {@code a -> b}, with a number where a pair has several
     * @param asked whether it belongs to the transfer in question
     * @param nanos times
     * @param windowPackets congestion windows
     * @param thresholdPackets slow-start thresholds; {@link Integer#MAX_VALUE} before the first is set
     */
    @SuppressWarnings("ArrayRecordComponent") // traces are long, and compared by nobody
    public record Window(
            String connection, boolean asked, long[] nanos, long[] windowPackets, long[] thresholdPackets) {}

    /**
     * A queue.
     *
     * @param link the direction of a link that it feeds
     * @param nanos times
     * @param waitingBytes bytes that wait, at those times
     * @param dropNanos when it dropped a packet
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Queue(String link, long[] nanos, long[] waitingBytes, long[] dropNanos) {

        /** The most that ever waited. */
        public long mostBytes() {
            long most = 0;
            for (long bytes : waitingBytes) {
                most = Math.max(most, bytes);
            }
            return most;
        }
    }

    /**
     * Runs a case on the packet network and watches it.
     *
     * @throws IllegalArgumentException if the choice is not a packet network
     */
    public static WindowTrace of(TransferCase asked, NetworkChoice packet) {
        Recorder recorder = new Recorder(asked);
        TransferRun run = TransferRun.of(asked, packet, network -> {
            if (!(network instanceof PacketNetwork packets)) {
                throw new IllegalArgumentException(
                        packet.model().id() + " has no congestion windows to watch; allowed: packet.");
            }
            packets.observe(recorder);
        });
        return recorder.trace(run.nanos());
    }

    private static final class WindowColumns {
        final LongArrayList nanos = new LongArrayList();
        final LongArrayList windows = new LongArrayList();
        final LongArrayList thresholds = new LongArrayList();
    }

    private static final class QueueColumns {
        final LongArrayList nanos = new LongArrayList();
        final LongArrayList waiting = new LongArrayList();
        final LongArrayList drops = new LongArrayList();
        long most;
    }

    private static final class Recorder implements PacketObserver {

        private record Connection(int source, int target, int channel) {}

        private final TransferCase asked;
        private final Topology topology;
        private final Map<Connection, WindowColumns> windows = new LinkedHashMap<>();
        private final Map<Integer, QueueColumns> queues = new LinkedHashMap<>();

        Recorder(TransferCase asked) {
            this.asked = asked;
            topology = asked.topology();
            for (int arc : asked.path()) {
                queues.put(arc, new QueueColumns());
            }
        }

        @Override
        public void windowChanged(
                long nowNanos,
                int sourceNode,
                int targetNode,
                int channel,
                int congestionWindowPackets,
                int slowStartThresholdPackets,
                int inFlightPackets,
                long smoothedRoundTripNanos) {
            WindowColumns columns = windows.computeIfAbsent(
                    new Connection(sourceNode, targetNode, channel), connection -> new WindowColumns());
            columns.nanos.add(nowNanos);
            columns.windows.add(congestionWindowPackets);
            columns.thresholds.add(slowStartThresholdPackets);
        }

        @Override
        public void queueChanged(long nowNanos, int arc, long waitingBytes) {
            QueueColumns columns = queues.get(arc);
            if (columns != null) {
                columns.nanos.add(nowNanos);
                columns.waiting.add(waitingBytes);
                columns.most = Math.max(columns.most, waitingBytes);
            }
        }

        @Override
        public void packetDropped(long nowNanos, int arc, long waitingBytes) {
            QueueColumns columns = queues.get(arc);
            if (columns != null) {
                columns.drops.add(nowNanos);
            }
        }

        WindowTrace trace(long nanos) {
            List<Window> first = new ArrayList<>();
            List<Window> rest = new ArrayList<>();
            windows.forEach((connection, columns) -> {
                boolean ours = connection.source() == asked.subject().source()
                        && connection.target() == asked.subject().target()
                        && connection.channel() < asked.connections();
                (ours ? first : rest)
                        .add(new Window(
                                name(connection),
                                ours,
                                columns.nanos.toLongArray(),
                                columns.windows.toLongArray(),
                                columns.thresholds.toLongArray()));
            });
            first.addAll(rest);
            return new WindowTrace(nanos, first, fullest());
        }

        private String name(Connection connection) {
            String pair = topology.node(connection.source()).id() + " -> "
                    + topology.node(connection.target()).id();
            boolean several = windows.keySet().stream()
                            .filter(c -> c.source() == connection.source() && c.target() == connection.target())
                            .count()
                    > 1;
            return several ? pair + " (" + (connection.channel() + 1) + ")" : pair;
        }

        private Queue fullest() {
            int fullest = asked.path()[0];
            QueueColumns best = new QueueColumns();
            for (Map.Entry<Integer, QueueColumns> queue : queues.entrySet()) {
                if (queue.getValue().most > best.most) {
                    fullest = queue.getKey();
                    best = queue.getValue();
                }
            }
            return new Queue(
                    topology.arcName(fullest),
                    best.nanos.toLongArray(),
                    best.waiting.toLongArray(),
                    best.drops.toLongArray());
        }
    }
}
