package org.longhaul.extension;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what a class says about itself. */
final class SelfDescription {
    private SelfDescription() {}

    /**
     * The annotation of a class.
     *
     * @throws ExtensionException if it has none
     */
    static Provides of(Class<?> extension) {
        Provides provides = extension.getAnnotation(Provides.class);
        if (provides == null) {
            throw ExtensionException.notDescribed(extension, "is not annotated with @Provides");
        }
        return provides;
    }

    /**
     * The first record that a class, its interfaces or its superclasses have as a type argument.
     *
     * @throws ExtensionException if there is none
     */
    static Class<?> settings(Class<?> extension) {
        Class<?> found = find(extension);
        if (found == null) {
            throw ExtensionException.notDescribed(extension, "does not state its settings record as type argument");
        }
        return found;
    }

    private static @Nullable Class<?> find(@Nullable Class<?> type) {
        if (type == null) {
            return null;
        }
        List<Type> above = new ArrayList<>(Arrays.asList(type.getGenericInterfaces()));
        if (type.getGenericSuperclass() != null) {
            above.add(type.getGenericSuperclass());
        }
        for (Type each : above) {
            Class<?> found = each instanceof ParameterizedType stated ? argument(stated) : find((Class<?>) each);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static @Nullable Class<?> argument(ParameterizedType stated) {
        for (Type each : stated.getActualTypeArguments()) {
            if (each instanceof Class<?> record && record.isRecord()) {
                return record;
            }
        }
        return find((Class<?>) stated.getRawType());
    }
}
