package org.longhaul.extension;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * What settings are where nothing is said of them. The texts of {@code @JsonProperty(defaultValue = ...)} at a record's
 * components are the only place that states them: files, documentation and code read them there.
 */
public final class Defaults {
    private static final PerClassLoader<List<TextForm<?>>> FORMS = new PerClassLoader<>(Defaults::forms);

    /** Implementations by point: they are shared, which commands, that hold what they were given, must not be. */
    private static final ClassValue<PerClassLoader<Registry<Extension<?>>>> EXTENSIONS = new ClassValue<>() {
        @Override
        @SuppressWarnings("unchecked") // The point is a kind of extension.
        protected PerClassLoader<Registry<Extension<?>>> computeValue(Class<?> point) {
            return new PerClassLoader<>(() -> Registry.load("default", (Class<Extension<?>>) point));
        }
    };

    private Defaults() {}

    /**
     * The settings with every default; null for a component that may be left out and has none.
     *
     * @throws IllegalArgumentException if a component has to be stated
     */
    public static <R extends Record> R of(Class<R> settings) {
        RecordComponent[] components = settings.getRecordComponents();
        @Nullable Object[] values = new @Nullable Object[components.length];
        for (int i = 0; i < values.length; i++) {
            String text = text(components[i]);
            if (text != null) {
                values[i] = parse(components[i].getGenericType(), text);
            } else if (!components[i].getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                throw new IllegalArgumentException(
                        "'" + components[i].getName() + "' of " + settings.getName() + " must be stated.");
            }
        }
        return RecordValues.create(settings, values);
    }

    /** The text of a component's default; null where it has none. */
    public static @Nullable String text(RecordComponent component) {
        try {
            // The annotation does not apply to components; the compiler copies it to the fields.
            JsonProperty property = component
                    .getDeclaringRecord()
                    .getDeclaredField(component.getName())
                    .getAnnotation(JsonProperty.class);
            return property == null || property.defaultValue().isEmpty() ? null : property.defaultValue();
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("record without field " + component, e);
        }
    }

    /**
     * The value that a text states, written as the default of a component of that type.
     *
     * @throws IllegalArgumentException if the text states none
     */
    public static Object parse(Type type, String text) {
        if (type instanceof ParameterizedType parameterized) {
            return collection(parameterized, text);
        }
        Class<?> plain = (Class<?>) type;
        if (plain == String.class) {
            boolean isQuoted = text.length() > 1 && text.startsWith("'") && text.endsWith("'");
            return isQuoted ? text.substring(1, text.length() - 1) : text;
        } else if (plain == boolean.class || plain == Boolean.class) {
            return Boolean.valueOf(text);
        } else if (plain == int.class || plain == Integer.class) {
            return Integer.valueOf(text);
        } else if (plain == long.class || plain == Long.class) {
            return Long.valueOf(text);
        } else if (plain == double.class || plain == Double.class) {
            return Double.valueOf(text);
        } else if (plain.isEnum()) {
            return constant(plain, text);
        } else if (Extension.class.isAssignableFrom(plain)) {
            return extension(plain, text);
        }
        return quantity(plain, text);
    }

    private static Object collection(ParameterizedType type, String text) {
        if (type.getRawType() == Map.class && text.equals("{}")) {
            return Map.of();
        }
        if (type.getRawType() != List.class || !text.startsWith("[") || !text.endsWith("]")) {
            throw new IllegalArgumentException("no way to read '" + text + "' as " + type);
        }
        Type item = type.getActualTypeArguments()[0];
        List<Object> items = new ArrayList<>();
        for (String part : text.substring(1, text.length() - 1).split(",", -1)) {
            if (!part.isBlank()) {
                items.add(parse(item, part.strip()));
            }
        }
        return List.copyOf(items);
    }

    private static Object constant(Class<?> type, String text) {
        for (Object constant : type.getEnumConstants()) {
            if (((Enum<?>) constant).name().equals(text.toUpperCase(Locale.ROOT).replace('-', '_'))) {
                return constant;
            }
        }
        throw new IllegalArgumentException("'" + text + "' is no " + type.getName());
    }

    private static Extension<?> extension(Class<?> point, String id) {
        return EXTENSIONS.get(point).get().get(id);
    }

    private static List<TextForm<?>> forms() {
        List<TextForm<?>> forms = new ArrayList<>();
        ServiceLoader.load(TextForm.class).forEach(forms::add);
        return List.copyOf(forms);
    }

    private static Object quantity(Class<?> type, String text) {
        for (TextForm<?> form : FORMS.get()) {
            if (form.type() == type) {
                return form.parse(text);
            }
        }
        try {
            return type.getMethod("parse", String.class).invoke(null, text);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException("'" + text + "' is no " + type.getName(), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("no way to read '" + text + "' as " + type.getName(), e);
        }
    }
}
