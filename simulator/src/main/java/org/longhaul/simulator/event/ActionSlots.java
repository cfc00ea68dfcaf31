package org.longhaul.simulator.event;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The actions of the pending events in reusable slots; a handle carries its slot and the slot's generation. */
final class ActionSlots {

    private @Nullable Action[] actions = new @Nullable Action[64];
    private int[] generations = new int[64];
    private byte[] priorities = new byte[64];
    private int[] free = new int[64];
    private int freeCount;
    private int used;
    private int live;

    int live() {
        return live;
    }

    int take(Action action, int priority) {
        int slot = freeCount > 0 ? free[--freeCount] : grow();
        actions[slot] = action;
        priorities[slot] = (byte) priority;
        live++;
        return slot;
    }

    long handle(int slot) {
        return ((long) generations[slot] << 32) | slot;
    }

    int priority(int slot) {
        return priorities[slot];
    }

    boolean isCancelled(int slot) {
        return actions[slot] == null;
    }

    /** Marks the event as cancelled; its slot is given back when the queue comes across the entry. */
    boolean cancel(long handle) {
        int slot = (int) handle;
        if (slot < 0 || slot >= used || generations[slot] != (int) (handle >>> 32) || actions[slot] == null) {
            return false;
        }
        actions[slot] = null;
        live--;
        return true;
    }

    /** Gives the slot back and returns its action, null if it was cancelled. */
    @Nullable
    Action release(int slot) {
        Action action = actions[slot];
        if (action != null) {
            live--;
            actions[slot] = null;
        }
        generations[slot]++;
        if (freeCount == free.length) {
            free = Arrays.copyOf(free, freeCount * 2);
        }
        free[freeCount++] = slot;
        return action;
    }

    private int grow() {
        if (used == actions.length) {
            int capacity = used * 2;
            actions = Arrays.copyOf(actions, capacity);
            generations = Arrays.copyOf(generations, capacity);
            priorities = Arrays.copyOf(priorities, capacity);
        }
        return used++;
    }
}
