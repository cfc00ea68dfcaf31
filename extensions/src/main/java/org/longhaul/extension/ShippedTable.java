package org.longhaul.extension;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Tables that are shipped with the program as text in UTF-8. A line is a row; its cells stand between bars, first the row's id.
 * Blank lines and those that begin with a {@code #} are no rows.
 */
public final class ShippedTable {
    private ShippedTable() {}

    /**
     * Reads a table.
     *
     * @param owner class beside which it lies
     * @param resource its name there
     * @param cells cells of a row
     * @param row makes what a row stands for of its cells, which have no blanks around them
     * @return by id, in the table's order; unmodifiable
     * @throws IllegalStateException if there is no such table, a row has more or fewer cells, or an id is listed twice
     */
    public static <R> Map<String, R> read(Class<?> owner, String resource, int cells, Function<List<String>, R> row) {
        Map<String, R> rows = new LinkedHashMap<>();
        try (InputStream in = owner.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is missing from the program's resources");
            }
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .forEach(line -> {
                        List<String> found = Arrays.stream(line.split("\\|", -1))
                                .map(String::strip)
                                .toList();
                        if (found.size() != cells) {
                            throw new IllegalStateException(
                                    "a row of " + resource + " must have " + cells + " cells: " + line);
                        }
                        if (rows.put(found.get(0), row.apply(found)) != null) {
                            throw new IllegalStateException("'" + found.get(0) + "' is listed twice in " + resource);
                        }
                    });
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + resource, e);
        }
        return Collections.unmodifiableMap(rows);
    }
}
