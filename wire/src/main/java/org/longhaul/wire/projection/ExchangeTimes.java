package org.longhaul.wire.projection;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.longhaul.wire.record.ClockReading;
import org.longhaul.wire.record.Clocks;
import org.longhaul.wire.record.RankRecord;
import org.longhaul.wire.record.SpanKind;
import org.longhaul.wire.record.SpanName;
import org.longhaul.wire.record.WireSpan;
import org.longhaul.wire.record.WireStall;
import org.longhaul.wire.record.WireStep;
import org.longhaul.wire.record.WireUnit;

/**
 * Splits what members spent in exchanges into waiting for the last member to come and exchanging. An exchange that is awaited
 * later has come at a member when that has begun it.
 */
final class ExchangeTimes {
    private final Clocks clocks;
    private final WireUnit unit;
    private final MadeSteps steps;
    private final long[] exchange;
    private final long[] wait;
    private final List<List<WireStall>> stalls;
    private final List<MeasuredExchange> all = new ArrayList<>();
    /** Those that travelled when their session ended. */
    private final Set<Place> open = new HashSet<>();
    /** Those that are awaited later, by step and place among these. */
    private final Map<Place, Open> begun = new HashMap<>();

    private ExchangeTimes(Clocks clocks, WireUnit unit, List<RankRecord> ranks, MadeSteps steps) {
        this.clocks = clocks;
        this.unit = unit;
        this.steps = steps;
        this.exchange = new long[ranks.size()];
        this.wait = new long[ranks.size()];
        this.stalls = ranks.stream().map(RankRecord::stalls).toList();
    }

    private record Place(long step, int index) {}

    private static final class Open {
        private final long step;
        private final SpanName name;
        private final Set<Integer> came = new TreeSet<>();
        private int index;
        private long bytes;
        private long last = Long.MIN_VALUE;
        private int lastMember;
        private int ended;
        private long end = Long.MIN_VALUE;

        Open(long step, int index, SpanName name) {
            this.step = step;
            this.index = index;
            this.name = name;
        }

        List<Integer> members() {
            return Objects.requireNonNull(name.members());
        }

        void arrived(int rank, long nanos, long size) {
            came.add(rank);
            if (nanos > last) {
                last = nanos;
                lastMember = rank;
            }
            bytes = Math.max(bytes, size);
        }

        /** @return whether all members have their results */
        boolean ended(long nanos) {
            end = Math.max(end, nanos);
            ended++;
            return ended == members().size();
        }

        MeasuredExchange measured() {
            return new MeasuredExchange(
                    step,
                    index,
                    name.kind() == SpanKind.BEGIN,
                    name.label(),
                    name.operation(),
                    List.copyOf(came),
                    bytes,
                    lastMember,
                    last,
                    Math.max(end, last));
        }
    }

    static ExchangeTimes of(List<ClockReading> readings, WireUnit unit, List<RankRecord> ranks, MadeSteps steps) {
        ExchangeTimes times = new ExchangeTimes(new Clocks(readings), unit, ranks, steps);
        for (int i = 0; i < steps.count(); i++) {
            List<WireStep> step = new ArrayList<>();
            for (int rank = 0; rank < ranks.size(); rank++) {
                step.add(steps.step(rank, i));
            }
            if (i > 0 && steps.isLast(i - 1)) {
                // What travelled when the session broke never came.
                times.close();
            }
            times.add(i + 1L, step);
        }
        times.close();
        return times;
    }

    private void close() {
        open.addAll(begun.keySet());
        begun.clear();
    }

    private void add(long number, List<WireStep> byRank) {
        Map<Integer, Open> here = new TreeMap<>();
        int most = 0;
        for (int rank = 0; rank < byRank.size(); rank++) {
            int later = 0;
            for (WireSpan span : byRank.get(rank).spans()) {
                SpanKind kind = span.name().kind();
                if (kind == SpanKind.BEGIN) {
                    Open open = begun.computeIfAbsent(
                            new Place(number, later++), place -> new Open(number, place.index, span.name()));
                    most = Math.max(most, later);
                    if (span.name().includes(rank)) {
                        arrive(open, byRank, rank, span, span.endNanos());
                    }
                } else if (kind == SpanKind.EXCHANGE) {
                    Open open = here.computeIfAbsent(span.exchange(), index -> new Open(number, index, span.name()));
                    if (span.name().includes(rank)) {
                        arrive(open, byRank, rank, span, reallyCame(rank, span));
                    }
                }
            }
        }
        for (Open open : here.values()) {
            open.index = most++;
        }
        for (int rank = 0; rank < byRank.size(); rank++) {
            for (WireSpan span : byRank.get(rank).spans()) {
                split(number, rank, byRank.get(rank), span, here);
            }
        }
    }

    private void arrive(Open open, List<WireStep> byRank, int rank, WireSpan span, long nanos) {
        if (!open.name.label().equals(span.name().label())
                || !open.members().equals(span.name().members())) {
            throw new IllegalArgumentException("exchange " + span.exchange() + " of "
                    + steps.name(Math.toIntExact(open.step - 1)) + " of " + unit.label() + " is '" + open.name.label()
                    + "' at one member and '"
                    + span.name().label() + "' at rank " + rank + "; members must make the same exchanges");
        }
        open.arrived(rank, common(byRank.get(rank), rank, nanos), span.bytes());
    }

    private long common(WireStep step, int rank, long nanos) {
        return clocks.common(step.session(), rank, nanos);
    }

    /** Who does nothing at all in an exchange comes to it when it goes on. */
    private long reallyCame(int rank, WireSpan span) {
        long came = span.beginNanos();
        for (WireStall stall : stalls.get(rank)) {
            came = stall.within(came, span.endNanos()) > 0 ? Math.min(span.endNanos(), stall.endNanos()) : came;
        }
        return came;
    }

    private void split(long number, int rank, WireStep step, WireSpan span, Map<Integer, Open> here) {
        SpanKind kind = span.name().kind();
        if (kind.isOwnWork()) {
            return;
        }
        long nanos = span.nanos() - WorkTimes.stalled(span, stalls.get(rank));
        if (kind == SpanKind.BEGIN) {
            exchange[rank] += nanos;
            return;
        }
        Place place = new Place(number - span.stepsAgo(), span.exchange());
        Open open = kind == SpanKind.AWAIT ? begun.get(place) : here.get(span.exchange());
        if (open == null || !open.members().contains(rank)) {
            exchange[rank] += nanos;
            return;
        }
        long waited = open.last - common(step, rank, span.beginNanos()) - (span.nanos() - nanos);
        long waiting = Math.max(0, Math.min(nanos, waited));
        wait[rank] += waiting;
        exchange[rank] += nanos - waiting;
        if (open.ended(common(step, rank, span.endNanos()))) {
            all.add(open.measured());
            begun.remove(place, open);
        }
    }

    long exchangeNanos(int rank) {
        return exchange[rank];
    }

    long waitNanos(int rank) {
        return wait[rank];
    }

    boolean isOpen(long step, int index) {
        return open.contains(new Place(step, index));
    }

    List<MeasuredExchange> all() {
        return List.copyOf(all);
    }
}
