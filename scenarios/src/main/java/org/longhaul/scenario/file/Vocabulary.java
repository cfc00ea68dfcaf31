package org.longhaul.scenario.file;

import java.lang.reflect.Type;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
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

    /** The JSON type of a setting's value, as the schema names it: {@code number}, {@code array}, {@code object}, ... */
    public String schemaType(Type type) {
        Class<?> raw = Types.raw(type);
        ValueType<?> plain = value(raw);
        if (plain != null) {
            return plain.schemaType();
        }
        if (raw.isEnum() || choice(type) != null) {
            return "string";
        }
        return raw == List.class ? "array" : "object";
    }

    /** What a setting's value may be, in words: {@code a whole number}, {@code one of none, full}, {@code list of numbers}. */
    public String allowed(Type type) {
        Class<?> raw = Types.raw(type);
        ValueType<?> plain = value(raw);
        if (plain != null) {
            return plain.allowed();
        }
        if (raw.isEnum()) {
            return "one of " + String.join(", ", ValueTypes.spellings(raw));
        }
        if (raw == List.class) {
            return "list of " + allowed(Types.argument(type));
        }
        if (raw == Map.class) {
            return "map to " + allowed(Types.argument(type));
        }
        ExtensionPoint<?> point = choice(type);
        if (point != null) {
            return "a " + point.noun()
                    + (point.isNested()
                            ? ", or {" + point.noun() + ": {its settings}}"
                            : ", or its keys with '" + point.key() + "' among them");
        }
        return "keys "
                + String.join(", ", Setting.of(raw).stream().map(Setting::name).toList());
    }

    /**
     * The extension point that a value of this type is a choice from: the type is a {@link Selection}, or the interface of
     * the implementations themselves, where these are their own settings. Null for every other type.
     */
    @Nullable
    ExtensionPoint<?> choice(Type type) {
        Class<?> raw = Types.raw(type);
        return raw == Selection.class ? point(Types.raw(Types.argument(type))) : points.get(raw);
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
