package org.longhaul.scenario.file;

import java.util.Locale;
import org.longhaul.scenario.file.YamlNode.Entry;
import org.longhaul.scenario.file.YamlNode.Mapping;
import org.longhaul.scenario.file.YamlNode.Scalar;
import org.longhaul.scenario.file.YamlNode.Sequence;

/** Writes a tree as YAML that reads as the same tree; aliases are written out, comments are not kept. */
final class YamlText {
    private final StringBuilder text = new StringBuilder();

    private YamlText() {}

    static String of(YamlNode root) {
        YamlText writer = new YamlText();
        writer.write(root, 0);
        return writer.text.toString();
    }

    /** A node on lines of its own, the first of which is already indented. */
    private void write(YamlNode node, int indent) {
        if (node instanceof Mapping mapping && !mapping.entries().isEmpty()) {
            boolean first = true;
            for (Entry entry : mapping.entries()) {
                startLine(first, indent);
                first = false;
                scalar(entry.key());
                text.append(':');
                below(entry.value(), indent);
            }
        } else if (node instanceof Sequence sequence && !sequence.items().isEmpty()) {
            boolean first = true;
            for (YamlNode item : sequence.items()) {
                startLine(first, indent);
                first = false;
                text.append("- ");
                write(item, indent + 2);
            }
        } else {
            inline(node);
            text.append('\n');
        }
    }

    private void startLine(boolean first, int indent) {
        if (!first) {
            text.append(" ".repeat(indent));
        }
    }

    /** The value of a key: on its line if that is enough, else below. */
    private void below(YamlNode node, int indent) {
        boolean isLong = (node instanceof Mapping mapping && !mapping.entries().isEmpty())
                || (node instanceof Sequence sequence && !sequence.items().isEmpty());
        if (isLong) {
            text.append('\n').append(" ".repeat(indent + 2));
            write(node, indent + 2);
        } else {
            text.append(' ');
            inline(node);
            text.append('\n');
        }
    }

    private void inline(YamlNode node) {
        if (node instanceof Scalar scalar) {
            scalar(scalar);
        } else {
            text.append(node instanceof Mapping ? "{}" : "[]");
        }
    }

    private void scalar(Scalar scalar) {
        if (!scalar.quoted() && scalar.text().indexOf('\n') < 0) {
            text.append(scalar.text());
            return;
        }
        text.append('"');
        scalar.text().codePoints().forEach(c -> {
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\t' -> text.append("\\t");
                default -> {
                    if (c < 0x20 || c == 0x7f || (c >= 0x80 && c < 0xa0) || c == 0x2028 || c == 0x2029 || c == 0xfeff) {
                        text.append(String.format(Locale.ROOT, "\\u%04x", c));
                    } else {
                        text.appendCodePoint(c);
                    }
                }
            }
        });
        text.append('"');
    }
}
