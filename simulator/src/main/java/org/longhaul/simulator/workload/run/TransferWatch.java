package org.longhaul.simulator.workload.run;

import it.unimi.dsi.fastutil.longs.Long2LongOpenHashMap;
import it.unimi.dsi.fastutil.longs.Long2ObjectLinkedOpenHashMap;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.fault.Recovery;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.TransferStatus;
import org.longhaul.simulator.workload.clock.SimulatedClock;
import org.longhaul.simulator.workload.result.Retry;
import org.longhaul.simulator.workload.result.Stall;
import org.longhaul.topology.Topology;

/**
 * Looks after a job's transfers: counts what they deliver, and where the rules say so closes the connection of one that
 * makes no progress for a timeout and has it tried anew after a pause that grows from attempt to attempt.
 *
 * <p>Transfers are looked at while some link is down only: nothing else stops one. Progress is looked at when something
 * changes and when a timeout is due, so a transfer that stops in between is tried anew between one and two timeouts later.
 */
final class TransferWatch {

    /** One connection: transfers on it are sent one after the other. */
    static final class Line {

        private final int source;
        private final int target;
        private final int channel;
        private int underWay;
        private long deliveredBytes;
        private long progressNanos;
        private int attempts;

        Line(int source, int target, int channel) {
            this.source = source;
            this.target = target;
            this.channel = channel;
        }
    }

    private final Topology topology;
    private final Network network;
    private final Recovery recovery;
    private final long timeoutNanos;
    private final Long2ObjectLinkedOpenHashMap<Line> lines = new Long2ObjectLinkedOpenHashMap<>();
    private @Nullable SimulatedClock clock;
    private boolean isAlert;
    private long nextCheckNanos = Long.MAX_VALUE;
    private long completedBytes;
    private long mostBytes;
    private final List<Retry> retries = new ArrayList<>();
    private @Nullable String givenUp;

    TransferWatch(Topology topology, Network network, Recovery recovery) {
        this.topology = topology;
        this.network = network;
        this.recovery = recovery;
        this.timeoutNanos = recovery.transfers() == Recovery.Transfers.STALL
                ? Long.MAX_VALUE
                : recovery.timeout().toNanos();
    }

    /** The clock of the job, once it has one. */
    void runOn(SimulatedClock jobClock) {
        clock = jobClock;
    }

    private SimulatedClock clock() {
        if (clock == null) {
            throw new IllegalStateException("the watch has no clock yet");
        }
        return clock;
    }

    Line started(int source, int target, int channel) {
        long key = key(source, target, channel);
        Line line = lines.get(key);
        if (line == null) {
            line = new Line(source, target, channel);
            lines.put(key, line);
        }
        if (line.underWay++ == 0) {
            line.deliveredBytes = 0;
            line.progressNanos = Math.max(line.progressNanos, clock().nowNanos());
            line.attempts = 0;
            if (isAlert) {
                nextCheckNanos = Math.min(nextCheckNanos, dueNanos(line));
                clock().awaitNextChange();
            }
        }
        return line;
    }

    void completed(Line line, long bytes) {
        line.underWay--;
        line.attempts = 0;
        line.deliveredBytes = Math.max(0, line.deliveredBytes - bytes);
        line.progressNanos = Math.max(line.progressNanos, clock().nowNanos());
        completedBytes += bytes;
        clock().progress();
    }

    private long key(int source, int target, int channel) {
        return (((long) source * topology.nodeCount() + target) << 16) + channel;
    }

    private long dueNanos(Line line) {
        return timeoutNanos > Long.MAX_VALUE - line.progressNanos ? Long.MAX_VALUE : line.progressNanos + timeoutNanos;
    }

    // ---- progress ----------------------------------------------------------------------------------------------

    /** Whether the job's transfers have delivered more than they ever had. */
    boolean hasDeliveredMore() {
        long bytes = completedBytes;
        for (TransferStatus transfer : network.activeTransfers()) {
            if (lines.containsKey(key(transfer))) {
                bytes += transfer.deliveredBytes();
            }
        }
        boolean more = bytes > mostBytes;
        mostBytes = Math.max(mostBytes, bytes);
        return more;
    }

    private long key(TransferStatus transfer) {
        return key(topology.nodeIndex(transfer.source()), topology.nodeIndex(transfer.target()), transfer.channel());
    }

    // ---- retries -----------------------------------------------------------------------------------------------

    /** When a timeout is due next; {@link Long#MAX_VALUE} if none is. */
    long nextCheckNanos() {
        return nextCheckNanos;
    }

    /** Something has changed: from now on timeouts run if any link is down. */
    void changed(boolean isAnyLinkDown) {
        if (timeoutNanos == Long.MAX_VALUE) {
            return;
        }
        boolean wasAlert = isAlert;
        isAlert = isAnyLinkDown;
        if (!isAlert) {
            nextCheckNanos = Long.MAX_VALUE;
            return;
        }
        look(clock().nowNanos(), !wasAlert);
    }

    /** Tries transfers anew whose timeouts are due. */
    void check(long nowNanos) {
        if (isAlert && nextCheckNanos <= nowNanos) {
            look(nowNanos, false);
            for (Line line : lines.values()) {
                if (line.underWay > 0 && dueNanos(line) <= nowNanos) {
                    retry(line, nowNanos);
                }
            }
            look(nowNanos, false);
        }
    }

    private void look(long nowNanos, boolean isFirst) {
        Long2LongOpenHashMap delivered = new Long2LongOpenHashMap();
        for (TransferStatus transfer : network.activeTransfers()) {
            delivered.addTo(key(transfer), transfer.deliveredBytes());
        }
        nextCheckNanos = Long.MAX_VALUE;
        for (Line line : lines.values()) {
            if (line.underWay == 0) {
                continue;
            }
            long bytes = delivered.get(key(line.source, line.target, line.channel));
            if (bytes > line.deliveredBytes) {
                line.attempts = 0;
            }
            if (isFirst || bytes > line.deliveredBytes) {
                line.progressNanos = Math.max(line.progressNanos, nowNanos);
            }
            line.deliveredBytes = bytes;
            nextCheckNanos = Math.min(nextCheckNanos, dueNanos(line));
        }
    }

    private void retry(Line line, long nowNanos) {
        if (line.attempts == recovery.retries()) {
            givenUp = "transfer " + topology.node(line.source).id() + " -> "
                    + topology.node(line.target).id() + " was given up: "
                    + (line.attempts == 0
                            ? "no attempt"
                            : line.attempts == 1 ? "1 attempt" : line.attempts + " attempts")
                    + " after the first, without progress since " + Stall.seconds(line.progressNanos) + " s";
            line.attempts++;
            return;
        }
        line.attempts++;
        long resume = nowNanos + recovery.backoffNanos(line.attempts);
        retries.add(new Retry(line.source, line.target, line.attempts, nowNanos, resume));
        network.reset(line.source, line.target, line.channel, clock().onLoop(resume));
        line.deliveredBytes = 0;
        line.progressNanos = resume;
    }

    /** A node's connections are opened again at a time: no timeout runs before. */
    void nodeUp(int node, long resumeNanos) {
        for (Line line : lines.values()) {
            if (line.source == node || line.target == node) {
                line.deliveredBytes = 0;
                line.progressNanos = Math.max(line.progressNanos, resumeNanos);
            }
        }
    }

    /** Which transfer was given up, or null. */
    @Nullable
    String givenUp() {
        return givenUp;
    }

    /** Transfers that were tried again, in order of time. */
    List<Retry> retries() {
        return retries;
    }
}
