package org.longhaul.simulator.fault.trace;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The lines of a trace's file that are neither empty nor comments, as many as there is memory for. */
final class TraceLines {

    static final int MAX_ROWS = 10_000_000;
    static final int LONGEST_LINE = 1 << 24;
    /** Bytes of memory that a row takes while it is read. */
    private static final int MEMORY_PER_ROW = 120;

    private static final long MAX_BYTES = 400_000_000;

    private final Path path;
    private final int mostRows;
    private boolean afterReturn;

    /** A line that is neither empty nor a comment. */
    record Line(int number, String text) {}

    /**
     * @param memory bytes that the program may use
     */
    TraceLines(Path path, long memory) {
        this.path = path;
        this.mostRows = (int) Math.min(MAX_ROWS, memory / MEMORY_PER_ROW);
    }

    /**
     * Reads the file.
     *
     * @throws IllegalArgumentException if it is missing, not UTF-8 text or too long
     */
    List<Line> read() {
        checkFile();
        try (BufferedReader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
            return read(reader);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("file (" + path + ") does not exist.", e);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("file (" + path + ") is not UTF-8 text.", e);
        } catch (IOException e) {
            throw new UncheckedIOException("file (" + path + ") cannot be read", e);
        }
    }

    List<Line> read(Reader reader) throws IOException {
        List<Line> lines = new ArrayList<>();
        int number = 1;
        for (String line = line(reader, number); line != null; line = line(reader, ++number)) {
            String text = line.strip();
            if (number == 1 && text.startsWith("\uFEFF")) {
                text = text.substring(1).strip();
            }
            if (!text.isEmpty() && !text.startsWith("#")) {
                if (lines.size() == mostRows) {
                    throw refusal(
                            number,
                            "more than " + mostRows + " rows; allowed: at most that"
                                    + (mostRows < MAX_ROWS ? ", or more memory for Java with -Xmx" : ""));
                }
                lines.add(new Line(number, text));
            }
        }
        return lines;
    }

    /** The next line, without its end; null after the last. */
    private @Nullable String line(Reader reader, int number) throws IOException {
        StringBuilder line = new StringBuilder();
        int read = reader.read();
        if (read == '\n' && afterReturn) {
            read = reader.read();
        }
        if (read < 0) {
            return null;
        }
        for (; read >= 0 && read != '\n' && read != '\r'; read = reader.read()) {
            if (line.length() == LONGEST_LINE) {
                throw refusal(
                        number,
                        "goes on for more than " + LONGEST_LINE + " characters; allowed: at most that in a line");
            }
            line.append((char) read);
        }
        afterReturn = read == '\r';
        return line.toString();
    }

    private void checkFile() {
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new IllegalArgumentException("file (" + path + ") is not a plain file.");
        }
        long bytes = path.toFile().length();
        if (bytes > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "file (" + path + ") has " + bytes + " bytes; allowed: at most " + MAX_BYTES + ".");
        }
    }

    private IllegalArgumentException refusal(int line, String what) {
        return refusal(path, line, what);
    }

    /** Returns a refusal at a line of a trace's file. */
    static IllegalArgumentException refusal(Path path, int line, String what) {
        return new IllegalArgumentException("file (" + path + "), line " + line + ": " + what);
    }
}
