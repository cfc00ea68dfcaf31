package org.longhaul.scenario.file;

import java.util.List;

/** A node of a YAML document that remembers where it was written; line and column count from one. */
public sealed interface YamlNode {

    int line();

    int column();

    /** Nodes below and including this one, with every alias counted as if written out. */
    long expandedSize();

    /** A value; {@code quoted} tells {@code "12"} from {@code 12}. */
    record Scalar(String text, boolean quoted, int line, int column) implements YamlNode {
        @Override
        public long expandedSize() {
            return 1;
        }

        /** Whether the value is absent: {@code key:} or {@code key: null} or {@code key: ~}. */
        public boolean isNull() {
            return !quoted && (text.isEmpty() || text.equals("~") || text.equals("null"));
        }
    }

    /** A list of nodes. */
    record Sequence(List<YamlNode> items, int line, int column, long expandedSize) implements YamlNode {}

    /** Keys and values in the order written; keys are unique. */
    record Mapping(List<Entry> entries, int line, int column, long expandedSize) implements YamlNode {}

    /** One key of a mapping and its value. */
    record Entry(Scalar key, YamlNode value) {}

    /** What a person would call this node in an error message. */
    default String describe() {
        if (this instanceof Scalar scalar) {
            return scalar.isNull() ? "nothing" : "'" + abbreviated(scalar.text()) + "'";
        }
        return this instanceof Sequence sequence
                ? "a list of " + sequence.items().size()
                : "a section with keys";
    }

    private static String abbreviated(String text) {
        String line = text.replaceAll("\\s+", " ");
        return line.length() <= 60 ? line : line.substring(0, 57) + "...";
    }
}
