package org.longhaul.study.compare;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.extension.PlainNumber;
import org.longhaul.extension.Spelling;

/**
 * Points as rows: a column for each axis, the method, the seed, how it ended, and a column for each figure; as a sweep writes
 * it, or made from runs, whose axes are the keys in which their scenarios differ. Immutable.
 */
public final class PointTable {
    private static final String POINT = "point";
    private static final String METHOD = "method";
    private static final String SEED = "seed";
    private static final String OUTCOME = "outcome";
    private static final String CAUSE = "cause";

    private final String name;
    private final List<String> columns;
    private final List<List<String>> rows;

    private PointTable(String name, List<String> columns, List<List<String>> rows) {
        this.name = name;
        this.columns = List.copyOf(columns);
        this.rows = List.copyOf(rows);
    }

    /**
     * Reads a table of points.
     *
     * @throws IllegalArgumentException if it is no table, with the line
     * @throws java.io.UncheckedIOException if it cannot be read
     */
    public static PointTable read(Path csv) {
        List<List<String>> rows = CsvRows.read(csv);
        List<String> columns = rows.get(0);
        Set<String> seen = new LinkedHashSet<>();
        for (String column : columns) {
            if (!seen.add(column)) {
                throw new IllegalArgumentException(csv + ":1: two columns are called '" + column + "'");
            }
        }
        return new PointTable(String.valueOf(csv.getFileName()), columns, rows.subList(1, rows.size()));
    }

    /** The methods of runs as rows; throws as {@link RunRecord}s are read. */
    public static PointTable of(List<Path> directories) {
        List<RunRecord> runs = new ArrayList<>();
        List<Map<String, String>> settings = new ArrayList<>();
        for (Path directory : directories) {
            runs.add(ResultsReader.record(directory));
            settings.add(Settings.of(ResultsReader.folder(directory)));
        }
        Set<String> axes = new LinkedHashSet<>();
        for (Map<String, String> each : settings) {
            Settings.between(settings.get(0), each).forEach(difference -> axes.add(difference.path()));
        }
        Set<String> figures = new LinkedHashSet<>();
        for (RunRecord run : runs) {
            RunFigures.infos(run).forEach(info -> figures.add(column(run, info.name())));
        }
        List<String> columns = new ArrayList<>(List.of(POINT));
        columns.addAll(axes);
        columns.addAll(List.of(METHOD, SEED, OUTCOME));
        columns.addAll(figures);
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            RunRecord run = runs.get(i);
            for (MethodRecord method : run.methods()) {
                List<String> row = new ArrayList<>(List.of(Integer.toString(i + 1)));
                for (String axis : axes) {
                    row.add(settings.get(i).getOrDefault(axis, ""));
                }
                row.addAll(List.of(method.label(), Long.toString(method.seed()), RunFigures.outcome(method)));
                Map<String, Double> values = new LinkedHashMap<>();
                RunFigures.of(run, method).forEach((figure, value) -> values.put(column(run, figure), value));
                for (String figure : figures) {
                    Double value = values.get(figure);
                    row.add(value == null || !Double.isFinite(value) ? "" : PlainNumber.of(value));
                }
                rows.add(row);
            }
        }
        return new PointTable(directories.size() + " runs", columns, rows);
    }

    /** The time to the first target is called alike in every table. */
    private static String column(RunRecord run, String figure) {
        boolean first = !run.targets().isEmpty()
                && figure.equals(FigureInfo.SECONDS_TO_TARGET + " "
                        + run.targets().get(0).label());
        return first ? FigureInfo.SECONDS_TO_TARGET : figure;
    }

    /** Where it was read. */
    String name() {
        return name;
    }

    /** The names of the columns. */
    List<String> columns() {
        return columns;
    }

    /** The columns that tell points apart. */
    List<String> axes() {
        int method = columns.indexOf(METHOD);
        return columns.subList(0, Math.max(0, method)).stream()
                .filter(column -> !column.equals(POINT))
                .toList();
    }

    /** The columns of figures: those behind what a row is about. */
    List<String> figures() {
        int last = Math.max(columns.indexOf(METHOD), Math.max(columns.indexOf(SEED), columns.indexOf(OUTCOME)));
        return columns.subList(last + 1, columns.size()).stream()
                .filter(column -> !column.equals(CAUSE))
                .toList();
    }

    /**
     * The place of a column.
     *
     * @param wanted its name, a figure's also by what people call it
     * @throws IllegalArgumentException if there is none, with the nearest name
     */
    int column(String wanted) {
        int column = columns.indexOf(wanted);
        column = column < 0 ? columns.indexOf(Tolerances.figure(wanted)) : column;
        if (column < 0) {
            throw new IllegalArgumentException(name + " has no column '" + wanted + "'; allowed: "
                    + String.join(", ", columns) + Spelling.maybe(wanted, columns));
        }
        return column;
    }

    /** The rows, a cell for each column. */
    List<List<String>> rows() {
        return rows;
    }

    /** The method of a row; empty in a table without methods. */
    String method(List<String> row) {
        int column = columns.indexOf(METHOD);
        return column < 0 ? "" : row.get(column);
    }

    /** Whether a row came to its end, or the table does not say. */
    boolean isWhole(List<String> row) {
        int column = columns.indexOf(OUTCOME);
        return column < 0 || row.get(column).equals(Results.Entry.COMPLETED);
    }

    /**
     * A figure of a row.
     *
     * @return infinite for a target that a whole training did not reach; not a number where there is none
     * @throws IllegalArgumentException if the cell holds something else than a number
     */
    double value(List<String> row, int column) {
        String cell = row.get(column).strip();
        if (cell.isEmpty()) {
            return isWhole(row) && isToTarget(columns.get(column)) ? Double.POSITIVE_INFINITY : Double.NaN;
        }
        Double number = number(cell);
        if (number == null) {
            throw new IllegalArgumentException(name + ": '" + Spelling.excerpt(cell) + "' in column '"
                    + columns.get(column) + "' is no number; allowed: a figure's column, such as "
                    + String.join(", ", figures()));
        }
        return number;
    }

    /** Whether a figure is of a target; a second one of a run is named after it: {@code seconds-to-target loss 2.5}. */
    private static boolean isToTarget(String figure) {
        return figure.endsWith("-to-target") || figure.startsWith(FigureInfo.SECONDS_TO_TARGET + " ");
    }

    private static @Nullable Double number(String cell) {
        try {
            return Double.valueOf(cell);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** The same as results that can be compared: a group for each point. */
    Results results(List<String> higherIsBetter) {
        List<FigureInfo> infos = new ArrayList<>();
        for (String figure : figures()) {
            infos.add(FigureInfo.named(figure, higherIsBetter.contains(figure)));
        }
        int seed = columns.indexOf(SEED);
        int outcome = columns.indexOf(OUTCOME);
        List<Integer> axes = axes().stream().map(columns::indexOf).toList();
        List<Results.Entry> entries = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder group = new StringBuilder();
            for (int axis : axes) {
                group.append(group.isEmpty() ? "" : ", ")
                        .append(columns.get(axis))
                        .append(' ')
                        .append(row.get(axis));
            }
            Map<String, Double> values = new LinkedHashMap<>();
            for (FigureInfo info : infos) {
                double value = value(row, columns.indexOf(info.name()));
                if (!Double.isNaN(value)) {
                    values.put(info.name(), value);
                }
            }
            entries.add(new Results.Entry(
                    group.toString(),
                    method(row),
                    seed < 0 ? 0 : seed(row.get(seed)),
                    outcome < 0 ? Results.Entry.COMPLETED : row.get(outcome),
                    values));
        }
        return new Results(name, true, infos, entries, new LinkedHashMap<>());
    }

    private long seed(String cell) {
        if (cell.isEmpty()) {
            return 0;
        }
        try {
            return Long.parseLong(cell);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    name + ": the seed '" + Spelling.excerpt(cell) + "' must be a whole number", e);
        }
    }
}
