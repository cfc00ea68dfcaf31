package org.longhaul.simulator.fault.trace;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.longhaul.extension.Spelling;

/**
 * Logs of bytes that arrived, in the two forms that circulate.
 *
 * <ul>
 *   <li>Of mobile networks: six columns, the date, milliseconds, latitude, longitude, bytes since the line before, and
 *       milliseconds since then. Each line is as long as its last column says; the place is not looked at.
 *   <li>Raw files of the FCC: comma-separated, with or without a header, a unit, a date, a target, ..., and bytes per second
 *       in the seventh column or those that the header calls {@code bytes_sec_interval} or {@code bytes_sec}.
 * </ul>
 *
 * @see <a href="https://datasets.simula.no/hsdpa-tcp-logs/">Riiser et al., Commute path bandwidth traces from 3G networks,
 *     MMSys 2013</a>
 * @see <a href="https://www.fcc.gov/general/measuring-broadband-america">FCC, Measuring Broadband America, raw data</a>
 */
final class ByteLogs {
    private static final int MOBILE_COLUMNS = 6;
    private static final int LEAST_FCC_COLUMNS = 7;
    private static final long LATEST_NANOS = Long.MAX_VALUE / 4;
    private static final Pattern MOBILE =
            Pattern.compile("\\d{9,14}\\s+\\d+\\s+-?\\d+(?:\\.\\d*)?\\s+-?\\d+(?:\\.\\d*)?\\s+\\d+\\s+\\d+");

    private ByteLogs() {}

    static boolean isMobile(TraceLines.Line first) {
        return MOBILE.matcher(first.text()).matches();
    }

    /** Adds the rows of a log of a mobile network to {@code rows}; returns where the last ends, nanoseconds. */
    static long mobile(Path path, List<TraceLines.Line> lines, TraceRows rows) {
        long end = 0;
        for (TraceLines.Line line : lines) {
            if (!MOBILE.matcher(line.text()).matches()) {
                throw TraceLines.refusal(
                        path,
                        line.number(),
                        "found \"" + Spelling.excerpt(line.text()) + "\"; allowed: " + MOBILE_COLUMNS
                                + " columns, date, ms, latitude, longitude, bytes, ms since the line before");
            }
            String[] fields = line.text().split("\\s+", -1);
            long bytes = whole(path, line, fields[4]);
            long millis = whole(path, line, fields[5]);
            if (millis == 0 && bytes == 0) {
                continue;
            }
            if (millis == 0) {
                throw TraceLines.refusal(
                        path, line.number(), "found " + bytes + " bytes in 0 ms; allowed: 1 ms or more");
            }
            if (millis > (LATEST_NANOS - end) / 1_000_000) {
                throw TraceLines.refusal(
                        path,
                        line.number(),
                        "found " + millis + " ms; allowed: lines that last 73 years in all at most");
            }
            rows.add(end, Math.rint(8000.0 * bytes / millis));
            end += millis * 1_000_000;
        }
        if (rows.isEmpty()) {
            throw TraceLines.refusal(path, lines.get(0).number(), "no line lasts longer than 0 ms");
        }
        return end;
    }

    private static long whole(Path path, TraceLines.Line line, String text) {
        if (text.length() > 12) {
            throw TraceLines.refusal(
                    path, line.number(), "found \"" + Spelling.excerpt(text) + "\"; allowed: at most 12 digits");
        }
        return Long.parseLong(text);
    }

    /** Whether a table is a raw file of the FCC, by its first line. */
    static boolean isFcc(String[] head) {
        return head.length >= LEAST_FCC_COLUMNS
                && (valueColumn(head) >= 0 || (isUnit(head[0]) && TraceUnits.isDate(head[1])));
    }

    private static boolean isUnit(String cell) {
        return !cell.isEmpty() && cell.chars().allMatch(Character::isDigit);
    }

    /** The column of bytes per second that a header names, or -1: there is no header. */
    static int valueColumn(String[] head) {
        int whole = List.of(head).indexOf("bytes_sec");
        int interval = List.of(head).indexOf("bytes_sec_interval");
        return interval >= 0 ? interval : whole;
    }

    /** The column of bytes per second of a file without a header. */
    static int usualValueColumn() {
        return LEAST_FCC_COLUMNS - 1;
    }
}
