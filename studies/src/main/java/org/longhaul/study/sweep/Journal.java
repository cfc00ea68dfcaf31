package org.longhaul.study.sweep;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.json.JsonMapper;

/**
 * The results of a sweep as they came, one line each: a checksum in eight digits, a blank, and the result as JSON. It only grows,
 * is written twenty times a second, so that little is lost with the process, and forced to disk every second, so that little is lost
 * with the machine. A line that a crash left half-written is cut off when the sweep goes on. Thread-safe.
 */
final class Journal implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final long FORCE_EVERY_NANOS = 1_000_000_000L;
    private static final long WRITE_EVERY_NANOS = 50_000_000L;
    private static final int CHECKSUM = 8;

    /** How the JSON of a result begins. */
    private static final byte[] POINT = "{\"point\":".getBytes(StandardCharsets.US_ASCII);

    private static final int LONGEST = 1 << 26;

    private final FileChannel channel;
    private final byte[] buffer = new byte[1 << 16];
    private int buffered;
    private long length;
    private long forcedNanos = System.nanoTime();
    private long writtenNanos = forcedNanos;

    /** Hears the results of a journal in its order. */
    interface Reader {
        /**
         * One result.
         *
         * @param from where its line begins
         * @param until where it ends
         */
        void read(PointResult result, long from, long until) throws IOException;
    }

    /** Hears where the results of a journal stand. */
    interface Place {
        /** The result of a point. */
        void at(long point, long from, long until) throws IOException;
    }

    private Journal(FileChannel channel) throws IOException {
        this.channel = channel;
        this.length = channel.size();
    }

    /**
     * Opens a journal to go on with it; what is half-written at its end is cut off.
     *
     * @param known hears the results that it holds
     */
    static Journal open(Path file, Reader known) throws IOException {
        long whole = Files.exists(file) ? read(file, 0, known) : 0;
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            channel.truncate(whole);
            channel.position(whole);
            return new Journal(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Reads the results of a journal.
     *
     * @param from where to begin, the end of a line or 0
     * @return where its last whole line ends
     */
    static long read(Path file, long from, Reader reader) throws IOException {
        return lines(file, from, (line, begin, until) -> {
            PointResult result = parse(line);
            if (result != null) {
                reader.read(result, begin, until);
            }
            return result != null;
        });
    }

    /** Finds the results of a journal without reading more of them than their points. */
    static void places(Path file, Place place) throws IOException {
        lines(file, 0, (line, begin, until) -> {
            boolean isWhole = isWhole(line) && startsWith(line, POINT);
            if (isWhole) {
                long point = 0;
                for (int i = CHECKSUM + 1 + POINT.length; i < line.length && line[i] >= '0' && line[i] <= '9'; i++) {
                    point = 10 * point + line[i] - '0';
                }
                place.at(point, begin, until);
            }
            return isWhole;
        });
    }

    private static boolean startsWith(byte[] line, byte[] json) {
        int begin = CHECKSUM + 1;
        return line.length > begin + json.length
                && Arrays.equals(line, begin, begin + json.length, json, 0, json.length);
    }

    /** Hears lines as long as it takes them. */
    private interface LineReader {
        boolean takes(byte[] line, long from, long until) throws IOException;
    }

    private static long lines(Path file, long from, LineReader reader) throws IOException {
        long at = from;
        try (InputStream in = Files.newInputStream(file)) {
            in.skipNBytes(from);
            Lines lines = new Lines(in);
            byte[] line = lines.next();
            while (line != null) {
                long until = at + line.length + 1;
                if (!reader.takes(line, at, until)) {
                    return at;
                }
                at = until;
                line = lines.next();
            }
        }
        return at;
    }

    /** Cuts a stream at line feeds; what follows the last is no line. */
    private static final class Lines {
        private final InputStream in;
        private byte[] block = new byte[1 << 18];
        private int from;
        private int until;

        Lines(InputStream in) {
            this.in = in;
        }

        byte @Nullable [] next() throws IOException {
            int at = from;
            while (true) {
                while (at < until && block[at] != '\n') {
                    at++;
                }
                if (at < until) {
                    byte[] line = Arrays.copyOfRange(block, from, at);
                    from = at + 1;
                    return line;
                }
                int begun = until - from;
                if (begun >= LONGEST || !readMore()) {
                    return null;
                }
                at = from + begun;
            }
        }

        /** Reads on behind what is begun, which moves to the front. */
        private boolean readMore() throws IOException {
            int begun = until - from;
            byte[] target = begun == block.length ? new byte[2 * begun] : block;
            System.arraycopy(block, from, target, 0, begun);
            block = target;
            from = 0;
            until = begun;
            int read = in.read(block, until, block.length - until);
            until += Math.max(0, read);
            return read > 0;
        }
    }

    private static boolean isWhole(byte[] line) {
        return line.length > CHECKSUM
                && line[CHECKSUM] == ' '
                && new String(line, 0, CHECKSUM, StandardCharsets.US_ASCII)
                        .equals(checksum(line, CHECKSUM + 1, line.length - CHECKSUM - 1));
    }

    /** The result of a line; null if it is not as it was written. */
    static @Nullable PointResult parse(byte[] line) {
        if (!isWhole(line)) {
            return null;
        }
        try (JsonParser parser = JSON.createParser(line, CHECKSUM + 1, line.length - CHECKSUM - 1)) {
            return PointResult.read(parser);
        } catch (JacksonException e) {
            return null;
        }
    }

    /** Whether a line tells of a method that did not come to its end. */
    static boolean hasFailed(byte[] line) {
        String text = new String(line, StandardCharsets.UTF_8);
        // Quotes within texts are escaped, so that this is nothing else.
        String key = "\"outcome\":\"";
        for (int at = text.indexOf(key); at >= 0; at = text.indexOf(key, at + 1)) {
            if (!text.startsWith("completed\"", at + key.length())) {
                return true;
            }
        }
        return false;
    }

    private static String checksum(byte[] bytes, int from, int size) {
        CRC32 crc = new CRC32();
        crc.update(bytes, from, size);
        String digits = Long.toHexString(crc.getValue());
        return "0".repeat(CHECKSUM - digits.length()) + digits;
    }

    /** A result as a line, with its end. */
    static byte[] line(PointResult result) {
        byte[] json = JSON.writeValueAsBytes(result);
        byte[] line = new byte[json.length + CHECKSUM + 2];
        byte[] sum = checksum(json, 0, json.length).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(sum, 0, line, 0, CHECKSUM);
        line[CHECKSUM] = ' ';
        System.arraycopy(json, 0, line, CHECKSUM + 1, json.length);
        line[line.length - 1] = '\n';
        return line;
    }

    /** Adds a line that {@link #line} made. */
    synchronized void add(byte[] line) throws IOException {
        if (line.length > buffer.length - buffered) {
            flush();
        }
        if (line.length > buffer.length) {
            write(ByteBuffer.wrap(line));
        } else {
            System.arraycopy(line, 0, buffer, buffered, line.length);
            buffered += line.length;
        }
        length += line.length;
        long now = System.nanoTime();
        if (now - forcedNanos >= FORCE_EVERY_NANOS) {
            force();
        } else if (now - writtenNanos >= WRITE_EVERY_NANOS) {
            flush();
        }
    }

    /** Forces everything to disk. @return where its last line ends */
    synchronized long force() throws IOException {
        flush();
        channel.force(false);
        forcedNanos = System.nanoTime();
        return length;
    }

    private void flush() throws IOException {
        write(ByteBuffer.wrap(buffer, 0, buffered));
        buffered = 0;
        writtenNanos = System.nanoTime();
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        force();
        channel.close();
    }
}
