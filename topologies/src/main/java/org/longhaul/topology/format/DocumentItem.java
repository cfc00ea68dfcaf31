package org.longhaul.topology.format;

import java.util.List;
import java.util.Map;

/** A piece of a YAML file with its line: a text, a list or a mapping. Empty values ({@code ~}) are left out of mappings. */
public sealed interface DocumentItem {
    /** Returns the line where it begins. */
    int line();

    /** A scalar as it was written. */
    record Text(int line, String value) implements DocumentItem {}

    /** A sequence. */
    record Items(int line, List<DocumentItem> items) implements DocumentItem {}

    /** A mapping with its keys in order. */
    record Keys(int line, Map<String, DocumentItem> values) implements DocumentItem {}

    /** Returns the word for messages. */
    default String kind() {
        if (this instanceof Text text) {
            return "the text \"" + text.value() + "\"";
        }
        return this instanceof Items ? "a list" : "a mapping";
    }
}
