package org.longhaul.wire.projection;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.longhaul.wire.record.ClockReading;
import org.longhaul.wire.record.Clocks;
import org.longhaul.wire.record.RankRecord;
import org.longhaul.wire.record.SpanKind;
import org.longhaul.wire.record.SpanName;
import org.longhaul.wire.record.WireSpan;
import org.longhaul.wire.record.WireStep;
import org.longhaul.wire.record.WireUnit;

/**
 * Splits what members spent in exchanges into waiting for the last member to come and exchanging. An exchange that is awaited
 * later has come at a member when that has begun it.
 */
final class ExchangeTimes {
    private final Clocks clocks;
    private final WireUnit unit;
    private final long[] exchange;
    private final long[] wait;
    private final List<MeasuredExchange> all = new ArrayList<>();
    /** Those that are awaited later, by step and place among these. */
    private final Map<Place, Open> begun = new HashMap<>();

    private ExchangeTimes(Clocks clocks, WireUnit unit, int members) {
        this.clocks = clocks;
        this.unit = unit;
        this.exchange = new long[members];
        this.wait = new long[members];
    }

    private record Place(long step, int index) {}

    private static final class Open {
        private final long step;
        private final SpanName name;
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
                    members(),
                    bytes,
                    lastMember,
                    last,
                    Math.max(end, last));
        }
    }

    static ExchangeTimes of(List<ClockReading> readings, WireUnit unit, List<RankRecord> ranks, int steps) {
        ExchangeTimes times = new ExchangeTimes(new Clocks(readings), unit, ranks.size());
        for (int i = 0; i < steps; i++) {
            List<WireStep> step = new ArrayList<>();
            for (RankRecord rank : ranks) {
                step.add(rank.steps().get(i));
            }
            times.add(i + 1L, step);
        }
        return times;
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
                            new Place(number, later++), place -> new Open(number, span.exchange(), span.name()));
                    open.index = later - 1;
                    most = Math.max(most, later);
                    if (span.name().includes(rank)) {
                        arrive(open, byRank, rank, span, span.endNanos());
                    }
                } else if (kind == SpanKind.EXCHANGE) {
                    Open open = here.computeIfAbsent(span.exchange(), index -> new Open(number, index, span.name()));
                    if (span.name().includes(rank)) {
                        arrive(open, byRank, rank, span, span.beginNanos());
                    }
                }
            }
        }
        for (Open open : here.values()) {
            open.index = most++;
        }
        for (int rank = 0; rank < byRank.size(); rank++) {
            for (WireSpan span : byRank.get(rank).spans()) {
                split(rank, byRank.get(rank), span, here);
            }
        }
    }

    private void arrive(Open open, List<WireStep> byRank, int rank, WireSpan span, long nanos) {
        if (!open.name.label().equals(span.name().label())
                || !open.members().equals(span.name().members())) {
            throw new IllegalArgumentException("exchange " + span.exchange() + " of step " + open.step + " of "
                    + unit.label() + " is '" + open.name.label() + "' at one member and '"
                    + span.name().label() + "' at rank " + rank + "; members must make the same exchanges");
        }
        open.arrived(rank, common(byRank.get(rank), rank, nanos), span.bytes());
    }

    private long common(WireStep step, int rank, long nanos) {
        return clocks.common(step.session(), rank, nanos);
    }

    private void split(int rank, WireStep step, WireSpan span, Map<Integer, Open> here) {
        SpanKind kind = span.name().kind();
        if (kind.isOwnWork()) {
            return;
        }
        if (kind == SpanKind.BEGIN) {
            exchange[rank] += span.nanos();
            return;
        }
        Place place = new Place(step.step() - span.stepsAgo(), span.exchange());
        Open open = kind == SpanKind.AWAIT ? begun.get(place) : here.get(span.exchange());
        if (open == null || !open.members().contains(rank)) {
            exchange[rank] += span.nanos();
            return;
        }
        long waited = open.last - common(step, rank, span.beginNanos());
        long waiting = Math.max(0, Math.min(span.nanos(), waited));
        wait[rank] += waiting;
        exchange[rank] += span.nanos() - waiting;
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

    List<MeasuredExchange> all() {
        return List.copyOf(all);
    }
}
