package org.longhaul.study.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.figure.AxisScale;
import org.longhaul.analysis.figure.FrontierFigure;
import org.longhaul.analysis.figure.HeatFigure;
import org.longhaul.analysis.figure.LinesFigure;

/** Figures of a table of points. Immutable. */
public final class PlottedPoints {
    private final PointTable table;
    private final List<List<String>> rows;
    private final @Nullable String title;
    private final Map<String, String> names;

    private PlottedPoints(
            PointTable table, List<List<String>> rows, @Nullable String title, Map<String, String> names) {
        this.table = table;
        this.rows = rows;
        this.title = title;
        this.names = names;
    }

    /**
     * The rows that a figure is of.
     *
     * @param methods labels of the methods; empty for all
     * @param conditions {@code COLUMN=VALUE}
     * @param title empty for none; null for one that says what is shown
     * @param names what columns are called in the figure; the others have their own names
     * @throws IllegalArgumentException if there are no such rows
     */
    public static PlottedPoints of(
            PointTable table,
            List<String> methods,
            List<String> conditions,
            @Nullable String title,
            Map<String, String> names) {
        names.keySet().forEach(table::column);
        return new PlottedPoints(table, PointFilter.rows(table, methods, conditions), title, names);
    }

    /** What the seeds of one method at one place come to. */
    private record Mean(double value, double low, double high, HeatFigure.State state, int seeds) {}

    private Mean mean(List<List<String>> of, int column) {
        List<Double> values = new ArrayList<>();
        boolean missed = false;
        boolean failed = false;
        for (List<String> row : of) {
            double value = table.value(row, column);
            missed |= Double.isInfinite(value);
            failed |= Double.isNaN(value) || !table.isWhole(row);
            values.add(value);
        }
        HeatFigure.State state = of.isEmpty()
                ? HeatFigure.State.NONE
                : failed ? HeatFigure.State.FAILED : missed ? HeatFigure.State.NOT_REACHED : HeatFigure.State.VALUE;
        if (state != HeatFigure.State.VALUE) {
            return new Mean(Double.NaN, Double.NaN, Double.NaN, state, values.size());
        }
        double sum = 0;
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double value : values) {
            sum += value;
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        return new Mean(sum / values.size(), low, high, state, values.size());
    }

    private List<String> methods() {
        return rows.stream()
                .map(table::method)
                .filter(method -> !method.isEmpty())
                .distinct()
                .toList();
    }

    /** The rows by their cells in some columns. */
    private Map<List<String>, List<List<String>>> byCells(List<Integer> columns) {
        Map<List<String>, List<List<String>>> all = new LinkedHashMap<>();
        for (List<String> row : rows) {
            all.computeIfAbsent(columns.stream().map(row::get).toList(), key -> new ArrayList<>())
                    .add(row);
        }
        return all;
    }

    /** Those of a method; a point that was refused as a whole has none and is of every one. */
    private List<List<String>> of(@Nullable List<List<String>> some, String method) {
        return some == null
                ? List.of()
                : some.stream()
                        .filter(row -> table.method(row).equals(method)
                                || table.method(row).isEmpty())
                        .toList();
    }

    private PointAxis axis(int column) {
        return PointAxis.of(
                table.columns().get(column),
                rows.stream().map(row -> row.get(column)).toList());
    }

    /**
     * A map of a figure over two columns.
     *
     * @param baseline a method that the value is divided by; null for the value itself
     * @throws IllegalArgumentException if the rows are of several methods, or several fall into one cell
     */
    public HeatFigure.Content heat(String x, String y, String figure, @Nullable String baseline) {
        int across = table.column(x);
        int up = table.column(y);
        int column = table.column(figure);
        PointFilter.requireOne(table, rows, List.of(across, up));
        List<String> shown =
                methods().stream().filter(method -> !method.equals(baseline)).toList();
        if (shown.size() > 1) {
            throw new IllegalArgumentException("a map shows one method, and there are " + String.join(", ", shown)
                    + "; allowed: one of them, as in --method " + shown.get(0));
        }
        if (baseline != null && !methods().contains(baseline)) {
            throw new IllegalArgumentException(
                    "there is no method '" + baseline + "' to compare with; allowed: " + String.join(", ", methods()));
        }
        String method = shown.isEmpty() ? "" : shown.get(0);
        PointAxis columns = axis(across);
        PointAxis lines = axis(up);
        List<List<HeatFigure.Cell>> cells = new ArrayList<>();
        int seeds = 0;
        Map<List<String>, List<List<String>>> points = byCells(List.of(across, up));
        for (String line : lines.values().keySet()) {
            List<HeatFigure.Cell> row = new ArrayList<>();
            for (String place : columns.values().keySet()) {
                List<List<String>> here = points.get(List.of(place, line));
                Mean own = mean(of(here, method), column);
                Mean base = baseline == null ? own : mean(of(here, baseline), column);
                seeds = Math.max(seeds, own.seeds());
                HeatFigure.State state = own.state() == HeatFigure.State.VALUE ? base.state() : own.state();
                double value = baseline == null ? own.value() : own.value() / base.value();
                row.add(new HeatFigure.Cell(state, value));
            }
            cells.add(row);
        }
        String name = table.columns().get(column);
        AxisScale scale = baseline == null ? FigureInfo.scale(name) : AxisScale.FACTOR;
        return new HeatFigure.Content(
                heading(named(name)
                        + (method.isEmpty() ? "" : " of " + method)
                        + (baseline == null ? "" : " against " + baseline)),
                source(seeds),
                named(columns.column()),
                named(lines.column()),
                columns.labels(),
                lines.labels(),
                cells,
                named(name) + (baseline == null ? "" : ", times that of " + baseline),
                scale,
                baseline != null
                        || PointAxis.isWide(cells.stream().flatMap(List::stream).mapToDouble(HeatFigure.Cell::value)),
                baseline == null ? Double.NaN : 1);
    }

    /** A line for each method over one column. @throws IllegalArgumentException if its values are no numbers */
    public LinesFigure.Content lines(String x, String figure) {
        int across = table.column(x);
        int column = table.column(figure);
        PointFilter.requireOne(table, rows, List.of(across));
        PointAxis axis = axis(across);
        if (!axis.numeric()) {
            throw new IllegalArgumentException("the values of " + axis.column()
                    + " are no numbers of one kind; allowed: quantities, as in 1 Gbit/s, 10 ms or 16");
        }
        List<LinesFigure.Line> lines = new ArrayList<>();
        int seeds = 0;
        Map<List<String>, List<List<String>>> points = byCells(List.of(across));
        for (String method : methods().isEmpty() ? List.of("") : methods()) {
            int count = axis.values().size();
            double[] xs = new double[count];
            double[] values = new double[count];
            double[] lows = new double[count];
            double[] highs = new double[count];
            boolean[] missed = new boolean[count];
            int i = 0;
            for (Map.Entry<String, Double> place : axis.values().entrySet()) {
                Mean mean = mean(of(points.get(List.of(place.getKey())), method), column);
                xs[i] = place.getValue();
                values[i] = mean.value();
                lows[i] = mean.low();
                highs[i] = mean.high();
                missed[i] = mean.state() == HeatFigure.State.NOT_REACHED;
                seeds = Math.max(seeds, mean.seeds());
                i++;
            }
            lines.add(new LinesFigure.Line(method, xs, values, lows, highs, missed));
        }
        String name = table.columns().get(column);
        return new LinesFigure.Content(
                heading(named(name) + " over " + named(axis.column())),
                source(seeds) + (seeds > 1 ? ", lowest to highest shaded" : ""),
                named(axis.column()),
                axis.scale(),
                axis.isLogarithmic(),
                named(name),
                FigureInfo.scale(name),
                FigureInfo.scale(name) != AxisScale.SHARE
                        && PointAxis.isWide(lines.stream().flatMapToDouble(line -> DoubleStream.of(line.values()))),
                lines);
    }

    /**
     * All points by two figures, means over seeds; what did not finish or reach its target under every seed is left out and
     * counted.
     */
    public FrontierFigure.Content frontier(String x, String y, boolean xHigh, boolean yHigh) {
        int across = table.column(x);
        int up = table.column(y);
        List<Integer> axes = table.axes().stream().map(table.columns()::indexOf).toList();
        Map<List<String>, List<List<String>>> points = new LinkedHashMap<>();
        for (List<String> row : rows) {
            List<String> key = new ArrayList<>(List.of(table.method(row)));
            axes.forEach(axis -> key.add(row.get(axis)));
            points.computeIfAbsent(key, each -> new ArrayList<>()).add(row);
        }
        List<FrontierFigure.Point> shown = new ArrayList<>();
        int leftOut = 0;
        int seeds = 0;
        for (Map.Entry<List<String>, List<List<String>>> point : points.entrySet()) {
            Mean first = mean(point.getValue(), across);
            Mean second = mean(point.getValue(), up);
            if (first.state() != HeatFigure.State.VALUE || second.state() != HeatFigure.State.VALUE) {
                leftOut++;
                continue;
            }
            seeds = Math.max(seeds, first.seeds());
            List<String> key = point.getKey();
            shown.add(new FrontierFigure.Point(
                    key.get(0), note(key.subList(1, key.size()), axes), first.value(), second.value()));
        }
        if (shown.isEmpty()) {
            throw new IllegalArgumentException("no point has both " + x + " and " + y + " under every seed");
        }
        FigureInfo first = FigureInfo.named(table.columns().get(across), xHigh);
        FigureInfo second = FigureInfo.named(table.columns().get(up), yHigh);
        return new FrontierFigure.Content(
                heading(named(second.name()) + " against " + named(first.name()) + ": what no other point beats"),
                source(seeds) + (leftOut == 0 ? "" : "; " + leftOut + " left out: not finished or target not reached"),
                named(first.name()),
                first.scale(),
                PointAxis.isWide(shown.stream().mapToDouble(FrontierFigure.Point::x)),
                first.higherIsBetter(),
                named(second.name()),
                second.scale(),
                PointAxis.isWide(shown.stream().mapToDouble(FrontierFigure.Point::y)),
                second.higherIsBetter(),
                shown);
    }

    /** The values of the axes that vary. */
    private String note(List<String> values, List<Integer> axes) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < axes.size(); i++) {
            int axis = axes.get(i);
            if (rows.stream().map(row -> row.get(axis)).distinct().count() > 1) {
                words.add(values.get(i));
            }
        }
        return String.join(", ", words);
    }

    private String heading(String what) {
        return title != null ? title : what.substring(0, 1).toUpperCase(Locale.ROOT) + what.substring(1);
    }

    private String source(int seeds) {
        return table.name() + (seeds > 1 ? "; " + "mean of " + seeds + " seeds" : "; one seed");
    }

    /** A figure's name as people read it. */
    private String named(String figure) {
        String own = names.get(figure);
        if (own != null) {
            return own;
        }
        return switch (figure) {
            case FigureInfo.SECONDS -> "projected time";
            case FigureInfo.SECONDS_TO_TARGET -> "projected time to target";
            case FigureInfo.COMPUTE_SHARE -> "compute utilisation";
            case FigureInfo.CHARGED_BYTES -> "charged bytes per worker";
            case FigureInfo.LINK_BYTES -> "bytes on links per worker";
            case FigureInfo.DOLLARS -> "price of the carried bytes, US dollars";
            default -> figure.indexOf('.') < 0 ? figure.replace('-', ' ') : figure;
        };
    }
}
