package org.longhaul.extension;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is found on the class path of the thread that asks, kept for the class loader that asked last: a search takes tenths of a
 * millisecond, and a sweep plans anew at every point. What is kept changes nothing but the time. A search that fails is repeated. Safe
 * for use by several threads.
 *
 * @param <T> what is found, immutable
 */
public final class PerClassLoader<T> {
    private final Supplier<T> search;
    private volatile @Nullable Found<T> last;

    private record Found<T>(@Nullable ClassLoader loader, T value) {}

    /**
     * Nothing is found yet.
     *
     * @param search looks on the class path of the calling thread, as {@link Registry#load} does
     */
    public PerClassLoader(Supplier<T> search) {
        this.search = search;
    }

    /** What is found, or was found by the thread's class loader before. */
    public T get() {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        Found<T> known = last;
        if (known == null || known.loader != loader) {
            known = new Found<>(loader, search.get());
            last = known;
        }
        return known.value;
    }
}
