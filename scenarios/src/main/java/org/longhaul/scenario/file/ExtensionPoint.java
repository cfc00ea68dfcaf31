package org.longhaul.scenario.file;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * All implementations of one extension point, sorted by id. Built from {@link ServiceLoader}; two implementations with
 * one id are refused.
 *
 * @param <F> the factory interface
 */
public final class ExtensionPoint<F> {

    /** One implementation: what a list of them shows and how its settings are bound. */
    public record Entry<F>(
            String id, String description, String source, Class<? extends Record> settingsType, F factory) {}

    private final String noun;
    private final String key;
    private final Class<?> factoryType;
    private final Map<String, Entry<F>> entries = new TreeMap<>();

    /**
     * @param noun what one implementation is called in messages, such as {@code method}
     * @param key the key that names the implementation in a file, such as {@code id}
     */
    public ExtensionPoint(String noun, String key, Class<?> factoryType, Collection<Entry<F>> all) {
        this.noun = noun;
        this.key = key;
        this.factoryType = factoryType;
        for (Entry<F> entry : all) {
            Entry<F> earlier = entries.put(entry.id(), entry);
            if (earlier != null) {
                throw new IllegalStateException("two implementations of " + noun + " have the id '" + entry.id()
                        + "': " + earlier.factory().getClass().getName() + " and "
                        + entry.factory().getClass().getName());
            }
        }
    }

    /** Finds the implementations on the class path. */
    public static <F> ExtensionPoint<F> load(
            String noun, String key, Class<F> factoryType, Function<F, Entry<F>> describe) {
        List<Entry<F>> all = new ArrayList<>();
        ServiceLoader.load(factoryType).forEach(factory -> all.add(describe.apply(factory)));
        return new ExtensionPoint<>(noun, key, factoryType, all);
    }

    public String noun() {
        return noun;
    }

    public String key() {
        return key;
    }

    public Class<?> factoryType() {
        return factoryType;
    }

    /** The implementations, sorted by id. */
    public Collection<Entry<F>> entries() {
        return List.copyOf(entries.values());
    }

    public List<String> ids() {
        return List.copyOf(entries.keySet());
    }

    public boolean has(String id) {
        return entries.containsKey(id);
    }

    /** Finds one. @throws IllegalArgumentException naming the nearest id when there is no such implementation */
    public Entry<F> get(String id) {
        Entry<F> entry = entries.get(id);
        if (entry == null) {
            String hint = NearestName.hint(id, ids());
            throw new IllegalArgumentException("there is no " + noun + " '" + id + "'; known: "
                    + String.join(", ", ids()) + (hint == null ? "" : "\nMaybe " + hint));
        }
        return entry;
    }
}
