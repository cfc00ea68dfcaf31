package org.longhaul.training;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Defaults;
import org.longhaul.extension.Extension;

/** Makes settings from what an extension declares: default texts, null for optional ones, 0.01 for learning rates, a second for times. */
public final class DefaultSettings {
    private DefaultSettings() {}

    /** The settings of an extension when a scenario says nothing. */
    public static <S extends Record> S of(Extension<S> extension) {
        return of(extension, null);
    }

    /**
     * As {@link #of(Extension)}, but with all periods of this many steps: defaults are longer than a test runs. An optional
     * period that is absent by default stays absent: it has no meaning without another setting.
     */
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
        String text = Defaults.text(component);
        boolean isOptional = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
        if (period != null && component.getName().matches("(?i).*periods?") && (text != null || !isOptional)) {
            return Defaults.parse(
                    component.getGenericType(), component.getType() == List.class ? "[" + period + "]" : period);
        }
        if (period != null && component.getName().equals("fragments")) {
            // One fragment leaves after every so many steps of the period.
            text = Integer.toString(Math.min(Integer.parseInt(Objects.requireNonNull(text)), Integer.parseInt(period)));
        }
        if (text != null) {
            return Defaults.parse(component.getGenericType(), text);
        }
        if (isOptional) {
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
}
