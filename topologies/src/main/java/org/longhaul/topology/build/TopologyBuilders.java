package org.longhaul.topology.build;

import java.util.List;
import java.util.NavigableMap;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.longhaul.topology.TopologyException;
import org.longhaul.topology.unit.Spelling;

/** The registered {@link TopologyBuilder}s. */
public final class TopologyBuilders {
    private TopologyBuilders() {}

    /**
     * Returns every builder, sorted by id.
     *
     * @throws IllegalStateException if two share an id
     */
    public static List<TopologyBuilder<?>> all() {
        return List.copyOf(byId().values());
    }

    /**
     * Returns the builder called {@code id}.
     *
     * @throws TopologyException if there is none; the message names the nearest
     */
    public static TopologyBuilder<?> named(String id) {
        NavigableMap<String, TopologyBuilder<?>> known = byId();
        TopologyBuilder<?> builder = known.get(id);
        if (builder == null) {
            throw new TopologyException("unknown topology builder \"" + Spelling.excerpt(id) + "\"; allowed: "
                    + String.join(", ", known.keySet()) + Spelling.maybe(id, known.keySet()));
        }
        return builder;
    }

    @SuppressWarnings("rawtypes") // ServiceLoader knows classes, not their type arguments
    private static NavigableMap<String, TopologyBuilder<?>> byId() {
        TreeMap<String, TopologyBuilder<?>> known = new TreeMap<>();
        for (TopologyBuilder builder : ServiceLoader.load(TopologyBuilder.class)) {
            TopologyBuilder<?> other = known.put(builder.id(), builder);
            if (other != null) {
                throw new IllegalStateException("two topology builders are called \"" + builder.id() + "\": "
                        + other.getClass().getName() + " and "
                        + builder.getClass().getName());
            }
        }
        return known;
    }
}
