package org.longhaul.scenario.file;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Defaults;

/**
 * One key of a section, as its record component declares it.
 *
 * @param type the component's generic type
 * @param documentation what it means, from {@link JsonPropertyDescription}; empty when the component has none
 * @param defaultText the value taken when the key is absent, as YAML text, from {@link Defaults}; null for none
 * @param optional whether an absent key without default is allowed and read as null
 * @param inline whether the component's own keys stand beside the section's other keys
 */
public record Setting(
        String name, Type type, String documentation, @Nullable String defaultText, boolean optional, boolean inline) {

    /** Read once for each record: reflection takes a tenth of a small replay. */
    private static final ClassValue<List<Setting>> OF_RECORD = new ClassValue<>() {
        @Override
        protected List<Setting> computeValue(Class<?> record) {
            RecordComponent[] components = record.getRecordComponents();
            if (components == null) {
                throw new IllegalArgumentException(record + " is not a record");
            }
            return Arrays.stream(components).map(c -> of(record, c)).toList();
        }
    };

    /** Whether the section is incomplete without the key. */
    public boolean isRequired() {
        return defaultText == null && !optional;
    }

    /** The settings of a record in the order of its components. */
    public static List<Setting> of(Class<?> record) {
        return OF_RECORD.get(record);
    }

    /** The setting of that name. @throws IllegalArgumentException if the record has no such component */
    static Setting named(Class<?> record, String name) {
        return of(record).stream()
                .filter(s -> s.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(record + " has no component " + name));
    }

    private static Setting of(Class<?> record, RecordComponent component) {
        return new Setting(
                component.getName(),
                component.getGenericType(),
                documentation(record, component),
                Defaults.text(component),
                component.getAnnotatedType().isAnnotationPresent(Nullable.class),
                component.isAnnotationPresent(Inline.class));
    }

    /** The annotation does not apply to components; the compiler copies it to the fields. */
    private static String documentation(Class<?> record, RecordComponent component) {
        try {
            JsonPropertyDescription description =
                    record.getDeclaredField(component.getName()).getAnnotation(JsonPropertyDescription.class);
            return description == null ? "" : description.value();
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("record without field " + component, e);
        }
    }
}
