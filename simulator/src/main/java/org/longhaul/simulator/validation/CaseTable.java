package org.longhaul.simulator.validation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.longhaul.simulator.network.CongestionControl;

/** The rows of one of the validation's files. */
final class CaseTable {

    /** One row: values by column. */
    record Row(Map<String, String> values) {
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
                    ValidationCase.Source.OWN, group, name, calibrates(), path, number(column), unit, peers);
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

    static List<Row> read(String file) {
        try (InputStream in = CaseTable.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("The resource " + file + " is missing.");
            }
            List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            String[] columns = lines.get(0).split(",", -1);
            List<Row> rows = new ArrayList<>();
            for (String line : lines.subList(1, lines.size())) {
                String[] cells = line.split(",", -1);
                Map<String, String> values = new LinkedHashMap<>();
                for (int i = 0; i < columns.length; i++) {
                    values.put(columns[i], cells[i]);
                }
                rows.add(new Row(values));
            }
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
