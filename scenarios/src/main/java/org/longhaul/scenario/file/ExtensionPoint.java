package org.longhaul.scenario.file;

import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
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
    private final Map<String, String> tellingKeys = new LinkedHashMap<>();

    /**
     * @param noun what one implementation is called in messages, such as {@code method}
     * @param key the key that names the implementation in a file, such as {@code id}
     */
    public ExtensionPoint(String noun, String key, Class<?> factoryType, Collection<Entry<F>> all) {
        this.noun = noun;
        this.key = key;
        this.factoryType = factoryType;
        all.forEach(this::with);
    }

    /**
     * Adds an implementation that is not found by {@link ServiceLoader}.
     *
     * @return this
     * @throws ExtensionException if its id is taken
     */
    public ExtensionPoint<F> with(Entry<F> entry) {
        Entry<F> earlier = entries.putIfAbsent(entry.id(), entry);
        if (earlier != null) {
            throw new ExtensionException("two implementations of " + noun + " have the id '" + entry.id() + "': "
                    + place(earlier.factory()) + " and " + place(entry.factory())
                    + "\nGive one of them another id, or take its jar off the class path.");
        }
        return this;
    }

    /**
     * Finds the implementations on the class path, those in jars of the user's included.
     *
     * @throws ExtensionException if one of them cannot be loaded, or two have the same id
     */
    public static <F> ExtensionPoint<F> load(
            String noun, String key, Class<F> factoryType, Function<F, Entry<F>> describe) {
        List<Entry<F>> all = new ArrayList<>();
        try {
            ServiceLoader.load(factoryType).forEach(factory -> all.add(describe.apply(factory)));
        } catch (ServiceConfigurationError | LinkageError e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new ExtensionException(
                    "an implementation of " + noun + " on the class path cannot be loaded: " + e.getMessage()
                            + (cause == e ? "" : " (" + cause + ")")
                            + "\nMaybe its jar was built for another version of Longhaul, or a library that it needs"
                            + " is not beside it.",
                    e);
        }
        return new ExtensionPoint<>(noun, key, factoryType, all);
    }

    /** The class and where it was loaded from. */
    private static String place(Object factory) {
        CodeSource source = factory.getClass().getProtectionDomain().getCodeSource();
        return factory.getClass().getName()
                + (source == null ? "" : " in " + source.getLocation().getPath());
    }

    /**
     * Lets a setting tell the implementation, so that the key that names it may be left out.
     *
     * @return this
     */
    public ExtensionPoint<F> toldBy(String setting, String id) {
        tellingKeys.put(setting, get(id).id());
        return this;
    }

    /** Settings that tell an implementation, and its id. */
    public Map<String, String> tellingKeys() {
        return Collections.unmodifiableMap(tellingKeys);
    }

    /** What one implementation is called in messages. */
    public String noun() {
        return noun;
    }

    /** The key that names the implementation in a file. */
    public String key() {
        return key;
    }

    /** The interface of the factories. */
    public Class<?> factoryType() {
        return factoryType;
    }

    /** The implementations, sorted by id. */
    public Collection<Entry<F>> entries() {
        return List.copyOf(entries.values());
    }

    /** The ids, sorted. */
    public List<String> ids() {
        return List.copyOf(entries.keySet());
    }

    /** Whether there is such an implementation. */
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
