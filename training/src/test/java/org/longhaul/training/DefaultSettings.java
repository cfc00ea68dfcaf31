package org.longhaul.training;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Extension;
import org.longhaul.extension.Registry;
import org.longhaul.training.codec.Codec;

/** Makes settings from what an extension declares: default texts, null for optional ones, 0.01 for learning rates, a second for times. */
public final class DefaultSettings {
    private DefaultSettings() {}

    /** The settings of an extension when a scenario says nothing. */
    public static <S extends Record> S of(Extension<S> extension) {
        return of(extension, null);
    }

    /** As {@link #of(Extension)}, but with all periods of this many steps: defaults are longer than a test runs. */
    public static <S extends Record> S withPeriods(Extension<S> extension, int steps) {
        return of(extension, Integer.toString(steps));
    }

    private static <S extends Record> S of(Extension<S> extension, @Nullable String period) {
        Class<S> type = extension.settingsType();
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        @Nullable Object[] values = new Object[components.length];
        try {
            for (int i = 0; i < components.length; i++) {
                types[i] = components[i].getType();
                values[i] = value(type, components[i], period);
            }
            Constructor<S> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw new AssertionError(extension.id() + " refuses its own defaults", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static @Nullable Object value(Class<?> type, RecordComponent component, @Nullable String period)
            throws NoSuchFieldException {
        JsonPropertyDescription description =
                type.getDeclaredField(component.getName()).getAnnotation(JsonPropertyDescription.class);
        if (description == null || description.value().isBlank()) {
            throw new AssertionError(type + "." + component.getName() + " has no description");
        }
        if (period != null && component.getName().matches("(?i).*periods?")) {
            return parse(component, component.getType() == List.class ? "[" + period + "]" : period);
        }
        JsonProperty property = type.getDeclaredField(component.getName()).getAnnotation(JsonProperty.class);
        if (property != null && !property.defaultValue().isEmpty()) {
            return parse(component, property.defaultValue());
        }
        if (component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
            return null;
        }
        if (component.getType() == Duration.class) {
            return Duration.ofSeconds(1);
        }
        if (component.getName().equals("learningRate")) {
            return 0.01;
        }
        throw new AssertionError(type + "." + component.getName() + " has no default and is not optional");
    }

    private static Object parse(RecordComponent component, String text) {
        if (component.getType() == List.class) {
            Class<?> item = (Class<?>) ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0];
            List<Object> items = new ArrayList<>();
            for (String part : text.substring(1, text.length() - 1).split(",", -1)) {
                if (!part.isBlank()) {
                    items.add(scalar(item, part.strip()));
                }
            }
            return items;
        }
        return scalar(component.getType(), text);
    }

    private static Object scalar(Class<?> type, String text) {
        if (type == double.class || type == Double.class) {
            return Double.parseDouble(text);
        }
        if (type == long.class || type == Long.class) {
            return Long.parseLong(text);
        }
        if (type == int.class || type == Integer.class) {
            return Integer.parseInt(text);
        }
        if (type == boolean.class) {
            return Boolean.parseBoolean(text);
        }
        if (type == String.class) {
            return text;
        }
        if (type == Codec.class) {
            return Registry.load("codec", Codec.class).get(text);
        }
        for (Object constant : type.getEnumConstants()) {
            if (((Enum<?>) constant).name().equals(text.toUpperCase(Locale.ROOT).replace('-', '_'))) {
                return constant;
            }
        }
        throw new AssertionError("no " + type + " reads " + text);
    }
}
