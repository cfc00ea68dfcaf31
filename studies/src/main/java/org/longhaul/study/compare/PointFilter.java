package org.longhaul.study.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.longhaul.extension.Spelling;

/** Some rows of a table of points: those of a method, and those with a value in a column. */
final class PointFilter {
    private PointFilter() {}

    /**
     * The rows that meet all conditions.
     *
     * @param conditions {@code COLUMN=VALUE}; a quantity may be written otherwise than in the table
     * @throws IllegalArgumentException if a condition is none, names no column, or no row meets it
     */
    static List<List<String>> rows(PointTable table, List<String> methods, List<String> conditions) {
        List<List<String>> rows = table.rows();
        if (!methods.isEmpty()) {
            Set<String> known = new LinkedHashSet<>();
            rows.forEach(row -> known.add(table.method(row)));
            for (String method : methods) {
                if (!known.contains(method)) {
                    throw new IllegalArgumentException("there is no method '" + method + "' in " + table.name()
                            + "; allowed: " + String.join(", ", known) + Spelling.maybe(method, known));
                }
            }
            // A point that was refused as a whole has no method: it says so for every one.
            rows = rows.stream()
                    .filter(row -> methods.contains(table.method(row))
                            || table.method(row).isEmpty())
                    .toList();
        }
        for (String condition : conditions) {
            int equals = condition.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("'" + Spelling.excerpt(condition)
                        + "' is no condition; allowed: COLUMN=VALUE, as in topology.wideLatency=10ms");
            }
            rows = meeting(table, rows, condition.substring(0, equals).strip(), condition.substring(equals + 1));
        }
        return rows;
    }

    private static List<List<String>> meeting(PointTable table, List<List<String>> rows, String name, String wanted) {
        int column = table.column(name);
        List<List<String>> met = new ArrayList<>();
        Set<String> values = new LinkedHashSet<>();
        for (List<String> row : rows) {
            String cell = row.get(column);
            values.add(cell);
            if (cell.strip().equals(wanted.strip()) || isSame(cell, wanted)) {
                met.add(row);
            }
        }
        if (met.isEmpty()) {
            throw new IllegalArgumentException("no row has " + name + " " + wanted + "; allowed: "
                    + String.join(", ", values.stream().limit(20).toList()));
        }
        return met;
    }

    private static boolean isSame(String one, String other) {
        PointAxis both = PointAxis.of("", List.of(one, other));
        List<Double> values = List.copyOf(both.values().values());
        return both.numeric() && values.get(0).equals(values.get(values.size() - 1));
    }

    /**
     * Refuses rows of one place, method and seed that differ in a column which is not shown: whose mean would be of what?
     *
     * @param shown the columns that tell rows apart in the figure
     */
    static void requireOne(PointTable table, List<List<String>> rows, List<Integer> shown) {
        Map<List<String>, List<String>> seen = new LinkedHashMap<>();
        int seed = table.columns().indexOf("seed");
        for (List<String> row : rows) {
            List<String> key = new ArrayList<>();
            shown.forEach(column -> key.add(row.get(column)));
            key.add(table.method(row));
            key.add(seed < 0 ? "" : row.get(seed));
            List<String> before = seen.putIfAbsent(key, row);
            if (before != null) {
                for (String axis : table.axes()) {
                    int column = table.columns().indexOf(axis);
                    if (!shown.contains(column) && !before.get(column).equals(row.get(column))) {
                        throw new IllegalArgumentException("several points fall together, for instance " + axis + " "
                                + before.get(column) + " and " + row.get(column)
                                + "; allowed: one of them, as in --where '" + axis + "=" + row.get(column) + "'");
                    }
                }
                throw new IllegalArgumentException(
                        table.name() + " has the same point twice: " + String.join(", ", key));
            }
        }
    }
}
