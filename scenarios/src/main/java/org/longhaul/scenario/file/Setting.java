package org.longhaul.scenario.file;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.lang.annotation.Annotation;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One key of a section, as its record component declares it.
 *
 * @param type the component's generic type
 * @param documentation what it means, from {@link JsonPropertyDescription}; empty when the component has none
 * @param defaultText the value taken when the key is absent, as YAML text, from {@link JsonProperty}; null for none
 * @param optional whether an absent key without default is allowed and read as null
 * @param inline whether the component's own keys stand beside the section's other keys
 */
public record Setting(
        String name, Type type, String documentation, @Nullable String defaultText, boolean optional, boolean inline) {

    /** Whether the section is incomplete without the key. */
    public boolean isRequired() {
        return defaultText == null && !optional;
    }

    /** The settings of a record in the order of its components. */
    public static List<Setting> of(Class<?> record) {
        RecordComponent[] components = record.getRecordComponents();
        if (components == null) {
            throw new IllegalArgumentException(record + " is not a record");
        }
        return Arrays.stream(components).map(c -> of(record, c)).toList();
    }

    /** The setting of that name. @throws IllegalArgumentException if the record has no such component */
    static Setting named(Class<?> record, String name) {
        return of(record).stream()
                .filter(s -> s.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(record + " has no component " + name));
    }

    private static Setting of(Class<?> record, RecordComponent component) {
        JsonProperty property = annotation(record, component, JsonProperty.class);
        JsonPropertyDescription description = annotation(record, component, JsonPropertyDescription.class);
        boolean hasDefault = property != null && !property.defaultValue().isEmpty();
        return new Setting(
                component.getName(),
                component.getGenericType(),
                description == null ? "" : description.value(),
                hasDefault && property != null ? property.defaultValue() : null,
                component.getAnnotatedType().isAnnotationPresent(Nullable.class),
                component.isAnnotationPresent(Inline.class));
    }

    /** Annotations of jackson do not apply to record components; the compiler copies them to the fields. */
    private static <A extends Annotation> @Nullable A annotation(
            Class<?> record, RecordComponent component, Class<A> type) {
        try {
            return record.getDeclaredField(component.getName()).getAnnotation(type);
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("record without field " + component, e);
        }
    }
}
