package org.longhaul.scenario.file;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;

/** The few questions that binder and schema ask of a generic type. */
final class Types {
    private Types() {}

    static Class<?> raw(Type type) {
        if (type instanceof Class<?> plain) {
            return plain;
        }
        if (type instanceof ParameterizedType parameterized && parameterized.getRawType() instanceof Class<?> raw) {
            return raw;
        }
        throw new IllegalStateException("a setting cannot have the type " + type);
    }

    /** The last type argument: of a list its element, of a map its value, of a selection its factory. */
    static Type argument(Type type) {
        if (type instanceof ParameterizedType parameterized) {
            Type[] arguments = parameterized.getActualTypeArguments();
            return arguments[arguments.length - 1];
        }
        throw new IllegalStateException(type + " needs a type argument");
    }
}
