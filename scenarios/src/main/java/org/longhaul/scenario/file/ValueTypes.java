package org.longhaul.scenario.file;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.longhaul.scenario.file.YamlNode.Scalar;

/** The plain kinds of value: text, whole numbers, numbers, yes or no, and the constants of enums. */
final class ValueTypes {
    private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]+");
    private static final Pattern NUMBER = Pattern.compile("[-+]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][-+]?[0-9]+)?");

    private ValueTypes() {}

    static final List<ValueType<?>> PLAIN = List.of(
            new ValueType<>(String.class, "text", "string", "text", Scalar::text),
            whole(Integer.class, ValueTypes::integer),
            whole(int.class, ValueTypes::integer),
            whole(Long.class, ValueTypes::longInteger),
            whole(long.class, ValueTypes::longInteger),
            number(Double.class),
            number(double.class),
            new ValueType<>(Path.class, "a path", "string", "my-file.csv", ValueTypes::path),
            new ValueType<>(Boolean.class, "true or false", "boolean", "true", ValueTypes::truth),
            new ValueType<>(boolean.class, "true or false", "boolean", "true", ValueTypes::truth));

    private static <T> ValueType<T> whole(Class<T> type, Function<Scalar, T> parser) {
        return new ValueType<>(type, "a whole number", "integer", "1", parser);
    }

    private static ValueType<Double> number(Class<Double> type) {
        return new ValueType<>(type, "a number", "number", "0.1", ValueTypes::real);
    }

    /** Whether the text reads as a whole number, of whatever size. */
    static boolean isWhole(Scalar value) {
        return !value.quoted() && WHOLE.matcher(value.text()).matches();
    }

    private static int integer(Scalar value) {
        long number = longInteger(value);
        if (number != (int) number) {
            throw new IllegalArgumentException("'" + value.text() + "' is beyond the range of a 32-bit whole number");
        }
        return (int) number;
    }

    private static long longInteger(Scalar value) {
        if (!isWhole(value)) {
            throw new IllegalArgumentException(value.describe() + " is not a whole number");
        }
        try {
            return Long.parseLong(value.text());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + value.text() + "' is beyond the range of a whole number", e);
        }
    }

    private static double real(Scalar value) {
        if (value.quoted() || !NUMBER.matcher(value.text()).matches()) {
            throw new IllegalArgumentException(value.describe() + " is not a finite number");
        }
        double number = Double.parseDouble(value.text());
        if (Double.isInfinite(number)) {
            throw new IllegalArgumentException("'" + value.text() + "' is beyond the range of a number");
        }
        return number;
    }

    private static Path path(Scalar value) {
        if (value.text().isBlank()) {
            throw new IllegalArgumentException("a path must not be blank");
        }
        return Path.of(value.text());
    }

    private static boolean truth(Scalar value) {
        if (!value.quoted() && value.text().equals("true")) {
            return true;
        }
        if (!value.quoted() && value.text().equals("false")) {
            return false;
        }
        throw new IllegalArgumentException(value.describe() + " is neither true nor false");
    }

    /** How a constant is written in a file: {@code ALL_REDUCE} is {@code all-reduce}. */
    static String spelling(Object constant) {
        return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static List<String> spellings(Class<?> type) {
        return List.of(type.getEnumConstants()).stream()
                .map(ValueTypes::spelling)
                .toList();
    }
}
