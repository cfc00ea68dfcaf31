package org.longhaul.scenario.file;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One thing wrong with a file: where, what was found, what is allowed and what was perhaps meant.
 *
 * @param line line of the offending node, from one; 0 when the file as a whole is meant
 * @param column column of the offending node, from one
 * @param path field path such as {@code methods[2].parameterPeriod}; empty for the file as a whole
 * @param message what is wrong, with the value found
 * @param allowed what would have been right
 * @param hint the nearest valid name or another suggestion
 */
public record Problem(
        String file,
        int line,
        int column,
        String path,
        String message,
        @Nullable String allowed,
        @Nullable String hint) {

    /** The problem as two to four lines of text: {@code file:line:column: path: message}, allowed, hint. */
    public String render() {
        StringBuilder text = new StringBuilder(file);
        if (line > 0) {
            text.append(':').append(line).append(':').append(column);
        }
        text.append(": ");
        if (!path.isEmpty()) {
            text.append(path).append(": ");
        }
        text.append(message);
        if (allowed != null) {
            text.append("\n    Allowed: ").append(allowed);
        }
        if (hint != null) {
            text.append("\n    Maybe ").append(hint);
        }
        return printable(text);
    }

    /** The text without characters that would steer a terminal; they are spelled as in Java. */
    private static String printable(CharSequence text) {
        StringBuilder clean = new StringBuilder();
        text.codePoints()
                .forEach(c -> clean.append(
                        Character.getType(c) == Character.CONTROL && c != '\n'
                                ? String.format(Locale.ROOT, "\\u%04x", c)
                                : Character.toString(c)));
        return clean.toString();
    }
}
