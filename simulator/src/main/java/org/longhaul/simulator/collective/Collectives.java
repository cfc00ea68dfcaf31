package org.longhaul.simulator.collective;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.longhaul.extension.PerClassLoader;
import org.longhaul.extension.Registry;

/**
 * The algorithms of a run, by id: every registered one under its default settings, unless others are given. Immutable, but
 * for what it remembers of plans, so that the runs that share it do not make them anew; safe for use by several threads.
 */
public final class Collectives {

    /** Id of the algorithm in which every rank deals with the root itself. */
    public static final String DIRECT = "star";

    private static final PerClassLoader<Map<String, Collective>> DEFAULTS = new PerClassLoader<>(Collectives::defaults);

    private final Map<String, Collective> byId;
    private final PlanBook book;

    private Collectives(Map<String, Collective> byId) {
        this(byId, new PlanBook());
    }

    private Collectives(Map<String, Collective> byId, PlanBook book) {
        this.byId = byId;
        this.book = book;
    }

    /** The registered factories. */
    public static Registry<CollectiveFactory<?>> factories() {
        return Registry.load("collective", CollectiveFactory.class);
    }

    /** All registered algorithms under their default settings. */
    public static Collectives withDefaults() {
        return new Collectives(DEFAULTS.get());
    }

    private static Map<String, Collective> defaults() {
        Map<String, Collective> byId = new LinkedHashMap<>();
        factories().all().forEach(factory -> byId.put(factory.id(), defaultOf(factory)));
        return Collections.unmodifiableMap(byId);
    }

    /** The same algorithms for a network with other links between the same nodes: they remember what depends on nodes alone. */
    public Collectives onOtherLinks() {
        return new Collectives(byId, book.onOtherLinks());
    }

    /** A copy in which one algorithm, new or known, is replaced. */
    public Collectives with(Collective collective) {
        Map<String, Collective> changed = new TreeMap<>(byId);
        changed.put(collective.id(), collective);
        return new Collectives(changed);
    }

    /**
     * The algorithm of that id.
     *
     * @throws IllegalArgumentException if there is none; the message lists the known ones
     */
    public Collective get(String id) {
        Collective collective = byId.get(id);
        if (collective == null) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "collective '%s' is unknown; known are auto, %s",
                    id,
                    byId.keySet().stream().sorted().collect(Collectors.joining(", "))));
        }
        return collective;
    }

    PlanBook book() {
        return book;
    }

    /** All algorithms, by id. */
    public Collection<Collective> all() {
        return byId.values();
    }

    private static <S extends Record> Collective defaultOf(CollectiveFactory<S> factory) {
        return factory.create(factory.defaults());
    }
}
