package org.longhaul.topology.build;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.longhaul.topology.TopologyException;

/** Square matrices of settings between sites. */
final class Matrix {
    private Matrix() {}

    /** Returns an immutable copy after checking that there is one row, and one entry in it, for each site. */
    static <T> List<List<T>> checked(String name, List<List<T>> rows, List<String> sites) {
        if (rows.size() != sites.size()) {
            throw new TopologyException(
                    name + " has " + rows.size() + " rows; allowed: one for each of the " + sites.size() + " sites");
        }
        List<List<T>> copy = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).size() != sites.size()) {
                throw new TopologyException(name + " has " + rows.get(i).size() + " entries in the row of \""
                        + sites.get(i) + "\"; allowed: one for each of the " + sites.size() + " sites");
            }
            copy.add(List.copyOf(rows.get(i)));
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

    static <T> void requireSymmetric(String name, List<List<T>> rows, List<String> sites) {
        for (int i = 0; i < rows.size(); i++) {
            for (int j = 0; j < i; j++) {
                T there = rows.get(i).get(j);
                T back = rows.get(j).get(i);
                if (!there.equals(back)) {
                    throw new TopologyException(entry(name, sites, i, j) + " is " + there + " but "
                            + entry(name, sites, j, i) + " is " + back + "; allowed: the same value both ways");
                }
            }
        }
    }

    private static String entry(String name, List<String> sites, int i, int j) {
        return name + " from \"" + sites.get(i) + "\" to \"" + sites.get(j) + "\"";
    }
}
