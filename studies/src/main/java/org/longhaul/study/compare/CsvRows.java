package org.longhaul.study.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Rows of a CSV file (RFC 4180): fields in quotes may hold commas, line breaks and doubled quotes. */
final class CsvRows {
    private static final long LARGEST_FILE = 1L << 30;

    private CsvRows() {}

    /**
     * Reads a file whose rows all have as many fields as the first.
     *
     * @throws IllegalArgumentException if it is too large or no such table, with the line
     */
    static List<List<String>> read(Path file) {
        try {
            if (Files.size(file) > LARGEST_FILE) {
                throw new IllegalArgumentException(
                        file + " has " + Files.size(file) + " bytes; allowed: at most " + LARGEST_FILE);
            }
            return parse(file.toString(), new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<List<String>> parse(String name, String text) {
        List<List<String>> rows = new ArrayList<>();
        List<String> row = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        int line = 1;
        int begun = 1;
        int at = text.startsWith("\uFEFF") ? 1 : 0;
        for (; at < text.length(); at++) {
            char c = text.charAt(at);
            line += c == '\n' ? 1 : 0;
            if (quoted) {
                if (c != '"') {
                    field.append(c);
                } else if (at + 1 < text.length() && text.charAt(at + 1) == '"') {
                    field.append(c);
                    at++;
                } else {
                    quoted = false;
                }
            } else if (c == '"' && field.isEmpty()) {
                quoted = true;
                begun = line;
            } else if (c == ',') {
                row.add(field.toString());
                field.setLength(0);
            } else if (c == '\n') {
                end(rows, row, field, name, line - 1);
                row = new ArrayList<>();
            } else if (c != '\r') {
                field.append(c);
            }
        }
        if (quoted) {
            throw new IllegalArgumentException(name + ":" + begun + ": a quote that opens here is never closed");
        }
        if (!row.isEmpty() || !field.isEmpty()) {
            end(rows, row, field, name, line);
        }
        if (rows.isEmpty()) {
            throw new IllegalArgumentException(name + " is empty; allowed: a line of column names and rows below it");
        }
        return rows;
    }

    private static void end(List<List<String>> rows, List<String> row, StringBuilder field, String name, int line) {
        row.add(field.toString());
        field.setLength(0);
        if (row.size() == 1 && row.get(0).isBlank()) {
            return;
        }
        if (!rows.isEmpty() && row.size() != rows.get(0).size()) {
            throw new IllegalArgumentException(name + ":" + line + ": " + row.size() + " fields; allowed: "
                    + rows.get(0).size() + ", as in the first line");
        }
        rows.add(List.copyOf(row));
    }
}
