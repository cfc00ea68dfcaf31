package org.longhaul.simulator.validation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.longhaul.simulator.network.CongestionControl;

/** The rows of one of the validation's files. */
final class CaseTable {

    private static final String REPETITION = "repetition";
    /** How far the starts of a measurement happened to lie apart. */
    private static final String SPREAD = "start_spread_ms";

    /**
     * One row.
     *
     * @param values by column
     * @param figure what it is of the measurements of the same
     */
    record Row(Map<String, String> values, ValidationCase.Figure figure) {
        String text(String column) {
            String value = values.get(column);
            if (value == null) {
                throw new IllegalStateException("There is no column " + column + " among " + values.keySet() + ".");
            }
            return value;
        }

        double number(String column) {
            return Double.parseDouble(text(column));
        }

        long whole(String column) {
            return Long.parseLong(text(column));
        }

        boolean calibrates() {
            return text("split").equals("calibrate");
        }

        CongestionControl control() {
            return CongestionControl.valueOf(text("congestion_control").toUpperCase(Locale.ROOT));
        }

        /** The case of this row whose measured value stands in a column. */
        ValidationCase tested(
                String group, String name, MeasuredPath path, String column, String unit, Map<String, Double> peers) {
            return new ValidationCase(
                    ValidationCase.Source.OWN, group, name, calibrates(), path, number(column), figure, unit, peers);
        }

        /** The one link of this row, without random loss; for a transfer of some bytes, or 0 for flows without end. */
        MeasuredPath path(long bytes) {
            return MeasuredPath.of(control(), number("rate_mbit"), number("rtt_ms"), 0, whole("queue_bytes"), bytes);
        }

        /** The path between neighbours of a collective of this row. */
        MeasuredPath ringPath(String oneWayColumn) {
            return MeasuredPath.of(
                    control(), number("rate_mbit"), 2 * number(oneWayColumn), 0, whole("queue_bytes"), whole("bytes"));
        }

        /** The ring of this row in words. */
        String ringSetting() {
            return text("congestion_control") + ", " + text("bytes") + " bytes, one way " + text("one_way_ms")
                    + " ms, queue " + text("queue_bytes") + " bytes";
        }

        /** The row's stretch of time in words. */
        String window() {
            return text("from_s") + " to " + text("to_s") + " s";
        }

        /** The columns of peers, by the peers' names; empty cells are left out. */
        Map<String, Double> peers(String ns3Column, String lv08Column) {
            Map<String, Double> peers = new LinkedHashMap<>();
            if (!values.getOrDefault(ns3Column, "").isEmpty()) {
                peers.put(NetworkValidation.NS3, number(ns3Column));
            }
            if (!values.getOrDefault(lv08Column, "").isEmpty()) {
                peers.put(NetworkValidation.LV08, number(lv08Column));
            }
            return peers;
        }
    }

    private CaseTable() {}

    private static ValidationCase.Figure figure(Map<String, String> values, Map<String, Integer> counts) {
        // The median of repetitions after each other is a figure of one run.
        boolean isMedian = values.getOrDefault(REPETITION, "").equals("median");
        return isMedian || counts.getOrDefault(measuredThing(values), 1) > 1
                ? ValidationCase.Figure.ONE_OF_SEVERAL
                : ValidationCase.Figure.ONLY;
    }

    /** What a row is a measurement of: all that it says but the repetition and what came out of it. */
    private static String measuredThing(Map<String, String> values) {
        StringBuilder text = new StringBuilder();
        values.forEach((column, value) -> {
            if (!column.equals(REPETITION) && !column.equals(SPREAD) && !column.startsWith("measured_")) {
                text.append(column).append('=').append(value).append(';');
            }
        });
        return text.toString();
    }

    static List<Row> read(String file) {
        try (InputStream in = CaseTable.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("The resource " + file + " is missing.");
            }
            List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            String[] columns = lines.get(0).split(",", -1);
            List<Map<String, String>> rows = new ArrayList<>();
            for (String line : lines.subList(1, lines.size())) {
                String[] cells = line.split(",", -1);
                Map<String, String> values = new LinkedHashMap<>();
                for (int i = 0; i < columns.length; i++) {
                    values.put(columns[i], cells[i]);
                }
                rows.add(values);
            }
            Map<String, Integer> counts = new HashMap<>();
            rows.forEach(values -> counts.merge(measuredThing(values), 1, Integer::sum));
            return rows.stream()
                    .map(values -> new Row(values, figure(values, counts)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
