package org.longhaul.simulator.network;

import it.unimi.dsi.fastutil.ints.Int2ObjectOpenHashMap;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/** Which connections depend on an arc; kept only from the first change of a network on. */
public final class ArcIndex<C> {

    private final Int2ObjectOpenHashMap<LinkedHashSet<C>> users = new Int2ObjectOpenHashMap<>();

    public void add(C connection, int[] arcs) {
        for (int arc : arcs) {
            users.computeIfAbsent(arc, key -> new LinkedHashSet<>(4)).add(connection);
        }
    }

    public void remove(C connection, int[] arcs) {
        for (int arc : arcs) {
            LinkedHashSet<C> there = users.get(arc);
            if (there != null) {
                there.remove(connection);
            }
        }
    }

    /** A copy: what is done to the connections may move them. */
    public List<C> on(int arc) {
        LinkedHashSet<C> there = users.get(arc);
        return there == null ? List.of() : new ArrayList<>(there);
    }
}
