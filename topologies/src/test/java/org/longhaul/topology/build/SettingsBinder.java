package org.longhaul.topology.build;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Defaults;

/** Binds plain texts and lists to a settings record by its annotations alone, as a scenario does. */
final class SettingsBinder {
    private SettingsBinder() {}

    static <S extends Record> S bind(Class<S> type, Map<String, Object> values) throws Exception {
        List<Object> arguments = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            arguments.add(value(component, values.get(component.getName())));
        }
        Class<?>[] types = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        Constructor<S> constructor = type.getDeclaredConstructor(types);
        try {
            return constructor.newInstance(arguments.toArray());
        } catch (InvocationTargetException e) {
            throw (Exception) e.getCause();
        }
    }

    static boolean isNullable(RecordComponent component) {
        return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    static String defaultValue(RecordComponent component) {
        String text = Defaults.text(component);
        return text == null ? "" : text;
    }

    private static @Nullable Object value(RecordComponent component, @Nullable Object given) {
        if (given != null) {
            return convert(component.getGenericType(), given);
        }
        if (isNullable(component)) {
            return null;
        }
        if (defaultValue(component).isEmpty()) {
            throw new IllegalArgumentException(component.getName() + " is missing");
        }
        return convert(component.getGenericType(), defaultValue(component));
    }

    private static Object convert(Type type, Object given) {
        if (type instanceof ParameterizedType map && map.getRawType() == Map.class) {
            Map<String, Object> converted = new TreeMap<>();
            ((Map<?, ?>) given)
                    .forEach((key, value) ->
                            converted.put(key.toString(), convert(map.getActualTypeArguments()[1], value)));
            return converted;
        }
        if (type instanceof ParameterizedType list) {
            Type element = list.getActualTypeArguments()[0];
            return ((List<?>) given).stream().map(e -> convert(element, e)).toList();
        }
        return type == String.class ? given.toString() : Defaults.parse(type, given.toString());
    }
}
