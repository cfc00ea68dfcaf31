package org.longhaul.simulator.network.fairshare;

import java.util.Arrays;

/** An indexed 4-ary min-heap of small integers by a long key; equal keys come out by the smaller integer. */
public final class IndexedHeap {

    private static final int ARITY_BITS = 2;
    private static final int ABSENT = -1;

    private int[] ids = new int[16];
    /** Key of the entry at each place: comparing neighbours stays within one or two cache lines. */
    private long[] keys = new long[16];

    private int[] places;
    private int size;

    public IndexedHeap(int capacity) {
        places = new int[capacity];
        Arrays.fill(places, ABSENT);
    }

    /** The key of a level: levels are not negative, so their bits have their order. */
    static long keyOf(double level) {
        return Double.doubleToRawLongBits(level + 0.0);
    }

    public boolean isEmpty() {
        return size == 0;
    }

    public int top() {
        return ids[0];
    }

    public long topKey() {
        return keys[0];
    }

    /** Key of an entry that is contained. */
    public long key(int id) {
        return keys[places[id]];
    }

    public boolean contains(int id) {
        return id < places.length && places[id] >= 0;
    }

    /** Inserts, or lowers the key; a higher key than the present one is ignored. */
    void offer(int id, long key) {
        if (id >= places.length) {
            grow(id);
        }
        int place = places[id];
        if (place < 0) {
            insert(id, key);
        } else if (key < keys[place]) {
            up(place, id, key);
        }
    }

    /** Inserts or sets the key. */
    public void put(int id, long key) {
        if (id >= places.length) {
            grow(id);
        }
        int place = places[id];
        if (place < 0) {
            insert(id, key);
        } else if (key < keys[place]) {
            up(place, id, key);
        } else if (key > keys[place]) {
            down(place, id, key);
        }
    }

    public void remove(int id) {
        if (id >= places.length || places[id] < 0) {
            return;
        }
        int place = places[id];
        places[id] = ABSENT;
        int moved = ids[--size];
        long key = keys[size];
        if (place == size) {
            return;
        }
        if (place > 0 && before(moved, key, (place - 1) >>> ARITY_BITS)) {
            up(place, moved, key);
        } else {
            down(place, moved, key);
        }
    }

    private void insert(int id, long key) {
        if (size == ids.length) {
            ids = Arrays.copyOf(ids, size * 2);
            keys = Arrays.copyOf(keys, size * 2);
        }
        up(size++, id, key);
    }

    private boolean before(int id, long key, int place) {
        return key < keys[place] || (key == keys[place] && id < ids[place]);
    }

    private void up(int start, int id, long key) {
        int place = start;
        while (place > 0) {
            int parent = (place - 1) >>> ARITY_BITS;
            if (!before(id, key, parent)) {
                break;
            }
            set(place, ids[parent], keys[parent]);
            place = parent;
        }
        set(place, id, key);
    }

    private void down(int start, int id, long key) {
        int place = start;
        while (true) {
            int first = (place << ARITY_BITS) + 1;
            if (first >= size) {
                break;
            }
            int last = Math.min(first + (1 << ARITY_BITS), size);
            int least = first;
            for (int child = first + 1; child < last; child++) {
                if (before(ids[child], keys[child], least)) {
                    least = child;
                }
            }
            if (!before(ids[least], keys[least], id, key)) {
                break;
            }
            set(place, ids[least], keys[least]);
            place = least;
        }
        set(place, id, key);
    }

    private static boolean before(int id, long key, int otherId, long otherKey) {
        return key < otherKey || (key == otherKey && id < otherId);
    }

    private void set(int place, int id, long key) {
        ids[place] = id;
        keys[place] = key;
        places[id] = place;
    }

    private void grow(int id) {
        int old = places.length;
        places = Arrays.copyOf(places, Math.max(id + 1, old * 2));
        Arrays.fill(places, old, places.length, ABSENT);
    }
}
