package org.longhaul.simulator.network.analytic;

import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.longhaul.simulator.event.BeyondTimeException;
import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.event.EventPriority;
import org.longhaul.simulator.network.ArcStates;
import org.longhaul.simulator.network.Connection;
import org.longhaul.simulator.network.Transfer;

/** A connection of the analytic network: its transfers one after the other, at the present rate of its slowest arc. */
final class AnalyticConnection extends Connection {

    private static final long NEVER = Long.MAX_VALUE;
    private static final long UNKNOWN = -1;

    /** Hears of bytes that arrived over a path. */
    interface Count {
        void add(int[] arcs, long bytes);
    }

    /** Hears of the end of a transfer. */
    interface Completion {
        /** All of it has arrived, of which some bytes have not been counted yet. */
        void complete(Transfer transfer, long uncounted, long now);
    }

    private static final class Carried {
        private final Transfer transfer;
        private double left;
        private long countedBytes;
        // When the first byte arrives if nothing is before it; while the connection is held up, how long it still
        // takes,
        // unknown as long as there has been no path.
        private long first;
        private long end = NEVER;
        private long event = -1;

        Carried(Transfer transfer, long first) {
            this.transfer = transfer;
            this.first = first;
            left = transfer.bytes;
        }
    }

    private final AnalyticNetwork.Settings settings;
    private final EventLoop loop;
    private final Completion completion;
    private final ArrayDeque<Carried> carried = new ArrayDeque<>(2);
    private boolean held;
    private boolean blocked;
    /** Bytes per second, and since when. */
    private double rate;

    private long settledNanos;
    private long opening = -1;

    AnalyticConnection(
            AnalyticNetwork.Settings settings,
            EventLoop loop,
            Completion completion,
            int source,
            int target,
            int channel) {
        super(source, target, channel);
        this.settings = settings;
        this.loop = loop;
        this.completion = completion;
    }

    @Override
    public void survey(ArcStates states) {
        super.survey(states);
        rate = settings.efficiency() * bottleneckBytesPerSecond;
        if (settings.maximumWindow() > 0 && settings.latency()) {
            double roundTripNanos = latencyNanos;
            for (int arc : arcs) {
                roundTripNanos += states.latencyNanos(arc ^ 1);
            }
            rate = roundTripNanos > 0 ? Math.min(rate, settings.maximumWindow() * 1e9 / roundTripNanos) : rate;
        }
        blocked = states.firstDown(arcs) >= 0;
        if (carried.isEmpty()) {
            held = isHeld();
        }
    }

    private boolean isHeld() {
        return blocked || !isRouted() || openNanos > loop.nowNanos();
    }

    void send(Transfer transfer) {
        long now = loop.nowNanos();
        Carried last = carried.peekLast();
        Carried next = new Carried(transfer, freshStart(now));
        carried.add(next);
        if (!held) {
            place(next, last == null ? 0 : last.end, now);
        }
    }

    private long leadNanos() {
        // What the receiver does after the last byte delays the end as much as it would before the first.
        return isLocal()
                ? 0
                : (settings.latency() ? latencyNanos : 0)
                        + 2 * settings.overhead().toNanos();
    }

    private long freshStart(long now) {
        boolean pathless = arcs.length == 0 && !isLocal();
        return pathless ? UNKNOWN : (held ? 0 : now) + leadNanos();
    }

    private void place(Carried next, long freeNanos, long now) {
        long begin = Math.max(Math.max(next.first, freeNanos), now);
        long end = BeyondTimeException.sum(begin, Math.round(next.left * 1e9 / rate));
        if (next.event >= 0 && end != next.end) {
            loop.cancel(next.event);
            next.event = -1;
        }
        next.end = end;
        if (next.event < 0) {
            next.event = loop.schedule(end, EventPriority.ARRIVAL, time -> complete(next, time));
        }
    }

    private void complete(Carried done, long now) {
        carried.remove();
        settledNanos = now;
        completion.complete(done.transfer, done.transfer.bytes - done.countedBytes, now);
    }

    /** Brings what has arrived up to date, before anything changes. */
    void settle() {
        long now = loop.nowNanos();
        if (!held) {
            long free = settledNanos;
            for (Carried each : carried) {
                each.left = leftAt(each, free, now);
                free = each.end;
            }
        }
        settledNanos = now;
    }

    private double leftAt(Carried each, long freeNanos, long now) {
        if (now >= each.end) {
            return 0;
        }
        long begin = Math.max(each.first, freeNanos);
        return now <= begin ? each.left : Math.max(0, each.left - rate * ((now - begin) * 1e-9));
    }

    /** Goes on with the state that the path has now; what has arrived was settled at this moment. */
    void goOn() {
        long now = loop.nowNanos();
        boolean wasHeld = held;
        held = isHeld();
        long free = 0;
        for (Carried each : carried) {
            boolean arrived = !wasHeld && now >= each.end;
            if (held && !wasHeld && !arrived) {
                each.first = Math.max(0, each.first - now);
                loop.cancel(each.event);
                each.event = -1;
                each.end = NEVER;
            } else if (!held) {
                each.first = each.first == UNKNOWN ? now + leadNanos() : each.first + (wasHeld ? now : 0);
                place(each, free, now);
                free = each.end;
            }
        }
    }

    /** Counts what of the transfers has arrived over a path that they leave. */
    void leave(Count count, int[] path) {
        for (Carried each : carried) {
            long bytes = (long) (each.transfer.bytes - each.left) - each.countedBytes;
            if (bytes > 0) {
                count.add(path, bytes);
                each.transfer.counted(path, bytes);
                each.countedBytes += bytes;
            }
        }
    }

    /** Begins all unfinished transfers anew on a connection that opens at a time. */
    void reset(long resumeNanos, Consumer<Transfer.Part> undo) {
        long now = loop.nowNanos();
        for (Carried each : carried) {
            each.transfer.startAnew(each.countedBytes).forEach(undo);
            each.countedBytes = each.transfer.keptBytes();
            each.left = each.transfer.bytes - each.countedBytes;
            each.first = freshStart(now);
            each.end = NEVER;
            if (each.event >= 0) {
                loop.cancel(each.event);
                each.event = -1;
            }
        }
        if (opening >= 0) {
            loop.cancel(opening);
            opening = -1;
        }
        openNanos = Math.max(resumeNanos, now);
        if (openNanos > now && openNanos < NEVER) {
            opening = loop.schedule(openNanos, EventPriority.ARRIVAL, time -> {
                opening = -1;
                goOn();
            });
        }
    }

    long deliveredBytes(Transfer transfer) {
        long free = settledNanos;
        for (Carried each : carried) {
            if (each.transfer == transfer) {
                double left = held ? each.left : leftAt(each, free, loop.nowNanos());
                return Math.max(each.countedBytes, (long) (transfer.bytes - left));
            }
            free = each.end;
        }
        return transfer.bytes;
    }

    /** What persists while no transfer is under way. */
    long fingerprint() {
        long now = loop.nowNanos();
        Carried last = carried.peekLast();
        long busy = last == null ? 0 : held ? -1 : last.end - now;
        long closed = openNanos == NEVER ? -1 : Math.max(0, openNanos - now);
        return (busy * 31 + closed) * 31 + (isRouted() ? 0 : 1);
    }
}
