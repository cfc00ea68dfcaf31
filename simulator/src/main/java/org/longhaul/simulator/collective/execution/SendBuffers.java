package org.longhaul.simulator.collective.execution;

import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongArrayFIFOQueue;
import java.util.ArrayDeque;
import org.longhaul.simulator.event.BeyondTimeException;
import org.longhaul.simulator.event.EventPriority;

/**
 * The send buffers of a plan's connections. A transfer is handed over when all but as many bytes as a buffer holds of what its
 * connection has been given are acknowledged; what has arrived is acknowledged once the word of it has come back.
 *
 * <p><b>Steps of a third.</b> Room is told when a piece of a transfer is acknowledged. The pieces are what may have to be
 * acknowledged for the transfer to fit, and after it thirds of the buffer: Linux wakes a writer that waits for room when a third
 * of the buffer is free ({@code sk_stream_is_writeable}).
 *
 * <p>Each plan finds the buffers empty.
 */
final class SendBuffers {

    private static final int STEPS = 3;

    private final PlanExecutor executor;
    private final long capacity;
    private final boolean cuts;
    private final Long2ObjectOpenHashMap<Line> lines = new Long2ObjectOpenHashMap<>();

    /**
     * Empty buffers.
     *
     * @param capacity bytes of a connection that its buffer holds
     * @param cuts whether transfers are sent in pieces; without, room is told when a whole one is acknowledged, which is soon
     *     enough where they are small
     */
    SendBuffers(PlanExecutor executor, long capacity, boolean cuts) {
        this.executor = executor;
        this.capacity = capacity;
        this.cuts = cuts;
    }

    /** A connection. */
    private static final class Line {
        /** How long the word of what has arrived takes. */
        final long returnNanos;

        long given;
        long acknowledged;
        boolean isWatched;
        /** Ends of what has arrived and is not acknowledged, in bytes of all that was given, and when it will be. */
        final LongArrayFIFOQueue ends = new LongArrayFIFOQueue();

        final LongArrayFIFOQueue times = new LongArrayFIFOQueue();
        final ArrayDeque<Handed> waiting = new ArrayDeque<>();

        Line(long returnNanos) {
            this.returnNanos = returnNanos;
        }
    }

    /** A part of a transfer that is handed over when so many bytes of its connection are acknowledged. */
    private record Handed(long needed, Latch latch) {}

    /** Runs what waits for several things. */
    private static final class Latch {
        private final Runnable action;
        private int missing;

        Latch(int missing, Runnable action) {
            this.missing = missing;
            this.action = action;
        }

        void down() {
            if (--missing == 0) {
                action.run();
            }
        }
    }

    /**
     * Sends over all connections of a pair.
     *
     * @param handedOver told when the buffers have taken all, later than now
     * @param arrived told when all has arrived
     * @return whether the buffers have taken all at once; then the other is not told
     */
    boolean send(int sourceNode, int targetNode, long bytes, Runnable handedOver, Runnable arrived) {
        int parts = executor.parts(bytes);
        Latch handed = new Latch(parts + 1, handedOver);
        Latch there = new Latch(parts, arrived);
        for (int channel = 0; channel < parts; channel++) {
            send(sourceNode, targetNode, channel, PlanExecutor.part(bytes, parts, channel), handed, there);
        }
        // What is left is told later.
        if (handed.missing == 1) {
            return true;
        }
        handed.down();
        return false;
    }

    private void send(int source, int target, int channel, long bytes, Latch handed, Latch there) {
        Line line = line(source, target, channel);
        note(line, executor.loop().nowNanos());
        long start = line.given;
        line.given += bytes;
        long needed = line.given - capacity;
        long first = Math.max(0, Math.min(bytes, needed - start));
        int rest = pieces(bytes - first);
        int pieces = Math.max(1, (first > 0 ? 1 : 0) + rest);
        Latch whole = new Latch(pieces, there::down);
        long sent = 0;
        for (int piece = 0; piece < pieces; piece++) {
            boolean isFirst = first > 0 && piece == 0;
            int place = first > 0 ? piece - 1 : piece;
            long size = isFirst ? first : rest == 0 ? 0 : PlanExecutor.part(bytes - first, rest, place);
            sent += size;
            long end = start + sent;
            executor.network().send(source, target, size, channel, now -> {
                arrived(line, end, now);
                whole.down();
            });
        }
        if (needed <= line.acknowledged) {
            handed.down();
        } else {
            line.waiting.add(new Handed(needed, handed));
            watch(line);
        }
    }

    private int pieces(long bytes) {
        if (bytes == 0) {
            return 0;
        }
        if (!cuts) {
            return 1;
        }
        long largest = Math.max(1, capacity / STEPS);
        return (int) Math.min(STEPS + 1, (bytes - 1) / largest + 1);
    }

    private Line line(int source, int target, int channel) {
        long key = ((long) source << 32 | target) * executor.connections() + channel;
        return lines.computeIfAbsent(key, any -> new Line(executor.latencyNanos(target, source, channel)));
    }

    private void arrived(Line line, long end, long now) {
        line.ends.enqueue(end);
        line.times.enqueue(BeyondTimeException.sum(now, line.returnNanos));
        release(line, now);
    }

    /** Takes note of what is acknowledged by now. */
    private static void note(Line line, long now) {
        while (!line.times.isEmpty() && line.times.firstLong() <= now) {
            line.times.dequeueLong();
            line.acknowledged = Math.max(line.acknowledged, line.ends.dequeueLong());
        }
    }

    /** Tells whom there is room for by now. */
    private void release(Line line, long now) {
        note(line, now);
        while (!line.waiting.isEmpty() && line.waiting.peek().needed <= line.acknowledged) {
            line.waiting.remove().latch.down();
        }
        watch(line);
    }

    /** Comes back when the next word is there, if somebody waits for it. */
    private void watch(Line line) {
        if (!line.isWatched && !line.waiting.isEmpty() && !line.times.isEmpty()) {
            line.isWatched = true;
            executor.loop().schedule(line.times.firstLong(), EventPriority.ARRIVAL, now -> {
                line.isWatched = false;
                release(line, now);
            });
        }
    }
}
