package org.longhaul.wire.record;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.Multimaps;
import java.util.Comparator;
import java.util.List;

/**
 * Brings times of several hosts together: between two readings of a clock its offset changes in proportion to the time, before the
 * first and after the last it goes on in the same way. A member without a reading has the clock of rank 0.
 */
public final class Clocks {
    /** Each member's, in order of its clock. */
    private final ImmutableListMultimap<Member, ClockReading> readings;

    private record Member(int session, int rank) {}

    public Clocks(List<ClockReading> readings) {
        this.readings = Multimaps.index(
                readings.stream()
                        .sorted(Comparator.comparingLong(ClockReading::atNanos))
                        .toList(),
                reading -> new Member(reading.session(), reading.rank()));
    }

    /** A time of a member's clock by the clock of rank 0. */
    public long common(int session, int rank, long nanos) {
        List<ClockReading> own = readings.get(new Member(session, rank));
        if (own.isEmpty()) {
            return nanos;
        }
        ClockReading first = own.get(0);
        if (own.size() == 1) {
            return nanos + first.offsetNanos();
        }
        int after = 1;
        while (after < own.size() - 1 && own.get(after).atNanos() < nanos) {
            after++;
        }
        ClockReading before = own.get(after - 1);
        ClockReading next = own.get(after);
        long apart = next.atNanos() - before.atNanos();
        if (apart == 0) {
            return nanos + before.offsetNanos();
        }
        double share = (double) (nanos - before.atNanos()) / apart;
        return nanos + before.offsetNanos() + Math.round(share * (next.offsetNanos() - before.offsetNanos()));
    }

    /** Largest bound of an error of any reading; 0 where all have one clock. */
    public long errorNanos() {
        return readings.values().stream()
                .mapToLong(ClockReading::errorNanos)
                .max()
                .orElse(0);
    }
}
