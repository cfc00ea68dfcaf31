package org.longhaul.topology.measured;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Spelling;
import org.longhaul.topology.format.TopologyFormatException;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.ColumnHeading;
import org.longhaul.topology.unit.Durations;
import org.longhaul.topology.unit.QuantityException;

/**
 * Reads a matrix between hosts as CSV (commas, semicolons, tabs or blanks): the first row and the first column name the
 * hosts, row i, column j is from i to j, and the corner may state the unit. An empty cell or {@code -} is one that nobody
 * measured; the diagonal is left out. Rows and columns need not be all hosts, nor in one order.
 */
final class SquareTable {
    private static final long A_DAY = 86_400_000_000_000L;

    private final String file;
    private final boolean isRoundTrip;
    private final @Nullable String stated;
    private final MeasuredValues findings;
    private final List<String> columns = new ArrayList<>();
    private final Set<String> rows = new HashSet<>();
    private @Nullable String unit;
    private @Nullable String remark;

    /**
     * A reader of one file.
     *
     * @param isRoundTrip whether it holds round trips; else bandwidths
     * @param stated unit of values that are written without one, or null: the corner's
     */
    SquareTable(String file, boolean isRoundTrip, @Nullable String stated, MeasuredValues findings) {
        this.file = file;
        this.isRoundTrip = isRoundTrip;
        this.stated = stated;
        this.findings = findings;
    }

    void read(String text) {
        int number = 0;
        String separator = "";
        for (String raw : text.lines().toList()) {
            number++;
            String line = raw.strip();
            if (line.startsWith("#")) {
                remark = remark == null ? line.replaceFirst("^#+\\s*", "") : remark;
            } else if (!line.isEmpty() && columns.isEmpty()) {
                separator = separator(line);
                header(number, split(raw, separator));
            } else if (!line.isEmpty()) {
                row(number, split(raw, separator));
            }
        }
        if (rows.isEmpty()) {
            throw refuse(number, "", "there is no row; allowed: a header of hosts, then a row for each host");
        }
    }

    private static String separator(String line) {
        return line.indexOf(',') >= 0 ? "," : line.indexOf(';') >= 0 ? ";" : line.indexOf('\t') >= 0 ? "\t" : "\\s+";
    }

    private static List<String> split(String line, String separator) {
        List<String> cells = new ArrayList<>();
        for (String cell : (separator.equals("\\s+") ? line.strip() : line).split(separator, -1)) {
            String bare = cell.strip();
            boolean isQuoted = bare.length() > 1 && bare.startsWith("\"") && bare.endsWith("\"");
            cells.add(isQuoted ? bare.substring(1, bare.length() - 1).strip() : bare);
        }
        return cells;
    }

    private void header(int line, List<String> cells) {
        ColumnHeading corner = ColumnHeading.of(cells.get(0));
        unit = corner.unit();
        if (stated != null && unit != null && !stated.equals(unit)) {
            throw refuse(
                    line, "header", "says " + unit + " but the option says " + stated + "; allowed: the same unit");
        }
        unit = unit == null ? stated : unit;
        if (unit != null) {
            value(line, "header", "1");
        }
        for (String name : cells.subList(1, cells.size())) {
            if (name.isEmpty() || columns.contains(name)) {
                throw refuse(
                        line,
                        "header",
                        name.isEmpty()
                                ? "names no host in column " + (columns.size() + 2)
                                : "names " + Spelling.excerpt(name) + " twice; allowed: each host once");
            }
            columns.add(name);
        }
        if (columns.isEmpty()) {
            throw refuse(
                    line, "header", "names no host; allowed: a corner, then the hosts, such as: Mbit/s,oslo,paris");
        }
    }

    private void row(int line, List<String> cells) {
        String from = cells.get(0);
        if (from.isEmpty() || !rows.add(from)) {
            throw refuse(
                    line,
                    "row",
                    from.isEmpty() ? "names no host" : "of " + Spelling.excerpt(from) + " is the second; allowed: one");
        }
        if (cells.size() != columns.size() + 1) {
            throw refuse(
                    line,
                    "row of " + Spelling.excerpt(from),
                    "has " + (cells.size() - 1) + " values; allowed: " + columns.size()
                            + ", one for each host of the header");
        }
        findings.host(from);
        for (int j = 0; j < columns.size(); j++) {
            String to = columns.get(j);
            String cell = cells.get(j + 1);
            findings.host(to);
            if (!to.equals(from) && !cell.isEmpty() && !cell.equals("-")) {
                cell(line, from, to, cell);
            }
        }
    }

    private void cell(int line, String from, String to, String cell) {
        String field = "from " + Spelling.excerpt(from) + " to " + Spelling.excerpt(to);
        long value = value(line, field, cell);
        if (value == 0) {
            throw refuse(
                    line,
                    field,
                    "is " + Spelling.excerpt(cell) + "; allowed: more than 0, or empty where it is unknown");
        }
        MeasuredValues.Origin origin = new MeasuredValues.Origin(
                file, "matrix", remark == null ? null : "\"" + Spelling.excerpt(remark) + "\"");
        if (!isRoundTrip) {
            findings.rate(new MeasuredValues.Rate(from, to, value, origin, null));
        } else if (value > A_DAY) {
            throw refuse(line, field, "is " + Durations.formatNanos(value) + "; allowed: at most a day");
        } else {
            findings.delay(new MeasuredValues.Delay(from, to, value, false, origin));
        }
    }

    private long value(int line, String field, String cell) {
        String whole = unit != null && ColumnHeading.isNumber(cell) ? cell + " " + unit : cell;
        try {
            if (ColumnHeading.isNumber(whole)) {
                throw new QuantityException("\"" + whole
                        + "\" has no unit; allowed: one behind each value, in the corner of the"
                        + " header (Mbit/s, ms), or " + (isRoundTrip ? "--round-trip-unit" : "--bandwidth-unit"));
            }
            return isRoundTrip
                    ? Durations.roundedNanos(whole)
                    : Bandwidth.rounded(whole).bitsPerSecond();
        } catch (QuantityException e) {
            throw new TopologyFormatException(file, line, field, String.valueOf(e.getMessage()), e);
        }
    }

    private TopologyFormatException refuse(int line, String field, String problem) {
        return new TopologyFormatException(file, line, field, problem, null);
    }
}
