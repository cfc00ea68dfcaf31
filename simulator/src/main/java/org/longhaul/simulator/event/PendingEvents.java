package org.longhaul.simulator.event;

import java.util.Arrays;

/**
 * The events after the present instant: a monotone radix queue over nanoseconds.
 *
 * <p>An entry lies in the bucket given by the highest base-64 digit in which its time differs from the last instant taken
 * out, and by that digit. Only the lowest bucket is ever opened; its entries then fall to lower digits. Entries of equal
 * time always share a bucket and keep their order, so the sequence needs no storing. Cancelled entries are dropped where
 * they are met, and swept out when they outnumber the others.
 *
 * @see <a href="https://doi.org/10.1145/77600.77615">Ahuja, Mehlhorn, Orlin, Tarjan, "Faster algorithms for the shortest
 *     path problem", Journal of the ACM 37(2), 1990: radix heaps</a>
 */
final class PendingEvents {

    /** Returned when no event is left before the horizon. */
    static final long NONE = -1;

    private static final int DIGIT_BITS = 6;
    private static final int RADIX = 1 << DIGIT_BITS;
    private static final int LEVELS = (63 + DIGIT_BITS - 1) / DIGIT_BITS;

    private final ActionSlots slots;
    private final long[][] times = new long[LEVELS * RADIX][];
    private final int[][] entries = new int[LEVELS * RADIX][];
    private final int[] sizes = new int[LEVELS * RADIX];
    private final long[] occupiedDigits = new long[LEVELS];
    private int occupiedLevels;
    private long last;
    private int size;
    private int cancelled;

    PendingEvents(ActionSlots slots) {
        this.slots = slots;
    }

    /** Adds an entry; its time is after the last instant taken out. */
    void add(long timeNanos, int slot) {
        int level = (63 - Long.numberOfLeadingZeros(timeNanos ^ last)) / DIGIT_BITS;
        int digit = (int) (timeNanos >>> (level * DIGIT_BITS)) & (RADIX - 1);
        append(level, digit, timeNanos, slot);
        size++;
    }

    void noteCancelled() {
        if (++cancelled > 1024 && cancelled > size / 2) {
            sweep();
        }
    }

    /**
     * Moves all events of the next instant to the queue of the present, unless it lies after the horizon.
     *
     * @return that instant, or {@link #NONE}
     */
    long moveNextInstant(InstantQueue instant, long horizonNanos) {
        while (occupiedLevels != 0) {
            int level = Integer.numberOfTrailingZeros(occupiedLevels);
            int digit = Long.numberOfTrailingZeros(occupiedDigits[level]);
            int bucket = level * RADIX + digit;
            long earliest = earliest(bucket);
            if (earliest > horizonNanos && earliest != Long.MAX_VALUE) {
                return NONE;
            }
            long[] bucketTimes = times[bucket];
            int[] bucketEntries = entries[bucket];
            int count = sizes[bucket];
            empty(level, digit);
            if (earliest == Long.MAX_VALUE) {
                discard(bucketEntries, count);
                continue;
            }
            last = earliest;
            distribute(bucketTimes, bucketEntries, count, instant);
            return earliest;
        }
        return NONE;
    }

    private long earliest(int bucket) {
        long[] bucketTimes = times[bucket];
        int count = sizes[bucket];
        if (bucket < RADIX && !slots.isCancelled(entries[bucket][0])) {
            return bucketTimes[0];
        }
        long earliest = Long.MAX_VALUE;
        for (int i = 0; i < count; i++) {
            if (bucketTimes[i] < earliest && !slots.isCancelled(entries[bucket][i])) {
                earliest = bucketTimes[i];
            }
        }
        return earliest;
    }

    private void distribute(long[] bucketTimes, int[] bucketEntries, int count, InstantQueue instant) {
        for (int i = 0; i < count; i++) {
            int slot = bucketEntries[i];
            if (slots.isCancelled(slot)) {
                slots.release(slot);
                cancelled--;
                size--;
            } else if (bucketTimes[i] == last) {
                instant.add(slot);
                size--;
            } else {
                int level = (63 - Long.numberOfLeadingZeros(bucketTimes[i] ^ last)) / DIGIT_BITS;
                int digit = (int) (bucketTimes[i] >>> (level * DIGIT_BITS)) & (RADIX - 1);
                append(level, digit, bucketTimes[i], slot);
            }
        }
    }

    private void discard(int[] bucketEntries, int count) {
        for (int i = 0; i < count; i++) {
            slots.release(bucketEntries[i]);
        }
        cancelled -= count;
        size -= count;
    }

    private void append(int level, int digit, long timeNanos, int slot) {
        int bucket = level * RADIX + digit;
        long[] bucketTimes = times[bucket];
        int count = sizes[bucket];
        if (bucketTimes == null) {
            times[bucket] = new long[8];
            entries[bucket] = new int[8];
        } else if (count == bucketTimes.length) {
            times[bucket] = Arrays.copyOf(bucketTimes, count * 2);
            entries[bucket] = Arrays.copyOf(entries[bucket], count * 2);
        }
        times[bucket][count] = timeNanos;
        entries[bucket][count] = slot;
        sizes[bucket] = count + 1;
        occupiedDigits[level] |= 1L << digit;
        occupiedLevels |= 1 << level;
    }

    private void empty(int level, int digit) {
        sizes[level * RADIX + digit] = 0;
        occupiedDigits[level] &= ~(1L << digit);
        if (occupiedDigits[level] == 0) {
            occupiedLevels &= ~(1 << level);
        }
    }

    private void sweep() {
        for (int bucket = 0; bucket < sizes.length; bucket++) {
            int kept = 0;
            for (int i = 0; i < sizes[bucket]; i++) {
                int slot = entries[bucket][i];
                if (slots.isCancelled(slot)) {
                    slots.release(slot);
                    size--;
                } else {
                    times[bucket][kept] = times[bucket][i];
                    entries[bucket][kept++] = slot;
                }
            }
            if (kept == 0 && sizes[bucket] > 0) {
                empty(bucket / RADIX, bucket % RADIX);
            }
            sizes[bucket] = kept;
        }
        cancelled = 0;
    }
}
