package org.longhaul.study.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.figure.AxisScale;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.DataSize;
import org.longhaul.topology.unit.Durations;
import org.longhaul.topology.unit.QuantityException;

/**
 * The values of one column of a table of points, ascending where all are quantities of one kind, else in the order of the
 * table.
 *
 * @param column name of the column
 * @param scale how values are written
 * @param numeric whether all are quantities of one kind
 * @param values text as it stands in the table and its number, or its place where it is none
 */
record PointAxis(String column, AxisScale scale, boolean numeric, Map<String, Double> values) {
    private static final double WIDE = 8;

    /** A text as a number of a kind. */
    private record Quantity(AxisScale scale, double value) {}

    static PointAxis of(String column, List<String> cells) {
        Map<String, Quantity> quantities = new LinkedHashMap<>();
        Map<String, Double> places = new LinkedHashMap<>();
        AxisScale scale = null;
        boolean numeric = true;
        for (String cell : cells) {
            Quantity quantity = quantity(cell.strip());
            numeric &= quantity != null && (scale == null || scale == quantity.scale());
            if (quantity != null) {
                quantities.put(cell, quantity);
                scale = quantity.scale();
            }
            places.putIfAbsent(cell, (double) places.size());
        }
        if (!numeric || scale == null) {
            return new PointAxis(column, AxisScale.NUMBER, false, places);
        }
        List<Map.Entry<String, Quantity>> sorted = new ArrayList<>(quantities.entrySet());
        sorted.sort(Comparator.comparingDouble(entry -> entry.getValue().value()));
        Map<String, Double> values = new LinkedHashMap<>();
        sorted.forEach(entry -> values.put(entry.getKey(), entry.getValue().value()));
        AxisScale known = FigureInfo.scale(column);
        return new PointAxis(column, scale == AxisScale.NUMBER ? known : scale, true, values);
    }

    private static @Nullable Quantity quantity(String text) {
        if (text.matches("[-+]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][-+]?\\d{1,3})?")) {
            return new Quantity(AxisScale.NUMBER, Double.parseDouble(text));
        }
        try {
            return new Quantity(
                    AxisScale.BITS_PER_SECOND, Bandwidth.rounded(text).bitsPerSecond());
        } catch (QuantityException e) {
            // Another kind, or none.
        }
        try {
            return new Quantity(AxisScale.SECONDS, Durations.roundedNanos(text) / 1e9);
        } catch (QuantityException e) {
            // Another kind, or none.
        }
        try {
            return new Quantity(AxisScale.BYTES, DataSize.parse(text).bytes());
        } catch (QuantityException e) {
            return null;
        }
    }

    /** Whether equal factors should be equally long. */
    boolean isLogarithmic() {
        return numeric && isWide(values.values().stream().mapToDouble(Double::doubleValue));
    }

    /** Whether the finite ones of some values are positive and so far apart that equal factors should be equally long. */
    static boolean isWide(DoubleStream values) {
        DoubleSummaryStatistics all = values.filter(Double::isFinite).summaryStatistics();
        return all.getMin() > 0 && all.getMax() / all.getMin() >= WIDE;
    }

    /** How a value stands at the axis: with the unit of its kind where it is a quantity. */
    List<String> labels() {
        List<String> labels = new ArrayList<>();
        values.forEach((text, value) -> labels.add(numeric ? scale.round(value) : text));
        return labels;
    }
}
