package org.longhaul.wire.lab;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Counts what passes a {@link DelayStage}; one thread counts passed packets, any reads. */
final class StageCounter {
    /** A bucket of lateness holds from 2^(b-1) to 2^b microseconds; the first what is below one. */
    private static final int BUCKETS = 32;

    private static final double TAIL = 0.99;
    private static final long NANOS_PER_MICROSECOND = 1_000;

    private final AtomicLong packets = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong lateNanos = new AtomicLong();
    private final AtomicLong latestNanos = new AtomicLong();
    private final AtomicLongArray late = new AtomicLongArray(BUCKETS);

    void passed(int length, long nanos) {
        packets.setRelease(packets.getPlain() + 1);
        bytes.setRelease(bytes.getPlain() + length);
        lateNanos.setRelease(lateNanos.getPlain() + nanos);
        if (nanos > latestNanos.getPlain()) {
            latestNanos.setRelease(nanos);
        }
        int bucket = Math.min(
                BUCKETS - 1, Long.SIZE - Long.numberOfLeadingZeros(Math.max(0, nanos) / NANOS_PER_MICROSECOND));
        late.setRelease(bucket, late.getPlain(bucket) + 1);
    }

    /** Drawn as lost. */
    void lost() {
        lost.incrementAndGet();
    }

    /** There was no room. */
    void overrun() {
        dropped.incrementAndGet();
    }

    /** The device did not take it. */
    void refused() {
        dropped.incrementAndGet();
    }

    /** All counts, as {@link StageCounts#read} understands them. */
    String line() {
        long all = packets.get();
        long mean = all == 0 ? 0 : lateNanos.get() / all;
        return LongStream.of(all, bytes.get(), lost.get(), dropped.get(), mean, tailNanos(all), latestNanos.get())
                .mapToObj(Long::toString)
                .collect(Collectors.joining(StageProgram.SEPARATOR));
    }

    private long tailNanos(long all) {
        long below = 0;
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            below += late.get(bucket);
            if (below >= all * TAIL) {
                return all == 0 ? 0 : NANOS_PER_MICROSECOND << bucket;
            }
        }
        return latestNanos.get();
    }
}
