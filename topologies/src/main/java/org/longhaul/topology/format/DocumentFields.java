package org.longhaul.topology.format;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Spelling;
import org.longhaul.topology.unit.QuantityException;

/** Typed access to the keys of one mapping, with messages that name file, line and field. */
final class DocumentFields {
    private final DocumentText text;
    private final String path;
    private final int line;
    private final Map<String, DocumentItem> values;

    DocumentFields(DocumentText text, String path, @Nullable DocumentItem item, List<String> allowed, int line) {
        this.text = text;
        this.path = path;
        if (!(item instanceof DocumentItem.Keys keys)) {
            throw text.refuse(
                    line,
                    path,
                    "is " + (item == null ? "empty" : item.kind()) + "; allowed: a mapping of "
                            + String.join(", ", allowed));
        }
        this.line = keys.line();
        this.values = keys.values();
        for (Map.Entry<String, DocumentItem> entry : values.entrySet()) {
            if (!allowed.contains(entry.getKey())) {
                throw text.refuse(
                        entry.getValue().line(),
                        path + "." + Spelling.excerpt(entry.getKey()),
                        "unknown key; allowed: " + String.join(", ", allowed)
                                + Spelling.maybe(entry.getKey(), allowed));
            }
        }
    }

    int line() {
        return line;
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    String required(String key) {
        String value = optional(key);
        if (value == null) {
            throw text.refuse(line, path + "." + key, "is missing");
        }
        return value;
    }

    @Nullable
    String optional(String key) {
        DocumentItem item = values.get(key);
        if (item == null) {
            return null;
        }
        if (item instanceof DocumentItem.Text scalar) {
            return scalar.value();
        }
        throw text.refuse(item.line(), path + "." + key, "is " + item.kind() + "; allowed: a single value");
    }

    /** Returns the texts in the list {@code key}. */
    List<String> texts(String key) {
        DocumentItem item = values.get(key);
        if (!(item instanceof DocumentItem.Items list)) {
            throw text.refuse(
                    item == null ? line : item.line(),
                    path + "." + key,
                    "is " + (item == null ? "missing" : item.kind()) + "; allowed: a list");
        }
        List<String> found = new java.util.ArrayList<>();
        for (DocumentItem entry : list.items()) {
            if (!(entry instanceof DocumentItem.Text scalar)) {
                throw text.refuse(entry.line(), path + "." + key, "holds " + entry.kind() + "; allowed: texts");
            }
            found.add(scalar.value());
        }
        return found;
    }

    /** Returns the value of {@code key} as {@code parse} understands it, or null when absent. */
    <T> @Nullable T parsed(String key, Function<String, T> parse) {
        String value = optional(key);
        if (value == null) {
            return null;
        }
        try {
            return parse.apply(value);
        } catch (QuantityException e) {
            throw text.refuse(lineOf(key), path + "." + key, String.valueOf(e.getMessage()));
        } catch (NumberFormatException e) {
            throw text.refuse(
                    lineOf(key), path + "." + key, "is \"" + Spelling.excerpt(value) + "\"; allowed: a number");
        }
    }

    @Nullable
    Double number(String key) {
        return parsed(key, Double::valueOf);
    }

    <E extends Enum<E>> @Nullable E choice(String key, Class<E> type) {
        String value = optional(key);
        if (value == null) {
            return null;
        }
        List<String> names = java.util.Arrays.stream(type.getEnumConstants())
                .map(e -> e.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'))
                .toList();
        int index = names.indexOf(value);
        if (index < 0) {
            throw text.refuse(
                    lineOf(key),
                    path + "." + key,
                    "is \"" + Spelling.excerpt(value) + "\"; allowed: " + String.join(", ", names)
                            + Spelling.maybe(value, names));
        }
        return type.getEnumConstants()[index];
    }

    int lineOf(String key) {
        DocumentItem item = values.get(key);
        return item == null ? line : item.line();
    }
}
