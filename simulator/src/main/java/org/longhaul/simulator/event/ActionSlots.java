package org.longhaul.simulator.event;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The actions of the pending events in reusable slots. An <em>entry</em> is what the queues move about: a slot and its
 * priority in one int; a handle carries the entry and a stamp that the slot has while the event is pending. Whether an entry
 * was cancelled is kept apart from its action, in bits, so that moving entries does not touch the actions' memory.
 */
final class ActionSlots {

    private static final int PRIORITY_BITS = 6;
    private static final int MOST = 1 << (32 - PRIORITY_BITS);

    /** Stamp of a slot whose event has run or was cancelled. */
    private static final int NO_STAMP = 0;

    private @Nullable Action[] actions = new @Nullable Action[64];
    private int[] stamps = new int[64];
    private int stamp;
    private long[] cancelledBits = new long[1];
    private int[] free = new int[64];
    private int freeCount;
    private int used;
    private int live;

    int live() {
        return live;
    }

    /** Keeps an action; returns its entry. */
    int take(Action action, int priority) {
        int slot = freeCount > 0 ? free[--freeCount] : grow();
        actions[slot] = action;
        // Above 0, so that no handle is negative.
        stamp = stamp == Integer.MAX_VALUE ? 1 : stamp + 1;
        stamps[slot] = stamp;
        live++;
        return (slot << PRIORITY_BITS) | priority;
    }

    long handle(int entry) {
        return ((long) stamps[entry >>> PRIORITY_BITS] << 32) | (entry & 0xFFFFFFFFL);
    }

    static int priority(int entry) {
        return entry & (InstantQueue.PRIORITIES - 1);
    }

    boolean isCancelled(int entry) {
        int slot = entry >>> PRIORITY_BITS;
        return (cancelledBits[slot >>> 6] >>> slot & 1) != 0;
    }

    /**
     * Whether the event is not cancelled, from the memory that running it needs: asked of many entries in turn, it has that
     * at hand when they run.
     */
    boolean isLive(int entry) {
        int slot = entry >>> PRIORITY_BITS;
        return stamps[slot] != NO_STAMP && actions[slot] != null;
    }

    /** Marks the event as cancelled; its slot is given back when the queue comes across the entry. */
    boolean cancel(long handle) {
        int slot = (int) handle >>> PRIORITY_BITS;
        int stampOfHandle = (int) (handle >>> 32);
        if (slot >= used || stampOfHandle == NO_STAMP || stamps[slot] != stampOfHandle) {
            return false;
        }
        actions[slot] = null;
        stamps[slot] = NO_STAMP;
        cancelledBits[slot >>> 6] |= 1L << slot;
        live--;
        return true;
    }

    /** Gives the slot back and returns its action, null if it was cancelled. */
    @Nullable
    Action release(int entry) {
        int slot = entry >>> PRIORITY_BITS;
        Action action = actions[slot];
        if (action != null) {
            live--;
            actions[slot] = null;
            stamps[slot] = NO_STAMP;
        } else {
            cancelledBits[slot >>> 6] &= ~(1L << slot);
        }
        if (freeCount == free.length) {
            free = Arrays.copyOf(free, freeCount * 2);
        }
        free[freeCount++] = slot;
        return action;
    }

    private int grow() {
        if (used == MOST) {
            throw new IllegalStateException("More than " + MOST + " events are pending.");
        }
        if (used == actions.length) {
            int capacity = used * 2;
            actions = Arrays.copyOf(actions, capacity);
            stamps = Arrays.copyOf(stamps, capacity);
            cancelledBits = Arrays.copyOf(cancelledBits, capacity / 64);
        }
        return used++;
    }
}
