package org.longhaul.scenario.file;

import java.util.function.Function;

/**
 * How one kind of value is written in a file.
 *
 * @param allowed what is right, for messages: {@code a whole number}
 * @param schemaType the JSON type in the schema
 * @param example a value that is right, for documentation
 * @param parser from the text to the value; throws {@link IllegalArgumentException} saying what is wrong
 */
public record ValueType<T>(
        Class<T> type, String allowed, String schemaType, String example, Function<YamlNode.Scalar, T> parser) {}
