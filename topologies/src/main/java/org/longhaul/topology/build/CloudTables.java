package org.longhaul.topology.build;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads the tables of clouds that the program ships: lines of cells between bars. */
final class CloudTables {

    /** What a cell has that states nothing. */
    static final String NOTHING = "-";

    private CloudTables() {}

    /** The lines of a table but comments, each with so many cells. */
    static List<String[]> rows(String table, int cells) {
        try (InputStream in = CloudTables.class.getResourceAsStream(table)) {
            if (in == null) {
                throw new IllegalStateException(table + " is missing from the program's resources");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> {
                        String[] row = line.split(" \\| ", -1);
                        if (row.length != cells) {
                            throw new IllegalStateException(
                                    "a line of " + table + " must have " + cells + " cells: " + line);
                        }
                        return row;
                    })
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + table, e);
        }
    }
}
