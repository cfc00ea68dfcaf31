package org.longhaul.simulator.network;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * What networks over one topology and its first routes find out about these, so that the next one need not; each model keeps
 * what it wants in a type of its own. Results do not depend on it. Safe for use by several threads.
 */
public final class SharedFindings {

    private final Map<Class<?>, Object> byType = new ConcurrentHashMap<>();

    /** Nothing is known yet. */
    public SharedFindings() {}

    /**
     * What is kept in a type.
     *
     * @param type which is safe for use by several threads
     * @param first makes it where there is none yet
     */
    public <T> T of(Class<T> type, Supplier<? extends T> first) {
        return type.cast(byType.computeIfAbsent(type, key -> first.get()));
    }
}
