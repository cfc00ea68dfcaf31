package org.longhaul.simulator.event;

import java.util.Arrays;

/**
 * The events after the present instant: a monotone radix queue over nanoseconds, of which the next few events are sorted.
 *
 * <p>An entry lies in the bucket given by the highest base-256 digit in which its time differs from the last instant taken
 * out, and by that digit. Only the lowest bucket is ever opened. A large one falls apart to lower digits; a small one is
 * sorted and becomes the <em>front</em>, from which instants are taken one after the other. Entries of equal time always
 * stay together and keep their order, so the sequence needs no storing. Cancelled entries are dropped where they are met,
 * and swept out when they outnumber the others. A handful of entries all lie in the front: most runs never have more, and need no
 * buckets.
 *
 * @see <a href="https://doi.org/10.1145/77600.77615">Ahuja, Mehlhorn, Orlin, Tarjan, "Faster algorithms for the shortest
 *     path problem", Journal of the ACM 37(2), 1990: radix heaps</a>
 * @see <a href="https://doi.org/10.1145/1103323.1103324">Tang, Goh, Thng, "Ladder queue: an O(1) priority queue structure
 *     for large-scale discrete event simulation", ACM TOMACS 15(3), 2005: sorting only what is next</a>
 */
final class PendingEvents {

    /** Returned when no event is left before the horizon. */
    static final long NONE = -1;

    private static final int DIGIT_BITS = 8;
    private static final int RADIX = 1 << DIGIT_BITS;
    private static final int LEVELS = 64 / DIGIT_BITS;
    private static final int WORDS = RADIX / 64;

    /** Entries up to which a bucket is sorted rather than split. */
    private static final int SORTED = 128;
    /** Entries above which the front is split again. */
    private static final int FRONT = 4 * SORTED;
    /** Entries up to which all that there are lie in the front. */
    private static final int FEW = 32;
    /** Bits of a sorting key that hold the place in the bucket. */
    private static final int PLACE_BITS = 7;

    private final ActionSlots slots;
    /** Pairs of time and entry: side by side, so that adding one touches one place in memory. */
    private long[][] buckets = {};

    private int[] sizes = {};
    private final long[] occupied = new long[LEVELS * WORDS];
    private int occupiedLevels;
    private long last;
    private int size;
    private int cancelled;

    private long[] frontTimes = new long[2 * FEW];
    private int[] frontEntries = new int[2 * FEW];
    private int frontHead;
    private int frontTail;
    /** All events before this time are in the front, if there are any in it. */
    private long frontEnd;

    private long[] keys = {};

    PendingEvents(ActionSlots slots) {
        this.slots = slots;
    }

    /** Adds an entry; its time is after the last instant taken out. */
    void add(long timeNanos, int entry) {
        size++;
        if (occupiedLevels == 0 && timeNanos < Long.MAX_VALUE) {
            addToFewOrMany(timeNanos, entry);
        } else {
            addToMany(timeNanos, entry);
        }
    }

    /** Adds an entry where all others lie in the front. */
    private void addToFewOrMany(long timeNanos, int entry) {
        if (frontTail - frontHead < FEW) {
            frontEnd = Long.MAX_VALUE;
            addToFront(timeNanos, entry);
            return;
        }
        if (frontEnd == Long.MAX_VALUE) {
            frontToBuckets();
        }
        addToMany(timeNanos, entry);
    }

    private void addToMany(long timeNanos, int entry) {
        if (timeNanos < frontEnd && frontHead < frontTail) {
            addToFront(timeNanos, entry);
        } else {
            append(timeNanos, entry);
        }
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
        while (true) {
            while (frontHead < frontTail && slots.isCancelled(frontEntries[frontHead])) {
                drop(frontEntries[frontHead++]);
            }
            if (frontHead < frontTail) {
                return moveFront(instant, horizonNanos);
            }
            if (occupiedLevels == 0) {
                return NONE;
            }
            int bucket = lowestBucket();
            if (sizes[bucket] <= SORTED) {
                sortToFront(bucket);
                continue;
            }
            long earliest = earliest(bucket);
            if (earliest > horizonNanos && earliest != Long.MAX_VALUE) {
                return NONE;
            }
            split(bucket, earliest, instant);
            if (earliest != Long.MAX_VALUE) {
                return earliest;
            }
        }
    }

    // --- the front ---

    private long moveFront(InstantQueue instant, long horizonNanos) {
        long time = frontTimes[frontHead];
        if (time > horizonNanos) {
            return NONE;
        }
        last = time;
        do {
            instant.add(frontEntries[frontHead++]);
            size--;
        } while (frontHead < frontTail && frontTimes[frontHead] == time);
        return time;
    }

    private void addToFront(long timeNanos, int entry) {
        if (frontTail == frontTimes.length) {
            makeRoomInFront();
            if (frontHead == frontTail) {
                append(timeNanos, entry);
                return;
            }
        }
        int at = frontTail++;
        while (at > frontHead && frontTimes[at - 1] > timeNanos) {
            frontTimes[at] = frontTimes[at - 1];
            frontEntries[at] = frontEntries[at - 1];
            at--;
        }
        frontTimes[at] = timeNanos;
        frontEntries[at] = entry;
    }

    /** A front that has grown long goes back to the buckets. */
    private void makeRoomInFront() {
        int length = frontTail - frontHead;
        if (length <= frontTimes.length / 2) {
            System.arraycopy(frontTimes, frontHead, frontTimes, 0, length);
            System.arraycopy(frontEntries, frontHead, frontEntries, 0, length);
            frontHead = 0;
            frontTail = length;
            return;
        }
        frontToBuckets();
    }

    private void frontToBuckets() {
        for (int i = frontHead; i < frontTail; i++) {
            append(frontTimes[i], frontEntries[i]);
        }
        frontHead = 0;
        frontTail = 0;
    }

    /** The lowest bucket, a small one, becomes the front. */
    private void sortToFront(int bucket) {
        long[] pairs = buckets[bucket];
        int count = sizes[bucket];
        empty(bucket);
        int level = bucket / RADIX;
        long begin = pairs[0] & (-1L << (level * DIGIT_BITS));
        frontEnd = begin + (1L << (level * DIGIT_BITS));
        if (frontEnd < 0) {
            frontEnd = Long.MAX_VALUE;
        }
        frontHead = 0;
        frontTail = 0;
        if (level * DIGIT_BITS + PLACE_BITS > 62) {
            for (int i = 0; i < count; i++) {
                addToFront(pairs[2 * i], (int) pairs[2 * i + 1]);
            }
            return;
        }
        int live = 0;
        for (int i = 0; i < count; i++) {
            int entry = (int) pairs[2 * i + 1];
            if (slots.isLive(entry)) {
                keys[live++] = (pairs[2 * i] - begin) << PLACE_BITS | i;
            } else {
                drop(entry);
            }
        }
        Arrays.sort(keys, 0, live);
        for (int i = 0; i < live; i++) {
            frontTimes[i] = begin + (keys[i] >>> PLACE_BITS);
            frontEntries[i] = (int) pairs[2 * ((int) keys[i] & (SORTED - 1)) + 1];
        }
        frontTail = live;
    }

    // --- the buckets ---

    private int lowestBucket() {
        int level = Integer.numberOfTrailingZeros(occupiedLevels);
        int word = level * WORDS;
        while (occupied[word] == 0) {
            word++;
        }
        return word * 64 + Long.numberOfTrailingZeros(occupied[word]);
    }

    private long earliest(int bucket) {
        long[] pairs = buckets[bucket];
        int count = sizes[bucket];
        long earliest = Long.MAX_VALUE;
        for (int i = 0; i < count; i++) {
            if (pairs[2 * i] < earliest && !slots.isCancelled((int) pairs[2 * i + 1])) {
                earliest = pairs[2 * i];
            }
        }
        return earliest;
    }

    /** Moves the earliest entries of a bucket to the queue of the present and the others to lower buckets. */
    private void split(int bucket, long earliest, InstantQueue instant) {
        long[] pairs = buckets[bucket];
        int count = sizes[bucket];
        empty(bucket);
        if (earliest != Long.MAX_VALUE) {
            last = earliest;
        }
        for (int i = 0; i < count; i++) {
            int entry = (int) pairs[2 * i + 1];
            if (slots.isCancelled(entry)) {
                drop(entry);
            } else if (pairs[2 * i] == earliest) {
                instant.add(entry);
                size--;
            } else {
                append(pairs[2 * i], entry);
            }
        }
    }

    private void drop(int entry) {
        slots.release(entry);
        cancelled--;
        size--;
    }

    private void append(long timeNanos, int entry) {
        int level = (63 - Long.numberOfLeadingZeros(timeNanos ^ last)) / DIGIT_BITS;
        int digit = (int) (timeNanos >>> (level * DIGIT_BITS)) & (RADIX - 1);
        int bucket = level * RADIX + digit;
        if (buckets.length == 0) {
            makeBuckets();
        }
        long[] pairs = buckets[bucket];
        int count = sizes[bucket];
        if (pairs == null) {
            pairs = new long[16];
            buckets[bucket] = pairs;
        } else if (2 * count == pairs.length) {
            pairs = Arrays.copyOf(pairs, 4 * count);
            buckets[bucket] = pairs;
        }
        pairs[2 * count] = timeNanos;
        pairs[2 * count + 1] = entry;
        sizes[bucket] = count + 1;
        if (count == 0) {
            occupied[bucket >>> 6] |= 1L << bucket;
            occupiedLevels |= 1 << level;
        }
    }

    private void makeBuckets() {
        buckets = new long[LEVELS * RADIX][];
        sizes = new int[LEVELS * RADIX];
        keys = new long[SORTED];
        frontTimes = Arrays.copyOf(frontTimes, FRONT);
        frontEntries = Arrays.copyOf(frontEntries, FRONT);
    }

    private void empty(int bucket) {
        sizes[bucket] = 0;
        occupied[bucket >>> 6] &= ~(1L << bucket);
        int level = bucket / RADIX;
        for (int word = level * WORDS; word < (level + 1) * WORDS; word++) {
            if (occupied[word] != 0) {
                return;
            }
        }
        occupiedLevels &= ~(1 << level);
    }

    private void sweep() {
        for (int bucket = 0; bucket < sizes.length; bucket++) {
            if (sizes[bucket] > 0) {
                sweep(bucket);
            }
        }
        int kept = frontHead;
        for (int i = frontHead; i < frontTail; i++) {
            if (slots.isCancelled(frontEntries[i])) {
                drop(frontEntries[i]);
            } else {
                frontTimes[kept] = frontTimes[i];
                frontEntries[kept++] = frontEntries[i];
            }
        }
        frontTail = kept;
    }

    private void sweep(int bucket) {
        long[] pairs = buckets[bucket];
        int kept = 0;
        for (int i = 0; i < sizes[bucket]; i++) {
            int entry = (int) pairs[2 * i + 1];
            if (slots.isCancelled(entry)) {
                drop(entry);
            } else {
                pairs[2 * kept] = pairs[2 * i];
                pairs[2 * kept++ + 1] = entry;
            }
        }
        if (kept == 0) {
            empty(bucket);
        }
        sizes[bucket] = kept;
    }
}
