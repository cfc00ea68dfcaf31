package org.longhaul.simulator.collective;

import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.network.estimate.TermSeconds;
import org.longhaul.simulator.network.estimate.TimeTerm;

/**
 * When the parts of the vector are where a plan wants them, if its transfers are cut into segments and each segment goes on as
 * soon as what it is made of is there and its pair has sent what comes before it. Of what a transfer brings, the first and the
 * last segment are followed; those between are taken to come evenly. Each time comes with what the chain of waits behind it is
 * made of.
 *
 * <p>A transfer over n segments begins when its first one is there. It ends when all its bytes are sent at the pair's rate, but
 * not before its last segment is there and sent. So a ring is as fast as its slowest pair where that is busy all the time, and as
 * the sum of all its ways where none is.
 *
 * <p><b>Room.</b> Where receivers have room for m segments, m are sent at once, and the next one when there is room again: after a
 * way there, a segment's own time, the hosts' and a way back.
 *
 * <p>Not thread-safe.
 */
final class SegmentTimes implements RoundTimes {

    /** Parts of the vector that are told apart at all participants together: what a program can afford to remember. */
    private static final int MOST_PARTS = 1 << 16;

    private final LibraryProfile library;
    private final TransferPlan plan;
    private final int posted;
    private final int chunks;
    private final int parts;
    /** By participant, then part; null for what it has had from the start. */
    private final @Nullable Arrival[][] there;

    private final List<Coming> coming = new ArrayList<>();
    private final Long2ObjectOpenHashMap<Line> lines = new Long2ObjectOpenHashMap<>();
    private final TermSeconds sending = new TermSeconds();
    private final TermSeconds begun = new TermSeconds();
    private final TermSeconds ended = new TermSeconds();
    private final TermSeconds last = new TermSeconds();
    private double lastSeconds;

    /** When a part of the vector is at a participant. */
    private static final class Arrival {
        double firstSeconds;
        double lastSeconds;
        final TermSeconds first = new TermSeconds();
        final TermSeconds last = new TermSeconds();

        void delayTo(Arrival other) {
            if (other.firstSeconds > firstSeconds) {
                firstSeconds = other.firstSeconds;
                first.copy(other.first);
            }
            if (other.lastSeconds > lastSeconds) {
                lastSeconds = other.lastSeconds;
                last.copy(other.last);
            }
        }
    }

    /** What comes in a round. */
    private record Coming(int participant, int part, Arrival arrival) {}

    /** What a pair has been given. */
    private static final class Line {
        /** When its last byte is sent. */
        double freeSeconds;

        final TermSeconds terms = new TermSeconds();
    }

    /** All participants of a plan have what they begin with. */
    SegmentTimes(LibraryProfile library, TransferPlan plan) {
        this.library = library;
        this.plan = plan;
        posted = library.posted(plan);
        chunks = Math.max(1, plan.chunks());
        int participants = Math.max(1, plan.participants());
        parts = Math.max(1, Math.min(chunks, MOST_PARTS / participants));
        there = new @Nullable Arrival[participants][parts];
    }

    @Override
    public double begin(RoundTransfer transfer) {
        Arrival needed = needed(transfer, 0);
        return Math.max(needed == null ? 0 : needed.firstSeconds, line(transfer).freeSeconds);
    }

    @Override
    public void add(RoundTransfer transfer, TermSeconds terms) {
        Line line = line(transfer);
        double latency = terms.get(TimeTerm.LATENCY);
        sending.copy(terms);
        sending.set(TimeTerm.LATENCY, 0);
        double seconds = sending.total();
        long segments = Math.max(1, library.segments(plan, transfer.bytes()));
        double alone = seconds / segments;
        double work = (double) transfer.bytes() / segments * library.hostSecondsPerByte();

        Arrival needed = needed(transfer, 0);
        double begin = line.freeSeconds;
        begun.copy(line.terms);
        if (needed != null && needed.firstSeconds > begin) {
            begin = needed.firstSeconds;
            begun.copy(needed.first);
        }
        double paced = seconds;
        double roomAgain = seconds;
        if (posted > 0 && posted < Integer.MAX_VALUE && transfer.path().length() > 0) {
            // Segments go out in groups for which there is room; a group has room again a round trip after it was sent.
            double cycle = latency + transfer.path().backLatencySeconds() + alone + work;
            long groupsBefore = (segments - 1) / posted;
            paced = Math.max(seconds, groupsBefore * cycle + (segments - groupsBefore * posted) * alone);
            long groups = segments / posted;
            roomAgain = Math.max(paced, groups * cycle + segments % posted * alone);
        }
        double end = begin + paced;
        ended.copy(begun);
        ended.add(sending, 1);
        plus(ended, TimeTerm.LIBRARY, paced - seconds);
        int pieces = pieces(transfer);
        for (int piece = 0; piece < pieces; piece++) {
            Arrival part = needed(transfer, piece);
            // What comes after this part, and its last segment.
            double left = 1 - (piece + 1.0) / pieces + 1.0 / segments;
            if (part != null && part.lastSeconds + left * seconds > end) {
                end = part.lastSeconds + left * seconds;
                ended.copy(part.last);
                plus(ended, sending, left);
            }
        }
        line.freeSeconds = end + roomAgain - paced;
        line.terms.copy(ended);
        plus(line.terms, TimeTerm.LIBRARY, roomAgain - paced);
        arrive(transfer, begin, end, alone, latency, work, 1.0 / segments);
    }

    /** Tells the target's parts of what began and ended so. */
    private void arrive(
            RoundTransfer transfer,
            double begin,
            double end,
            double alone,
            double latency,
            double work,
            double segment) {
        int pieces = pieces(transfer);
        for (int piece = 0; piece < pieces; piece++) {
            double before = (double) piece / pieces;
            double after = (piece + 1.0) / pieces;
            Arrival arrival = new Arrival();
            arrival.lastSeconds = begin + after * (end - begin) + latency + work;
            between(arrival.last, after);
            plus(arrival.last, TimeTerm.LATENCY, latency);
            plus(arrival.last, TimeTerm.LIBRARY, work);
            arrival.firstSeconds = begin + before * (end - begin) + alone + latency + work;
            between(arrival.first, before);
            plus(arrival.first, sending, segment);
            plus(arrival.first, TimeTerm.LATENCY, latency);
            plus(arrival.first, TimeTerm.LIBRARY, work);
            coming.add(new Coming(transfer.target(), part(transfer, piece), arrival));
        }
    }

    /** What a time between the beginning and the end of a transfer is made of. */
    private void between(TermSeconds terms, double part) {
        terms.clear();
        plus(terms, begun, 1 - part);
        plus(terms, ended, part);
    }

    @Override
    public void endRound() {
        for (Coming each : coming) {
            @Nullable Arrival[] parts = there[each.participant];
            Arrival known = parts[each.part];
            if (known == null) {
                parts[each.part] = each.arrival;
            } else {
                known.delayTo(each.arrival);
            }
            if (each.arrival.lastSeconds > lastSeconds) {
                lastSeconds = each.arrival.lastSeconds;
                last.copy(each.arrival.last);
            }
        }
        coming.clear();
    }

    @Override
    public double seconds() {
        return lastSeconds;
    }

    @Override
    public TermSeconds terms() {
        return last;
    }

    private @Nullable Arrival needed(RoundTransfer transfer, int piece) {
        return there[transfer.source()][part(transfer, piece)];
    }

    /** As how many pieces a transfer is followed: one at least, and no more than there are parts. */
    private int pieces(RoundTransfer transfer) {
        return Math.max(1, Math.min(transfer.chunks(), parts));
    }

    /** The part of the vector that a piece of a transfer lies in. */
    private int part(RoundTransfer transfer, int piece) {
        long chunk = transfer.first() + (long) piece * transfer.chunks() / pieces(transfer);
        return (int) (chunk % chunks * parts / chunks);
    }

    private Line line(RoundTransfer transfer) {
        Line line = lines.get(transfer.pair());
        if (line == null) {
            line = new Line();
            if (posted > 0) {
                // The receiver tells that it has room first.
                line.freeSeconds = transfer.path().backLatencySeconds();
                line.terms.set(TimeTerm.LATENCY, line.freeSeconds);
            }
            lines.put(transfer.pair(), line);
        }
        return line;
    }

    private static void plus(TermSeconds terms, TimeTerm term, double seconds) {
        terms.set(term, terms.get(term) + seconds);
    }

    private static void plus(TermSeconds terms, TermSeconds others, double times) {
        for (TimeTerm term : TimeTerm.values()) {
            plus(terms, term, times * others.get(term));
        }
    }
}
