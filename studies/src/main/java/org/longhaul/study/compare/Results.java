package org.longhaul.study.compare;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * What methods came to, wherever it was read: the one form in which results are compared.
 *
 * @param name where it was read
 * @param points whether the groups are points of a table rather than runs
 * @param figures what there is of each entry, in the order in which it is shown
 * @param entries one for each group, method and seed
 * @param settings what each group was run with, by path; empty for points, whose name says it
 */
record Results(
        String name,
        boolean points,
        List<FigureInfo> figures,
        List<Entry> entries,
        Map<String, Map<String, String>> settings) {
    /**
     * One method under one seed.
     *
     * @param group the run's name or the point's axes
     * @param method the method's label
     * @param seed the seed
     * @param outcome how it ended
     * @param values by name of the figure; infinite for a target that was not reached; a figure that there is not is absent
     */
    record Entry(String group, String method, long seed, String outcome, Map<String, Double> values) {
        static final String COMPLETED = "completed";

        Entry {
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }

        boolean isWhole() {
            return outcome.equals(COMPLETED);
        }

        double value(String figure) {
            Double value = values.get(figure);
            return value == null ? Double.NaN : value;
        }
    }

    Results {
        figures = List.copyOf(figures);
        entries = List.copyOf(entries);
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    /** The groups in order. */
    List<String> groups() {
        LinkedHashSet<String> groups = new LinkedHashSet<>();
        entries.forEach(entry -> groups.add(entry.group()));
        return List.copyOf(groups);
    }

    /** The entries by group and method, in order. */
    Map<String, Map<String, List<Entry>>> byGroupAndMethod() {
        Map<String, Map<String, List<Entry>>> all = new LinkedHashMap<>();
        for (Entry entry : entries) {
            all.computeIfAbsent(entry.group(), group -> new LinkedHashMap<>())
                    .computeIfAbsent(entry.method(), method -> new ArrayList<>())
                    .add(entry);
        }
        return all;
    }
}
