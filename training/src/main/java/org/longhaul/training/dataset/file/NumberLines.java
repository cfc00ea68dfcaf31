package org.longhaul.training.dataset.file;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.data.DataException;
import org.longhaul.training.data.DataFiles;

/** A text file of lines of numbers with blanks between them. Not thread-safe. */
final class NumberLines implements Closeable {
    private static final int LONGEST_SHOWN = 40;

    private final ExpectedFiles expected;
    private final Path file;
    private final BufferedReader lines;
    private String line = "";
    private long number;

    NumberLines(ExpectedFiles expected, Path file) {
        this.expected = expected;
        this.file = file;
        try {
            lines = DataFiles.text(file);
        } catch (IOException e) {
            throw expected.fault(file, "cannot be opened: " + e.getMessage());
        }
    }

    /** Goes to the next line that is not blank; false at the end of the file. */
    boolean next() {
        try {
            for (String read = lines.readLine(); read != null; read = lines.readLine()) {
                number++;
                if (!read.isBlank()) {
                    line = read;
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw expected.fault(file, number + 1, "cannot be read: " + e.getMessage());
        }
    }

    /** The line's numbers, as many as the target has; a float can hold all of them. */
    void numbers(double[] target) {
        numbers(target, null);
        for (int i = 0; i < target.length; i++) {
            if (!Float.isFinite((float) target[i])) {
                throw fault("has " + target[i] + " in column " + (i + 1) + "; allowed: numbers that a float can hold");
            }
        }
    }

    /**
     * The line's numbers, which may be NaN.
     *
     * @param wanted which columns are looked at; null for all
     */
    void numbers(double[] target, boolean @Nullable [] wanted) {
        int count = 0;
        int from = 0;
        while (from < line.length()) {
            if (isBlank(line.charAt(from))) {
                from++;
                continue;
            }
            int until = from + 1;
            while (until < line.length() && !isBlank(line.charAt(until))) {
                until++;
            }
            if (count < target.length && (wanted == null || wanted[count])) {
                target[count] = number(line.substring(from, until), count + 1);
            }
            count++;
            from = until;
        }
        if (count != target.length) {
            throw fault("has " + count + " columns; allowed: " + target.length);
        }
    }

    private double number(String text, int column) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            String shown = text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "..." : text;
            throw fault("has \"" + shown + "\" in column " + column + "; allowed: numbers");
        }
    }

    private static boolean isBlank(char letter) {
        return letter == ' ' || letter == '\t' || letter == '\r';
    }

    long number() {
        return number;
    }

    DataException fault(String what) {
        return expected.fault(file, number, what);
    }

    @Override
    public void close() {
        try {
            lines.close();
        } catch (IOException e) {
            // Nothing was written: what has been read is whole.
            line = "";
        }
    }
}
