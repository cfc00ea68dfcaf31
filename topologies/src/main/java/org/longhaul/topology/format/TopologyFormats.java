package org.longhaul.topology.format;

import java.util.List;
import java.util.NavigableMap;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Function;
import org.longhaul.extension.Spelling;
import org.longhaul.topology.TopologyException;

/** The registered readers and writers. */
public final class TopologyFormats {
    private TopologyFormats() {}

    /** Returns every reader, sorted by id. */
    public static List<TopologyReader> readers() {
        return List.copyOf(byId(TopologyReader.class, TopologyReader::id).values());
    }

    /** Returns every writer, sorted by id. */
    public static List<TopologyWriter> writers() {
        return List.copyOf(byId(TopologyWriter.class, TopologyWriter::id).values());
    }

    /**
     * Returns the reader called {@code id}.
     *
     * @throws TopologyException if there is none; the message names the nearest
     */
    public static TopologyReader reader(String id) {
        return find("reader", byId(TopologyReader.class, TopologyReader::id), id);
    }

    /**
     * Returns the writer called {@code id}.
     *
     * @throws TopologyException if there is none; the message names the nearest
     */
    public static TopologyWriter writer(String id) {
        return find("writer", byId(TopologyWriter.class, TopologyWriter::id), id);
    }

    private static <T> T find(String kind, NavigableMap<String, T> known, String id) {
        T found = known.get(id);
        if (found == null) {
            throw new TopologyException("unknown topology " + kind + " \"" + Spelling.excerpt(id) + "\"; allowed: "
                    + String.join(", ", known.keySet()) + Spelling.maybe(id, known.keySet()));
        }
        return found;
    }

    private static <T> NavigableMap<String, T> byId(Class<T> service, Function<T, String> id) {
        NavigableMap<String, T> known = new TreeMap<>();
        for (T one : ServiceLoader.load(service)) {
            T other = known.put(id.apply(one), one);
            if (other != null) {
                throw new IllegalStateException("two of " + service.getSimpleName() + " are called \"" + id.apply(one)
                        + "\": " + other.getClass().getName() + " and "
                        + one.getClass().getName());
            }
        }
        return known;
    }
}
