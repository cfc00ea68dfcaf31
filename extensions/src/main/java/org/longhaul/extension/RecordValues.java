package org.longhaul.extension;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Records of settings as rows of values, so that one can be changed without knowing the others. */
public final class RecordValues {

    /** Looked up once for each type, which takes longer than reading them. */
    private static final ClassValue<List<RecordComponent>> COMPONENTS = new ClassValue<>() {
        @Override
        protected List<RecordComponent> computeValue(Class<?> type) {
            RecordComponent[] components = type.getRecordComponents();
            for (RecordComponent component : components) {
                component.getAccessor().setAccessible(true);
            }
            return List.of(components);
        }
    };

    private static final ClassValue<Constructor<?>> CONSTRUCTORS = new ClassValue<>() {
        @Override
        protected Constructor<?> computeValue(Class<?> type) {
            try {
                Constructor<?> constructor = type.getDeclaredConstructor(Arrays.stream(type.getRecordComponents())
                        .map(RecordComponent::getType)
                        .toArray(Class<?>[]::new));
                constructor.setAccessible(true);
                return constructor;
            } catch (NoSuchMethodException e) {
                throw new IllegalStateException("no way to make a " + type, e);
            }
        }
    };

    private RecordValues() {}

    /** The components of a type of records, whose accessors may be called. */
    public static List<RecordComponent> components(Class<?> type) {
        return COMPONENTS.get(type);
    }

    /** What makes a record of its values, in the order of the components. */
    public static Constructor<?> constructor(Class<?> type) {
        return CONSTRUCTORS.get(type);
    }

    /** The values in the order of the components. */
    public static @Nullable Object[] of(Record record) {
        List<RecordComponent> components = COMPONENTS.get(record.getClass());
        @Nullable Object[] values = new @Nullable Object[components.size()];
        for (int i = 0; i < values.length; i++) {
            try {
                values[i] = components.get(i).getAccessor().invoke(record);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("cannot read " + components.get(i), e);
            }
        }
        return values;
    }

    /** Whether two records of a type have equal values in all components but one. */
    public static <R extends Record> boolean areEqualBut(String component, R one, R other) {
        List<RecordComponent> components = COMPONENTS.get(one.getClass());
        @Nullable Object[] values = of(one);
        @Nullable Object[] others = of(other);
        for (int i = 0; i < values.length; i++) {
            if (!components.get(i).getName().equals(component) && !Objects.equals(values[i], others[i])) {
                return false;
            }
        }
        return true;
    }

    /** A record of the same type with other values. */
    public static <R extends Record> R create(Class<R> type, @Nullable Object[] values) {
        try {
            return type.cast(constructor(type).newInstance(values));
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                throw refused;
            }
            throw new IllegalStateException("cannot make a " + type, e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make a " + type, e);
        }
    }

    /**
     * The same record with another value of one component.
     *
     * @throws IllegalArgumentException if there is no such component
     */
    public static <R extends Record> R with(R record, String component, Object value) {
        List<RecordComponent> components = COMPONENTS.get(record.getClass());
        @Nullable Object[] values = of(record);
        for (int i = 0; i < components.size(); i++) {
            if (components.get(i).getName().equals(component)) {
                values[i] = value;
                @SuppressWarnings("unchecked")
                Class<R> type = (Class<R>) record.getClass();
                return create(type, values);
            }
        }
        throw new IllegalArgumentException(
                record.getClass() + " has no component " + component + ", only " + components);
    }
}
