package org.longhaul.simulator.network.flow;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.event.EventPriority;
import org.longhaul.simulator.network.NetworkContext;
import org.longhaul.simulator.network.Obstacles;
import org.longhaul.simulator.network.Transfer;
import org.longhaul.simulator.network.TransferStatus;
import org.longhaul.simulator.network.flow.fluid.FlowConnection;
import org.longhaul.simulator.network.flow.fluid.FlowConnection.Attempt;
import org.longhaul.simulator.network.flow.fluid.FlowConnection.Phase;
import org.longhaul.simulator.network.flow.fluid.FlowSettings;
import org.longhaul.simulator.network.flow.fluid.Fluid;
import org.longhaul.simulator.network.flow.fluid.LinkLedger;
import org.longhaul.simulator.network.flow.tcp.RandomLosses;
import org.longhaul.simulator.network.flow.tcp.Silences;

/**
 * The course of transfers of the {@code flow} network: the way of the first byte, the flow, the end.
 *
 * <p>An interrupted or moved transfer is cut: what has arrived is counted on the path that it took, and what is left goes on
 * as a flow of its own.
 */
final class FlowTransfers implements Silences.Deliveries {

    /** All transfers that are not complete, in the order in which they were started. */
    final LinkedHashSet<Transfer> running = new LinkedHashSet<>();

    private final FlowNetwork network;
    private final Fluid fluid;
    private final EventLoop loop;
    private final LinkLedger ledger;

    FlowTransfers(FlowNetwork network) {
        this.network = network;
        fluid = network.fluid;
        ledger = fluid.ledger;
        loop = fluid.loop;
    }

    void send(FlowConnection connection, Transfer transfer) {
        long now = loop.nowNanos();
        running.add(transfer);
        if (connection.isLocal()) {
            loop.schedule(now, EventPriority.ARRIVAL, time -> finish(transfer, time));
        } else {
            connection.waiting.add(transfer);
            beginNext(connection, now);
        }
    }

    /** Begins the next transfer of a connection if it is its turn. */
    private void beginNext(FlowConnection connection, long now) {
        if (connection.current != null || connection.openNanos > now) {
            return;
        }
        Transfer transfer = connection.waiting.poll();
        if (transfer == null) {
            return;
        }
        connection.current = transfer;
        connection.payloadBytes = transfer.bytes - transfer.keptBytes();
        connection.wireBytes = wireBytes(connection.payloadBytes) * network.windows.bbr.repetitions(connection);
        connection.sentNanos = Math.max(transfer.startNanos, connection.openNanos);
        boolean setUp = !connection.established && fluid.settings.connectionSetup();
        connection.attempt = setUp ? Attempt.SETUP : Attempt.DATA;
        connection.tryNanos = connection.sentNanos;
        connection.timeoutNanos = RandomLosses.SETUP_TIMEOUT_NANOS;
        if (connection.arcs.length == 0) {
            network.outages.awaitRoute(connection);
            return;
        }
        ledger.open(connection);
        if (ledger.hasChanges()) {
            // Now, and not when something else next changes rates.
            fluid.requestSolve();
        }
        long lead = network.memory.leadNanos(connection, connection.sentNanos);
        if (!setUp) {
            // What waited for another transfer is sent right behind its last byte, which has just arrived.
            connection.sentNanos = Math.max(connection.sentNanos, now - lead);
        }
        long delay = setUp ? network.windows.losses.setUpDelayNanos(connection) : 0;
        depart(connection, Math.max(now, connection.sentNanos + lead + delay));
        if (delay > 0) {
            connection.silentNanos = connection.sentNanos;
            connection.afterSilenceNanos = lead;
        }
    }

    /** The first byte, sent at the connection's {@code sentNanos}, arrives at a time if nothing happens to it. */
    void depart(FlowConnection connection, long arrivalNanos) {
        connection.phase = Phase.LEAD;
        connection.arrivalNanos = arrivalNanos;
        if (!network.outages.holds(connection)) {
            connection.event = loop.schedule(arrivalNanos, EventPriority.ARRIVAL, now -> {
                connection.event = -1;
                if (!network.outages.isLost(connection, now)) {
                    startData(connection, now);
                }
            });
        }
    }

    private void startData(FlowConnection connection, long now) {
        connection.phase = Phase.FLOW;
        connection.silentNanos = -1;
        network.windows.convergence.begins(connection, now);
        connection.weight = network.windows.weight(connection);
        fluid.rates.start(connection, Double.POSITIVE_INFINITY, connection.wireBytes, now);
        network.windows.dataStarts(connection, now);
    }

    /** Bytes on the wire of a payload: every started packet carries its headers. */
    private double wireBytes(long payload) {
        FlowSettings settings = fluid.settings;
        if (!settings.headers()) {
            return payload;
        }
        long packets = (payload + settings.segmentBytes() - 1) / settings.segmentBytes();
        return payload + (double) packets * settings.headerBytes();
    }

    /** A flow has been served up to its target. */
    void reached(FlowConnection connection, long now) {
        if (!network.windows.reached(connection, now)) {
            complete(connection, now);
        }
    }

    private void complete(FlowConnection connection, long now) {
        Transfer transfer = Objects.requireNonNull(connection.current);
        long end = network.windows.completeNanos(connection, now);
        network.windows.dataEnds(connection, now);
        fluid.rates.stop(connection);
        connection.current = null;
        connection.phase = Phase.LEAD;
        ledger.close(connection, connection.payloadBytes, connection.wireBytes);
        if (end > now) {
            transfer.counted(connection.arcs, connection.payloadBytes);
        }
        beginNext(connection, now);
        if (end > now) {
            transfer.repairedNanos = end;
            connection.repairing.add(transfer);
            loop.schedule(end, EventPriority.ARRIVAL, time -> repaired(connection, transfer, time));
        } else {
            finish(transfer, now);
        }
    }

    private void repaired(FlowConnection connection, Transfer transfer, long now) {
        // A connection that was closed has given its transfers away; another repair time may hold by now.
        if (transfer.repairedNanos == now && connection.repairing.remove(transfer)) {
            finish(transfer, now);
        }
    }

    @Override
    public void departAgain(FlowConnection connection, long arrivalNanos) {
        cancelEvent(connection);
        depart(connection, arrivalNanos);
    }

    @Override
    public void repairedAt(FlowConnection connection, long nanos) {
        for (Transfer transfer : connection.repairing) {
            transfer.repairedNanos = nanos;
            loop.schedule(nanos, EventPriority.ARRIVAL, time -> repaired(connection, transfer, time));
        }
    }

    private void finish(Transfer transfer, long now) {
        running.remove(transfer);
        transfer.done.completed(now);
    }

    /** Counts what has arrived, takes the flow off its path, and leaves the rest of the transfer. */
    void cut(FlowConnection connection, long now) {
        Transfer transfer = Objects.requireNonNull(connection.current);
        double served = Math.min(connection.wireBytes, fluid.rates.progress.served(connection.flow, now));
        long payload = payloadOf(connection, served);
        network.changes.shift(connection, served);
        connection.wireBytes -= served;
        connection.payloadBytes -= payload;
        fluid.rates.stop(connection);
        ledger.close(connection, payload, served);
        if (payload > 0) {
            transfer.counted(connection.arcs, payload);
        }
    }

    /** What was cut goes on at once. */
    void goOn(FlowConnection connection, double cap, long now) {
        ledger.open(connection);
        connection.weight = network.windows.weight(connection);
        fluid.rates.start(connection, cap, network.changes.target(connection), now);
        network.windows.bursts.countSoon(connection);
    }

    /** Payload that has arrived of the present transfer since it was last cut. */
    private static long payloadOf(FlowConnection connection, double served) {
        return connection.wireBytes <= 0
                ? 0
                : (long) (connection.payloadBytes * Math.min(1, served / connection.wireBytes));
    }

    long deliveredSinceCut(FlowConnection connection) {
        return connection.current == null || connection.flow < 0
                ? 0
                : payloadOf(connection, fluid.rates.progress.served(connection.flow, loop.nowNanos()));
    }

    /** Payload of a transfer that has arrived. */
    long delivered(FlowConnection connection, Transfer transfer) {
        if (connection.current != transfer) {
            return connection.repairing.contains(transfer) ? transfer.bytes : transfer.keptBytes();
        }
        return transfer.bytes - connection.payloadBytes + deliveredSinceCut(connection);
    }

    /** Where all transfers that are not complete stand. */
    List<TransferStatus> statuses(NetworkContext context) {
        List<TransferStatus> statuses = new ArrayList<>();
        for (Transfer transfer : running) {
            FlowConnection connection = (FlowConnection) transfer.connection;
            statuses.add(new TransferStatus(
                    fluid.topology.node(connection.source).id(),
                    fluid.topology.node(connection.target).id(),
                    connection.channel,
                    transfer.bytes,
                    delivered(connection, transfer),
                    context.loop().runNanos(transfer.startNanos),
                    waitingFor(connection, transfer, context)));
        }
        return statuses;
    }

    private String waitingFor(FlowConnection connection, Transfer transfer, NetworkContext context) {
        if (connection.repairing.contains(transfer)) {
            return "the repair of what was lost";
        }
        String obstacle = obstacle(connection, context);
        if (obstacle != null) {
            return obstacle;
        }
        return connection.current == transfer
                ? network.windows.waitingFor(connection)
                : "an earlier transfer of its connection";
    }

    private @Nullable String obstacle(FlowConnection connection, NetworkContext context) {
        String obstacle = Obstacles.of(connection, connection.arcs, fluid.states, context);
        int broken = network.outages.brokenArc(connection);
        return obstacle == null && broken >= 0 ? fluid.states.describeDown(broken) : obstacle;
    }

    /** Gives what a connection has not completed to a new one. */
    void handOver(FlowConnection closed, FlowConnection opened, long now) {
        for (Transfer transfer : closed.repairing) {
            handOver(transfer, transfer.bytes, opened);
        }
        closed.repairing.clear();
        Transfer current = closed.current;
        if (current != null) {
            stop(closed, now);
            handOver(current, current.bytes - closed.payloadBytes, opened);
        }
        for (Transfer transfer : closed.waiting) {
            handOver(transfer, transfer.keptBytes(), opened);
        }
        closed.waiting.clear();
        if (opened.openNanos <= now) {
            beginNext(opened, now);
        } else if (opened.openNanos < Long.MAX_VALUE) {
            opened.event = loop.schedule(opened.openNanos, EventPriority.ARRIVAL, time -> {
                opened.event = -1;
                beginNext(opened, time);
            });
        }
    }

    private void handOver(Transfer transfer, long arrived, FlowConnection opened) {
        transfer.startAnew(arrived).forEach(ledger::uncount);
        transfer.connection = opened;
        opened.waiting.add(transfer);
    }

    private void stop(FlowConnection connection, long now) {
        if (connection.flow >= 0) {
            network.windows.dataEnds(connection, now);
            cut(connection, now);
        } else if (connection.usesPath) {
            ledger.close(connection, 0, 0);
        }
        connection.current = null;
    }

    void cancelEvent(FlowConnection connection) {
        if (connection.event >= 0) {
            loop.cancel(connection.event);
            connection.event = -1;
        }
    }
}
