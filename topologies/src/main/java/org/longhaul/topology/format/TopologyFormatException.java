package org.longhaul.topology.format;

import org.jspecify.annotations.Nullable;

/** A file that holds no valid topology; the message has the form {@code file:line: field: problem}. */
public final class TopologyFormatException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final int line;
    private final String field;

    /**
     * Creates the exception.
     *
     * @param file name of the file as the user gave it
     * @param line line number from 1, or 0 when the whole file is meant
     * @param field the element or key, or the empty text
     * @param problem what is wrong, the value found and what is allowed
     * @param cause what a library reported, or null
     */
    public TopologyFormatException(String file, int line, String field, String problem, @Nullable Throwable cause) {
        super(file + (line > 0 ? ":" + line : "") + ": " + (field.isEmpty() ? "" : field + ": ") + problem, cause);
        this.file = file;
        this.line = line;
        this.field = field;
    }

    /** Returns the name of the file. */
    public String file() {
        return file;
    }

    /** Returns the line number from 1, or 0 when the whole file is meant. */
    public int line() {
        return line;
    }

    /** Returns the element or key, or the empty text. */
    public String field() {
        return field;
    }
}
