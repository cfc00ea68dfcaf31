package org.longhaul.scenario.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.file.YamlNode;
import org.longhaul.scenario.file.YamlNode.Entry;
import org.longhaul.scenario.file.YamlNode.Mapping;
import org.longhaul.scenario.file.YamlNode.Scalar;
import org.longhaul.scenario.file.YamlNode.Sequence;
import org.longhaul.scenario.file.YamlReader;

/**
 * Scenarios that differ from a shipped one in one value: every key of every file, in every way of {@link Kind}. Models are
 * small quadratics and budgets short, so that what is left sound runs in a moment.
 */
public final class ScenarioMutants {
    private static final String MODEL = "{kind: quadratic, layers: 2, elements: 8}";

    /** How a value is changed. */
    enum Kind {
        MISSING(null),
        DUPLICATE(null),
        TEXT("surely not this"),
        LIST("[a, [b, {c: d}]]"),
        NOTHING("null"),
        ZERO("0"),
        NEGATIVE("-3"),
        HUGE("1e308"),
        LONGEST("9223372036854775807"),
        TWO_TO_31("2147483647"),
        TINY("1e-308"),
        NOT_A_NUMBER(".nan"),
        WRONG_UNIT("7 parsec"),
        NANOSECOND("1 ns"),
        CENTURIES("100000 d"),
        ONE_BIT("1 bit/s"),
        ONE_BYTE("1 B"),
        CONTROL("\"a\\e[31m\\nb\"");

        private final @Nullable String text;

        Kind(@Nullable String text) {
            this.text = text;
        }
    }

    /**
     * One of them.
     *
     * @param name file, key and change
     * @param text the scenario
     */
    public record Mutant(String name, String text) {}

    private ScenarioMutants() {}

    /** All mutants of the files of a folder, in a fixed order. */
    public static List<Mutant> of(Path folder) throws IOException {
        List<Mutant> mutants = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
                YamlNode root = YamlReader.read(file).root();
                List<Entry> entries = new ArrayList<>();
                collect(root, entries);
                for (Entry entry : entries) {
                    for (Kind kind : Kind.values()) {
                        StringBuilder text = new StringBuilder();
                        new Writer(entry, kind, text).write(root, "");
                        mutants.add(new Mutant(
                                file.getFileName() + ":" + entry.key().line() + " "
                                        + entry.key().text() + " " + kind,
                                text.toString()));
                    }
                }
            }
        }
        return mutants;
    }

    private static void collect(YamlNode node, List<Entry> entries) {
        if (node instanceof Mapping mapping) {
            for (Entry entry : mapping.entries()) {
                entries.add(entry);
                collect(entry.value(), entries);
            }
        } else if (node instanceof Sequence sequence) {
            sequence.items().forEach(item -> collect(item, entries));
        }
    }

    /** Writes a tree as block YAML, one entry of it changed. */
    private record Writer(Entry changed, Kind kind, StringBuilder text) {
        void write(YamlNode node, String indent) {
            if (node instanceof Mapping mapping) {
                for (Entry entry : mapping.entries()) {
                    if (entry != changed) {
                        entry(entry, indent, null);
                    } else if (kind == Kind.DUPLICATE) {
                        entry(entry, indent, null);
                        entry(entry, indent, null);
                    } else if (kind != Kind.MISSING) {
                        entry(entry, indent, kind.text);
                    }
                }
            } else if (node instanceof Sequence sequence) {
                for (YamlNode item : sequence.items()) {
                    text.append(indent).append("-");
                    value(item, indent + "  ");
                }
            }
        }

        private void entry(Entry entry, String indent, @Nullable String instead) {
            String key = entry.key().text();
            text.append(indent).append(key).append(':');
            if (instead != null) {
                text.append(' ').append(instead).append('\n');
            } else if (key.equals("model") && entry != changed && !holds(entry.value())) {
                text.append(' ').append(MODEL).append('\n');
            } else if (entry.value() instanceof Scalar scalar) {
                text.append(' ').append(shortened(key, scalar)).append('\n');
            } else {
                value(entry.value(), indent + "  ");
            }
        }

        private boolean holds(YamlNode node) {
            List<Entry> inside = new ArrayList<>();
            collect(node, inside);
            return inside.contains(changed);
        }

        private void value(YamlNode node, String indent) {
            boolean empty = node instanceof Mapping mapping
                    ? mapping.entries().isEmpty()
                    : node instanceof Sequence sequence && sequence.items().isEmpty();
            if (node instanceof Scalar scalar) {
                text.append(' ').append(quoted(scalar)).append('\n');
            } else if (empty) {
                text.append(node instanceof Mapping ? " {}\n" : " []\n");
            } else {
                text.append('\n');
                write(node, indent);
            }
        }

        private static String shortened(String key, Scalar scalar) {
            boolean number = scalar.text().matches("[0-9]+");
            if (number && key.equals("steps")) {
                return String.valueOf(Math.min(64, Long.parseLong(scalar.text())));
            }
            if (number && (key.endsWith("eriod") || key.equals("warmupSteps") || key.equals("evaluateEvery"))) {
                return String.valueOf(Math.min(16, Long.parseLong(scalar.text())));
            }
            return quoted(scalar);
        }

        private static String quoted(Scalar scalar) {
            return scalar.quoted()
                            || scalar.text().contains(": ")
                            || scalar.text().contains("#")
                    ? "\""
                            + scalar.text()
                                    .replace("\\", "\\\\")
                                    .replace("\"", "\\\"")
                                    .replace("\n", "\\n") + "\""
                    : scalar.text();
        }
    }
}
