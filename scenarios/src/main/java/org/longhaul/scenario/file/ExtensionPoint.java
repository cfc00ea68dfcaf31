package org.longhaul.scenario.file;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.longhaul.extension.Extension;
import org.longhaul.extension.ExtensionException;
import org.longhaul.extension.Registry;
import org.longhaul.extension.Spelling;

/**
 * All implementations of one extension point, sorted by id. Built from {@link ServiceLoader}; two implementations with
 * one id are refused.
 *
 * @param <F> the factory interface
 */
public final class ExtensionPoint<F> {

    /** One implementation: what a list of them shows and how its settings are bound. */
    public record Entry<F>(
            String id, String description, String source, Class<? extends Record> settingsType, F factory) {

        /** An implementation as it describes itself. */
        public static <F extends Extension<?>> Entry<F> of(F extension) {
            return new Entry<>(
                    extension.id(), extension.description(), extension.source(), extension.settingsType(), extension);
        }
    }

    private final String noun;
    private final String key;
    private final Class<?> factoryType;
    private final Map<String, Entry<F>> entries = new TreeMap<>();
    private final Map<String, String> tellingKeys = new LinkedHashMap<>();
    private boolean nested;

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
            throw ExtensionException.sameId(
                    noun,
                    entry.id(),
                    earlier.factory().getClass(),
                    entry.factory().getClass());
        }
        return this;
    }

    /**
     * Finds the implementations on the class path, those in jars of the user's included.
     *
     * @throws ExtensionException if one of them cannot be loaded, or two have the same id
     */
    public static <F extends Extension<?>> ExtensionPoint<F> load(String noun, String key, Class<? super F> point) {
        Registry<F> registry = Registry.load(noun, point);
        return new ExtensionPoint<>(
                noun, key, point, registry.all().stream().map(Entry::of).toList());
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

    /**
     * Has the settings written under the id, {@code {top-k: {share: 0.01}}}, and not beside the key that names it.
     *
     * @return this
     */
    public ExtensionPoint<F> nested() {
        nested = true;
        return this;
    }

    /** Whether the settings are written under the id. */
    public boolean isNested() {
        return nested;
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
            String hint = Spelling.hint(id, ids());
            throw new IllegalArgumentException("there is no " + noun + " '" + id + "'; known: "
                    + String.join(", ", ids()) + (hint == null ? "" : "\nMaybe " + hint));
        }
        return entry;
    }
}
