package org.longhaul.simulator.collective.execution;

import it.unimi.dsi.fastutil.ints.Int2ObjectLinkedOpenHashMap;
import it.unimi.dsi.fastutil.longs.Long2ObjectLinkedOpenHashMap;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.collective.LibraryProfile;
import org.longhaul.simulator.collective.TransferPlan;
import org.longhaul.simulator.event.BeyondTimeException;
import org.longhaul.simulator.event.EventPriority;

/**
 * A plan as a library carries it out: transfers are cut into segments, and a segment is sent as soon as what it is made of has
 * arrived and what the pair has to send before it has been begun. So rounds have no end in common, and a network that slows a
 * pair down slows down only who depends on it.
 *
 * <p><b>Room.</b> Where the library's receivers tell when they have room ({@link LibraryProfile#postedSegments}), each such word
 * is a transfer of its own the other way, and the next one follows when the hosts are done with a segment, unless the library
 * {@linkplain LibraryProfile#gathersAtOnce gathers at once}.
 *
 * <p><b>Ends.</b> A participant is done when all that it receives is there and the buffers hold what it still has to send
 * ({@link org.longhaul.simulator.collective.HandOver}).
 *
 * <p><b>Fewer segments.</b> A plan that would take more than {@value #MOST_SEGMENTS} segments takes larger ones, two at least
 * of each transfer. One of m times the size takes the waits of m: the rate of a pair stays what it was, and what a ring takes to
 * fill grows by less than a segment's time a host.
 */
final class PipelinedExecution {

    /** Segments of a plan beyond which they are made larger. */
    static final int MOST_SEGMENTS = 1 << 16;
    /** A message without data: the preamble of Gloo's operations, six words of eight bytes. */
    private static final long WORD_BYTES = 48;

    private final PlanExecutor executor;
    private final TransferPlan plan;
    private final LibraryProfile library;
    private final int posted;
    private final PlanListener listener;
    private final Long2ObjectLinkedOpenHashMap<SegmentLine> lines = new Long2ObjectLinkedOpenHashMap<>();
    private final @Nullable SendBuffers buffers;
    private final long[] pending;
    private int unfinished;

    PipelinedExecution(PlanExecutor executor, TransferPlan plan, LibraryProfile library, PlanListener listener) {
        this.executor = executor;
        this.plan = plan;
        this.library = library;
        this.posted = library.posted(plan);
        this.listener = listener;
        this.buffers = library.handOver().isEarly()
                ? new SendBuffers(executor, library.handOver().bytesPerConnection(executor.connections()), false)
                : null;
        this.pending = new long[plan.participants()];
        this.unfinished = plan.participants();
    }

    void start() {
        int sends = expand();
        cut(Math.max(2, MOST_SEGMENTS / Math.max(1, sends)));
        for (int participant = 0; participant < pending.length; participant++) {
            finishIfDone(participant);
        }
        for (SegmentLine line : lines.values()) {
            for (int i = 0; i < posted && line.unposted > 0; i++) {
                post(line);
            }
        }
        for (SegmentLine line : lines.values()) {
            advance(line);
        }
    }

    private int expand() {
        List<Int2ObjectLinkedOpenHashMap<List<SegmentedSend>>> received = new ArrayList<>();
        for (int participant = 0; participant < plan.participants(); participant++) {
            received.add(new Int2ObjectLinkedOpenHashMap<>());
        }
        int count = 0;
        List<SegmentedSend> ofRound = new ArrayList<>();
        List<SegmentLine> lineOf = new ArrayList<>();
        for (int round = 0; round < plan.rounds(); round++) {
            ofRound.clear();
            lineOf.clear();
            for (int participant = 0; participant < plan.participants(); participant++) {
                int source = participant;
                plan.sends(round, source, (target, first, chunks, reduce) -> {
                    SegmentedSend send = new SegmentedSend(
                            target, plan.chunkBytes(0, first), plan.chunkBytes(first, chunks), plan.bytes());
                    received.get(source).values().forEach(earlier -> need(send, earlier));
                    SegmentLine line =
                            lines.computeIfAbsent((long) source << 32 | target, key -> new SegmentLine(source, target));
                    line.sends.add(send);
                    ofRound.add(send);
                    lineOf.add(line);
                });
            }
            for (int i = 0; i < ofRound.size(); i++) {
                SegmentLine line = lineOf.get(i);
                received.get(line.target)
                        .computeIfAbsent(line.source, key -> new ArrayList<>())
                        .add(ofRound.get(i));
            }
            count += ofRound.size();
        }
        return count;
    }

    // A source's transfers arrive in their order: when any of one is there, all before it are.
    private static void need(SegmentedSend send, List<SegmentedSend> earlier) {
        for (int i = earlier.size() - 1; i >= 0; i--) {
            if (earlier.get(i).overlaps(send)) {
                send.needs(earlier.get(i));
            }
            if (earlier.get(i).covers(send)) {
                return;
            }
        }
    }

    private void cut(int most) {
        for (SegmentLine line : lines.values()) {
            for (SegmentedSend send : line.sends) {
                send.segments = (int) Math.max(1, Math.min(most, library.segments(plan, send.bytes)));
                // A segment of m times the size has the headers of m.
                send.headerBytes = library.headerBytes(plan, send.bytes);
                pending[line.source] += send.segments;
                pending[line.target] += send.segments;
                line.unposted += send.segments;
                line.largestSegment = Math.max(line.largestSegment, (send.bytes + send.segments - 1) / send.segments);
            }
        }
    }

    // The receiver tells the sender that it has room for one more segment.
    private void post(SegmentLine line) {
        if (line.unposted == 0) {
            return;
        }
        line.unposted--;
        long posted = executor.loop().nowNanos();
        executor.network().send(plan.node(line.target), plan.node(line.source), WORD_BYTES, 0, now -> {
            // A segment of m times the size stands for m words and m ways there, of which the network takes one each.
            double times = Math.max(1, (double) line.largestSegment / library.segmentBytes());
            long wait = Math.round((2 * times - 2) * (now - posted));
            if (wait == 0) {
                hasRoom(line);
            } else {
                after(wait, () -> hasRoom(line));
            }
        });
    }

    private void hasRoom(SegmentLine line) {
        line.room++;
        advance(line);
    }

    private void advance(SegmentLine line) {
        while (line.hasMore() && (posted == 0 || line.room > 0)) {
            SegmentedSend send = line.next();
            int segment = line.segment();
            if (!send.isReady(segment, line)) {
                return;
            }
            line.begun();
            line.room--;
            long bytes = send.segmentBytes(segment);
            long sent = bytes + send.headerBytes(segment);
            int source = plan.node(line.source);
            int target = plan.node(line.target);
            if (buffers == null) {
                executor.send(source, target, sent, () -> arrived(line, send, bytes));
            } else if (buffers.send(
                    source, target, sent, () -> oneLess(line.source), () -> arrived(line, send, bytes))) {
                oneLess(line.source);
            }
        }
    }

    private void arrived(SegmentLine line, SegmentedSend send, long bytes) {
        long nanos = Math.round(bytes * library.hostSecondsPerByte() * 1e9);
        if (nanos == 0) {
            taken(line, send);
        } else {
            after(nanos, () -> taken(line, send));
        }
    }

    private void taken(SegmentLine line, SegmentedSend send) {
        if (posted > 0) {
            post(line);
        }
        send.segmentArrived().forEach(this::advance);
        if (buffers == null) {
            oneLess(line.source);
        }
        oneLess(line.target);
    }

    private void oneLess(int participant) {
        pending[participant]--;
        finishIfDone(participant);
    }

    private void after(long nanos, Runnable action) {
        executor.loop()
                .schedule(
                        BeyondTimeException.sum(executor.loop().nowNanos(), nanos),
                        EventPriority.CHANGE,
                        now -> action.run());
    }

    private void finishIfDone(int participant) {
        if (pending[participant] == 0) {
            listener.participantDone(participant);
            if (--unfinished == 0) {
                listener.planDone();
            }
        }
    }
}
