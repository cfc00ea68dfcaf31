package org.longhaul.extension;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;

/**
 * All implementations of one extension point, sorted by id. Two implementations with one id are refused. Immutable; safe for
 * use by several threads.
 *
 * @param <E> the interface of the extension point
 */
public final class Registry<E extends Extension<?>> {
    private final String noun;
    private final Map<String, E> byId;

    private Registry(String noun, Map<String, E> byId) {
        this.noun = noun;
        this.byId = byId;
    }

    /**
     * Finds the implementations on the class path, those in jars of the user's included.
     *
     * @param noun what one implementation is called in messages, such as {@code method}
     * @param point the interface; a class literal has no type arguments, so its own are wildcards in {@code E}
     * @throws ExtensionException if one of them cannot be loaded, or two have the same id
     */
    @SuppressWarnings("unchecked") // E is the interface with wildcards, so nothing can be cast wrongly
    public static <E extends Extension<?>> Registry<E> load(String noun, Class<? super E> point) {
        List<E> found = new ArrayList<>();
        try {
            ServiceLoader.load(point).forEach(extension -> found.add((E) extension));
        } catch (ServiceConfigurationError | LinkageError e) {
            throw ExtensionException.notLoaded(noun, e);
        }
        return of(noun, found);
    }

    /**
     * A registry of given implementations.
     *
     * @throws ExtensionException if two have the same id
     */
    public static <E extends Extension<?>> Registry<E> of(String noun, Iterable<? extends E> extensions) {
        Map<String, E> byId = new TreeMap<>();
        for (E extension : extensions) {
            E earlier = byId.putIfAbsent(extension.id(), extension);
            if (earlier != null) {
                throw ExtensionException.sameId(noun, extension.id(), earlier.getClass(), extension.getClass());
            }
        }
        return new Registry<>(noun, byId);
    }

    /** What one implementation is called in messages. */
    public String noun() {
        return noun;
    }

    /** The implementations, sorted by id. */
    public List<E> all() {
        return List.copyOf(byId.values());
    }

    /** The ids, sorted. */
    public List<String> ids() {
        return List.copyOf(byId.keySet());
    }

    /** Whether there is such an implementation. */
    public boolean has(String id) {
        return byId.containsKey(id);
    }

    /**
     * The implementation with an id.
     *
     * @throws IllegalArgumentException if there is none; the message lists those that exist and names the nearest
     */
    public E get(String id) {
        E extension = byId.get(id);
        if (extension == null) {
            String hint = Spelling.hint(id, byId.keySet());
            throw new IllegalArgumentException("there is no " + noun + " '" + Spelling.excerpt(id) + "'; known: "
                    + String.join(", ", byId.keySet()) + (hint == null ? "" : "\nMaybe " + hint));
        }
        return extension;
    }
}
