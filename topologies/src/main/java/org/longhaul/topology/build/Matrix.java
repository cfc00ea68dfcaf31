package org.longhaul.topology.build;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.longhaul.topology.TopologyException;

/** Square matrices of settings between sites. */
final class Matrix {
    private Matrix() {}

    /**
     * Returns an immutable copy after checking that there is one row, and one entry in it, for each site. An entry may be
     * empty on the diagonal only, where it becomes {@code none}.
     */
    static <T> List<List<T>> checked(
            String name, List<? extends @Nullable List<? extends @Nullable T>> rows, List<String> sites, T none) {
        if (rows.size() != sites.size()) {
            throw new TopologyException(
                    name + " has " + rows.size() + " rows; allowed: one for each of the " + sites.size() + " sites");
        }
        List<List<T>> copy = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            List<? extends @Nullable T> row = rows.get(i);
            int entries = row == null ? 0 : row.size();
            if (row == null || entries != sites.size()) {
                throw new TopologyException(name + " has " + entries + " entries in the row of \"" + sites.get(i)
                        + "\"; allowed: one for each of the " + sites.size() + " sites");
            }
            List<T> line = new ArrayList<>();
            for (int j = 0; j < entries; j++) {
                T value = row.get(j);
                if (value == null && i != j) {
                    throw new TopologyException(
                            entry(name, sites, i, j) + " is empty; allowed: a value, except on the diagonal");
                }
                line.add(value == null ? none : value);
            }
            copy.add(List.copyOf(line));
        }
        return List.copyOf(copy);
    }

    /** Runs {@code check} on the name and value of every entry off the diagonal. */
    static <T> void forEachPair(List<List<T>> rows, List<String> sites, String name, BiConsumer<String, T> check) {
        for (int i = 0; i < rows.size(); i++) {
            for (int j = 0; j < rows.size(); j++) {
                if (i != j) {
                    check.accept(entry(name, sites, i, j), rows.get(i).get(j));
                }
            }
        }
    }

    /** Returns how many entries of the diagonal are not {@code none}. */
    static <T> int onDiagonal(List<List<T>> rows, T none) {
        int stated = 0;
        for (int i = 0; i < rows.size(); i++) {
            stated += rows.get(i).get(i).equals(none) ? 0 : 1;
        }
        return stated;
    }

    private static String entry(String name, List<String> sites, int i, int j) {
        return name + " from \"" + sites.get(i) + "\" to \"" + sites.get(j) + "\"";
    }
}
