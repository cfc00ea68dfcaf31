package org.longhaul.simulator.fault;

import it.unimi.dsi.fastutil.doubles.DoubleArrayList;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import org.longhaul.topology.unit.Durations;
import org.longhaul.topology.unit.Spelling;

/**
 * The rows of a trace: CSV with two columns, time and value. Lines that are empty or begin with {@code #} are passed over,
 * as is a first line whose first column is {@code time}. A time without unit is in seconds. Times ascend.
 *
 * @param timeNanos of each row, nanoseconds
 * @param value of each row, in the unit of the reader's parser
 */
record TraceFile(LongArrayList timeNanos, DoubleArrayList value) {

    private static final int MAX_ROWS = 10_000_000;
    private static final long MAX_BYTES = 400_000_000;
    private static final Pattern NUMBER = Pattern.compile("[0-9]+(\\.[0-9]*)?([eE][-+]?[0-9]+)?");

    /**
     * Reads a file.
     *
     * @param path the file
     * @param parser reads a value; what it refuses is reported with file and line
     * @throws IllegalArgumentException if the file is missing, not UTF-8 text, empty, or a row is not as it should be
     */
    static TraceFile read(Path path, ToDoubleFunction<String> parser) {
        checkFile(path);
        TraceFile trace = new TraceFile(new LongArrayList(), new DoubleArrayList());
        try (BufferedReader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
            int number = 0;
            boolean first = true;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                String text = line.strip();
                if (number == 1 && text.startsWith("\uFEFF")) {
                    text = text.substring(1).strip();
                }
                if (text.isEmpty() || text.startsWith("#")) {
                    continue;
                }
                if (!first || !text.startsWith("time")) {
                    trace.row(path, number, text, parser);
                }
                first = false;
            }
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("file (" + path + ") does not exist.", e);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("file (" + path + ") is not UTF-8 text.", e);
        } catch (IOException e) {
            throw new UncheckedIOException("file (" + path + ") cannot be read", e);
        }
        if (trace.timeNanos.isEmpty()) {
            throw new IllegalArgumentException(
                    "file (" + path + ") holds no row; expected lines such as: 0 s, 80 Mbit/s");
        }
        return trace;
    }

    private static void checkFile(Path path) {
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new IllegalArgumentException("file (" + path + ") is not a plain file.");
        }
        long bytes = path.toFile().length();
        if (bytes > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "file (" + path + ") has " + bytes + " bytes; allowed: at most " + MAX_BYTES + ".");
        }
    }

    private void row(Path path, int line, String text, ToDoubleFunction<String> parser) {
        String[] fields = text.split(",", -1);
        if (fields.length != 2) {
            throw refusal(
                    path,
                    line,
                    "found \"" + Spelling.excerpt(text) + "\" with " + fields.length
                            + " columns; allowed: time, value");
        }
        if (timeNanos.size() == MAX_ROWS) {
            throw refusal(path, line, "more than " + MAX_ROWS + " rows");
        }
        String field = fields[0].strip();
        try {
            long time = Durations.parseNanos(NUMBER.matcher(field).matches() ? field + " s" : field);
            if (!timeNanos.isEmpty() && time <= timeNanos.getLong(timeNanos.size() - 1)) {
                throw new IllegalArgumentException("time " + field + " is not after that of the row before, "
                        + Durations.formatNanos(timeNanos.getLong(timeNanos.size() - 1)));
            }
            field = fields[1].strip();
            value.add(parser.applyAsDouble(field));
            timeNanos.add(time);
        } catch (IllegalArgumentException e) {
            throw refusal(path, line, "found \"" + Spelling.excerpt(field) + "\": " + e.getMessage());
        }
    }

    private static IllegalArgumentException refusal(Path path, int line, String what) {
        return new IllegalArgumentException("file (" + path + "), line " + line + ": " + what);
    }

    int rows() {
        return timeNanos.size();
    }

    long endNanos() {
        return timeNanos.getLong(rows() - 1);
    }

    /** The value at a time, on the straight line between its neighbours; from the last row on, the last value. */
    double linear(long time) {
        int low = 0;
        int high = rows() - 1;
        if (time >= timeNanos.getLong(high)) {
            return value.getDouble(high);
        }
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (timeNanos.getLong(middle) <= time) {
                low = middle;
            } else {
                high = middle;
            }
        }
        double share = (double) (time - timeNanos.getLong(low)) / (timeNanos.getLong(high) - timeNanos.getLong(low));
        return value.getDouble(low) + share * (value.getDouble(high) - value.getDouble(low));
    }
}
