package org.longhaul.simulator.fault.trace;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Spelling;
import org.longhaul.topology.unit.ColumnHeading;
import org.longhaul.topology.unit.Durations;

/**
 * Reads a trace in any of the forms in which they circulate, told apart by their content:
 *
 * <ul>
 *   <li>a table: lines of time and value with commas, semicolons, tabs or blanks between them. A first line that begins
 *       with a word is the header; it may name units, {@code time_ms,bandwidth_mbps}, and say which columns to take. Without
 *       it a time without a unit is in seconds. Dates, also as seconds since 1970, are counted from the first row. Lines {@code PERIODICITY} and {@code LOOPAFTER} are those of SimGrid;
 *   <li>delivery opportunities, as Mahimahi records them: one number a line, the millisecond at which a packet of 1500
 *       bytes can leave; those of each period make one rate. Begins again at its end;
 *   <li>logs of bytes that arrived, of mobile networks and of the FCC: {@code ByteLogs};
 *   <li>JSON: a list of objects with {@code duration_ms} and {@code bandwidth_kbps} or {@code latency_ms}, as players of
 *       adaptive streams are tested with.
 * </ul>
 */
final class TraceReader {
    private static final int DELIVERY_BITS = 1500 * 8;
    private static final Pattern WHOLE = Pattern.compile("\\d{1,15}");
    private static final Pattern OBJECT = Pattern.compile("\\{([^{}]*)\\}");
    private static final Pattern MEMBER =
            Pattern.compile("\\s*\"([^\"]*)\"\\s*:\\s*([^\\s,]+)\\s*(?:,|$)", Pattern.DOTALL);

    private final Path path;
    private final Trace.Quantity quantity;
    private final @Nullable String unit;
    private final @Nullable String timeUnit;
    private final long periodNanos;
    private final @Nullable String only;
    private final boolean isEven;
    private final TraceRows rows;
    // A list of objects has few keys, again and again.
    private final Map<String, ColumnHeading> headingOf = new HashMap<>();

    private TraceReader(Trace.Settings settings) {
        this.path = settings.file();
        this.quantity = settings.quantity();
        this.unit = settings.unit();
        this.timeUnit = settings.timeUnit();
        this.periodNanos = settings.period().toNanos();
        this.only = settings.only();
        Duration every = settings.every();
        this.isEven = every != null;
        this.rows = new TraceRows(every == null ? 0 : every.toNanos());
    }

    /**
     * Reads the file of {@code settings}.
     *
     * @throws IllegalArgumentException if the file is missing, not UTF-8 text, empty, or a row is not as it should be
     */
    static TraceFile read(Trace.Settings settings) {
        long memory = Runtime.getRuntime().maxMemory();
        return new TraceReader(settings).parse(new TraceLines(settings.file(), memory).read());
    }

    /** The same of a text in place of the file, for a program with so many bytes of memory. */
    static TraceFile read(Trace.Settings settings, Reader text, long memory) throws IOException {
        return new TraceReader(settings).parse(new TraceLines(settings.file(), memory).read(text));
    }

    private TraceFile parse(List<TraceLines.Line> lines) {
        if (lines.isEmpty()) {
            throw new IllegalArgumentException(
                    "file (" + path + ") holds no row; expected lines such as: 0 s, 80 Mbit/s");
        }
        char first = lines.get(0).text().charAt(0);
        if (first == '[' || first == '{') {
            return json(lines);
        }
        if (!isEven && quantity == Trace.Quantity.BANDWIDTH && ByteLogs.isMobile(lines.get(0))) {
            long end = ByteLogs.mobile(path, lines, rows);
            return rows.file(end, false);
        }
        boolean deliveries = !isEven
                && lines.stream().allMatch(line -> WHOLE.matcher(line.text()).matches());
        return deliveries ? deliveries(lines) : table(lines);
    }

    // --- a table ---

    private TraceFile table(List<TraceLines.Line> lines) {
        TraceLines.Line first = lines.get(0);
        String[] head = split(first.text());
        boolean hasHeader = !head[0].isEmpty()
                && !Character.isDigit(head[0].charAt(0))
                && "+-.".indexOf(head[0].charAt(0)) < 0
                && !isLoop(head);
        int timeColumn = 0;
        int valueColumn = isEven && head.length == 1 ? 0 : 1;
        String timesIn = timeUnit == null ? "s" : timeUnit;
        String valuesIn = unit;
        double factor = 1;
        boolean isFcc = quantity == Trace.Quantity.BANDWIDTH && ByteLogs.isFcc(head);
        if (isFcc) {
            timeColumn = Math.max(1, List.of(head).indexOf("dtime"));
            valueColumn = hasHeader ? ByteLogs.valueColumn(head) : ByteLogs.usualValueColumn();
            valuesIn = agreed(first, "unit", unit, "B/s", null);
        } else if (hasHeader) {
            List<ColumnHeading> headings = new ArrayList<>();
            for (String cell : head) {
                headings.add(ColumnHeading.of(cell));
            }
            timeColumn = isEven ? 0 : column(first, head, headings, null);
            valueColumn = column(first, head, headings, quantity);
            timesIn =
                    agreed(first, "timeUnit", timeUnit, headings.get(timeColumn).unit(), "s");
            valuesIn = agreed(first, "unit", unit, headings.get(valueColumn).unit(), null);
            factor = TraceUnits.isRoundTrip(headings.get(valueColumn)) ? 0.5 : 1;
        }
        int columns = hasHeader || isFcc || (isEven && head.length == 1) ? head.length : 2;
        String series = null;
        long cycleNanos = -1;
        boolean loops = false;
        for (TraceLines.Line line : lines.subList(hasHeader ? 1 : 0, lines.size())) {
            String[] fields = split(line.text());
            if (isLoop(fields)) {
                loops = true;
                cycleNanos = cycle(line, fields, timesIn);
                continue;
            }
            if (fields.length != columns) {
                throw refusal(
                        line.number(),
                        "found \"" + Spelling.excerpt(line.text()) + "\" with " + fields.length + " columns; allowed: "
                                + (hasHeader ? columns + ", as in the header" : "time, value"));
            }
            if (only != null && !List.of(fields).contains(only)) {
                continue;
            }
            if (isFcc && only == null) {
                series = series == null ? fields[0] : series;
                requireOneSeries(line, series, fields[0]);
            }
            row(line, fields[timeColumn], timesIn, fields[valueColumn], valuesIn, factor);
        }
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("file (" + path + ") holds no row"
                    + (only == null ? "" : " with \"" + Spelling.excerpt(only) + "\" in a column")
                    + "; expected lines such as: 0 s, 80 Mbit/s");
        }
        return rows.file(cycleNanos, loops);
    }

    private void requireOneSeries(TraceLines.Line line, String first, String found) {
        if (!found.equals(first)) {
            throw refusal(
                    line.number(),
                    "is of unit " + Spelling.excerpt(found) + ", and the rows before are of " + Spelling.excerpt(first)
                            + "; allowed: the rows of one, or the setting only: \"" + Spelling.excerpt(first) + "\"");
        }
    }

    private static String[] split(String text) {
        String separator =
                text.indexOf(',') >= 0 ? "," : text.indexOf(';') >= 0 ? ";" : text.indexOf('\t') >= 0 ? "\t" : "";
        if (!separator.isEmpty()) {
            String[] fields = text.split(separator, -1);
            for (int i = 0; i < fields.length; i++) {
                fields[i] = fields[i].strip();
            }
            return fields;
        }
        // Blanks part the columns only where numbers stand alone: "0 80" but not "0 s".
        String[] fields = text.split("\\s+", -1);
        return fields;
    }

    private static boolean isLoop(String[] fields) {
        return fields.length == 2 && (fields[0].equals("PERIODICITY") || fields[0].equals("LOOPAFTER"));
    }

    private long cycle(TraceLines.Line line, String[] fields, @Nullable String timesIn) {
        try {
            long nanos = TraceUnits.nanos(fields[1], timesIn == null ? "s" : timesIn);
            // LOOPAFTER counts from the last row, PERIODICITY from the first.
            return fields[0].equals("PERIODICITY") ? nanos : nanos + rows.lastNanos();
        } catch (IllegalArgumentException e) {
            throw refusal(line.number(), "found \"" + Spelling.excerpt(line.text()) + "\": " + e.getMessage());
        }
    }

    /** The column of the time, or of a quantity. */
    private int column(
            TraceLines.Line line, String[] head, List<ColumnHeading> headings, Trace.@Nullable Quantity wanted) {
        int found = -1;
        for (int i = 0; i < head.length; i++) {
            ColumnHeading heading = headings.get(i);
            if (wanted == null ? TraceUnits.isTime(heading) : TraceUnits.isOf(heading, wanted)) {
                if (found >= 0) {
                    throw refusal(
                            line.number(),
                            "columns \"" + Spelling.excerpt(head[found]) + "\" and \"" + Spelling.excerpt(head[i])
                                    + "\" may both be meant; allowed: one");
                }
                found = i;
            }
        }
        if (found >= 0 || head.length > 2) {
            if (found < 0) {
                throw refusal(
                        line.number(),
                        "found the columns " + Spelling.excerpt(line.text()) + "; allowed: one called "
                                + (wanted == null ? "time" : wanted.name().toLowerCase(java.util.Locale.ROOT))
                                + ", where there are more than two");
            }
            return found;
        }
        // Two columns are time and value, whatever they are called.
        return wanted == null ? 0 : Math.min(1, head.length - 1);
    }

    private @Nullable String agreed(
            TraceLines.Line line,
            String setting,
            @Nullable String set,
            @Nullable String stated,
            @Nullable String otherwise) {
        if (set != null && stated != null && !set.equals(stated)) {
            throw refusal(
                    line.number(),
                    "the header says " + stated + " but the setting " + setting + " says " + set
                            + "; allowed: the same unit, or one of the two");
        }
        return set != null ? set : stated != null ? stated : otherwise;
    }

    private void row(
            TraceLines.Line line,
            String time,
            @Nullable String timesIn,
            String text,
            @Nullable String valuesIn,
            double factor) {
        String field = text;
        try {
            if (quantity != Trace.Quantity.LOSS && valuesIn == null && ColumnHeading.isNumber(text)) {
                throw new IllegalArgumentException("has no unit; allowed: one behind each value, a header such as"
                        + " bandwidth_mbps, or the setting unit");
            }
            double value = factor * TraceUnits.value(text, quantity, valuesIn);
            field = time;
            rows.add(time, timesIn == null ? "s" : timesIn, value);
        } catch (IllegalArgumentException e) {
            throw refusal(line.number(), "found \"" + Spelling.excerpt(field) + "\": " + e.getMessage());
        }
    }

    // --- delivery opportunities ---

    private TraceFile deliveries(List<TraceLines.Line> lines) {
        if (quantity != Trace.Quantity.BANDWIDTH) {
            throw refusal(
                    lines.get(0).number(),
                    "found one number, as in a file of delivery opportunities, which states bandwidth; allowed: time and"
                            + " value");
        }
        long endMillis = 0;
        for (TraceLines.Line line : lines) {
            long millis = Long.parseLong(line.text());
            if (millis < endMillis || millis > Long.MAX_VALUE / 4_000_000) {
                throw refusal(
                        line.number(),
                        "found \"" + Spelling.excerpt(line.text()) + "\" after " + endMillis
                                + "; allowed: milliseconds that ascend");
            }
            endMillis = millis;
        }
        long endNanos = endMillis * 1_000_000;
        if (endNanos == 0) {
            throw refusal(lines.get(0).number(), "all deliveries are at 0 ms; allowed: the last at 1 ms or later");
        }
        int next = 0;
        for (long start = 0; start < endNanos; start += periodNanos) {
            long stop = Math.min(endNanos, start + periodNanos);
            int packets = 0;
            while (next < lines.size() && Long.parseLong(lines.get(next).text()) * 1_000_000 <= stop) {
                packets++;
                next++;
            }
            if (rows.size() == TraceLines.MAX_ROWS) {
                throw refusal(
                        lines.get(0).number(),
                        "more than " + TraceLines.MAX_ROWS + " periods; allowed: a longer period");
            }
            rows.add(start, Math.rint(packets * (double) DELIVERY_BITS * 1e9 / (stop - start)));
        }
        return rows.file(endNanos, true);
    }

    // --- JSON ---

    private TraceFile json(List<TraceLines.Line> lines) {
        StringBuilder text = new StringBuilder();
        for (TraceLines.Line line : lines) {
            text.append(line.text()).append('\n');
        }
        Matcher object = OBJECT.matcher(text);
        long at = 0;
        int objects = 0;
        int read = text.indexOf("[") + 1;
        int line = 0;
        int counted = 0;
        if (text.charAt(0) != '[') {
            throw refusal(lines.get(0).number(), "is a JSON object; allowed: a list of objects");
        }
        while (object.find()) {
            int next = object.start();
            for (; counted < next; counted++) {
                line += text.charAt(counted) == '\n' ? 1 : 0;
            }
            int number = lines.get(line).number();
            String between = text.substring(read, next).strip();
            if (!between.equals(objects == 0 ? "" : ",")) {
                throw refusal(
                        number, "found \"" + Spelling.excerpt(between) + "\"; allowed: objects with commas between");
            }
            at += jsonRow(number, object.group(1), at);
            objects++;
            read = object.end();
        }
        if (objects == 0 || !text.substring(read).strip().equals("]")) {
            throw refusal(
                    lines.get(lines.size() - 1).number(),
                    "is no list of objects; allowed: [{\"duration_ms\": 1000, \"bandwidth_kbps\": 4500}, ...]");
        }
        return rows.file(at, false);
    }

    /** Adds a row and returns its duration, nanoseconds. */
    private long jsonRow(int number, String members, long at) {
        String duration = null;
        String value = null;
        double factor = 1;
        Matcher member = MEMBER.matcher(members);
        int end = 0;
        while (end < members.length() && member.find(end) && member.start() == end) {
            ColumnHeading heading = headingOf.computeIfAbsent(member.group(1), ColumnHeading::of);
            String text = member.group(2).replace("\"", "");
            String withUnit =
                    heading.unit() == null || !ColumnHeading.isNumber(text) ? text : text + " " + heading.unit();
            if (heading.name().equals("duration")) {
                duration = withUnit;
            } else if (TraceUnits.isOf(heading, quantity)) {
                value = withUnit;
                factor = TraceUnits.isRoundTrip(heading) ? 0.5 : 1;
            }
            end = member.end();
        }
        if (!members.substring(end).isBlank() || duration == null || value == null) {
            throw refusal(
                    number,
                    "found {" + Spelling.excerpt(members.strip()) + "}; allowed: duration_ms and "
                            + (quantity == Trace.Quantity.BANDWIDTH
                                    ? "bandwidth_kbps"
                                    : quantity == Trace.Quantity.LATENCY ? "latency_ms" : "loss")
                            + ", or the same with other units");
        }
        row(new TraceLines.Line(number, members), Durations.formatNanos(at), null, value, unit, factor);
        try {
            return TraceUnits.nanos(duration, timeUnit == null ? "s" : timeUnit);
        } catch (IllegalArgumentException e) {
            throw refusal(number, "found \"" + Spelling.excerpt(duration) + "\": " + e.getMessage());
        }
    }

    private IllegalArgumentException refusal(int line, String what) {
        return TraceLines.refusal(path, line, what);
    }
}
