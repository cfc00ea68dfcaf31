package org.longhaul.scenario.file;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The kinds of value and the extension points that files of one application may use. */
public final class Vocabulary {
    private final Map<Class<?>, ValueType<?>> values = new HashMap<>();
    private final Map<Class<?>, ExtensionPoint<?>> points = new LinkedHashMap<>();

    /** The plain values (text, numbers, true and false, enums) are always known; these come on top. */
    public Vocabulary(Collection<ValueType<?>> quantities, Collection<ExtensionPoint<?>> points) {
        ValueTypes.PLAIN.forEach(v -> values.put(v.type(), v));
        quantities.forEach(v -> values.put(v.type(), v));
        points.forEach(p -> this.points.put(p.factoryType(), p));
    }

    public @Nullable ValueType<?> value(Class<?> type) {
        return values.get(type);
    }

    public Collection<ExtensionPoint<?>> points() {
        return points.values();
    }

    /** The extension point whose implementations are made by this factory type. */
    ExtensionPoint<?> point(Class<?> factoryType) {
        ExtensionPoint<?> point = points.get(factoryType);
        if (point == null) {
            throw new IllegalStateException("no extension point is registered for " + factoryType.getName());
        }
        return point;
    }
}
