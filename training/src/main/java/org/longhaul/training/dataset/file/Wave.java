package org.longhaul.training.dataset.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the samples of a WAV file are: 16-bit PCM of one channel. Nothing of it is held.
 *
 * <p>Our own reader, as that of the JDK goes through all of its providers for every file, and samples are read in every step.
 *
 * @param from first byte of the samples
 * @param samples how many there are
 */
record Wave(long from, int samples) {
    private static final int RIFF = 0x46464952;
    private static final int WAVE = 0x45564157;
    private static final int FORMAT = 0x20746d66;
    private static final int DATA = 0x61746164;
    private static final int HEADER = 12;
    private static final int CHUNK = 8;
    private static final int FORMAT_BYTES = 16;
    private static final int MOST_CHUNKS = 1000;
    private static final int PCM = 1;
    private static final int BITS = 16;

    /** Reads the headers of a file. @throws org.longhaul.training.data.DataException if it is another kind of file */
    static Wave of(ExpectedFiles expected, Path file, int rate) {
        try (SeekableByteChannel in = Files.newByteChannel(file)) {
            long size = in.size();
            ByteBuffer head = read(in, 0, HEADER);
            if (head.remaining() < HEADER || head.getInt(0) != RIFF || head.getInt(8) != WAVE) {
                throw expected.fault(file, "does not begin as a WAV file does; allowed: RIFF, four bytes, WAVE");
            }
            boolean known = false;
            long at = HEADER;
            for (int chunks = 0; at + CHUNK <= size; chunks++) {
                if (chunks == MOST_CHUNKS) {
                    throw expected.fault(file, "has more than " + MOST_CHUNKS + " chunks before its samples");
                }
                ByteBuffer chunk = read(in, at, CHUNK + FORMAT_BYTES);
                long bytes = chunk.getInt(4) & 0xffffffffL;
                at += CHUNK;
                if (chunk.getInt(0) == FORMAT && chunk.remaining() == CHUNK + FORMAT_BYTES) {
                    requireFormat(expected, file, chunk, rate);
                    known = true;
                } else if (chunk.getInt(0) == DATA) {
                    return data(expected, file, known, at, bytes, size);
                }
                at += bytes + bytes % 2;
            }
            throw expected.fault(file, "has no samples: no chunk data within its " + size + " bytes");
        } catch (IOException e) {
            throw expected.fault(file, "cannot be read: " + e.getMessage());
        }
    }

    private static void requireFormat(ExpectedFiles expected, Path file, ByteBuffer chunk, int rate) {
        int format = chunk.getShort(8) & 0xffff;
        int channels = chunk.getShort(10) & 0xffff;
        int found = chunk.getInt(12);
        int bits = chunk.getShort(22) & 0xffff;
        if (format != PCM || channels != 1 || bits != BITS || found != rate) {
            throw expected.fault(
                    file,
                    "has format " + format + ", " + channels + " channels, " + bits + " bits, "
                            + Integer.toUnsignedString(found)
                            + " samples a second; allowed: format 1 (PCM), 1 channel, 16"
                            + " bits, " + rate + " samples a second");
        }
    }

    private static Wave data(ExpectedFiles expected, Path file, boolean known, long from, long bytes, long size) {
        if (!known) {
            throw expected.fault(file, "has no chunk fmt of 16 bytes or more before its samples");
        }
        if (bytes > size - from) {
            throw expected.fault(
                    file,
                    "ends after " + (size - from) + " bytes of the " + bytes + " bytes of samples that it states");
        }
        return new Wave(from, (int) Math.min(bytes / 2, Integer.MAX_VALUE));
    }

    /** The first samples of the file, from -1 up to 1; as many as the target has, 0 after the last. */
    void copy(ExpectedFiles expected, Path file, float[] target, int at, int count) {
        int wanted = Math.min(count, samples);
        try (SeekableByteChannel in = Files.newByteChannel(file)) {
            ByteBuffer stored = read(in, from, 2 * wanted);
            if (stored.remaining() < 2 * wanted) {
                throw expected.fault(file, "has become shorter since the run began");
            }
            for (int i = 0; i < count; i++) {
                target[at + i] = i < wanted ? stored.getShort(2 * i) / 32768f : 0;
            }
        } catch (IOException e) {
            throw expected.fault(file, "cannot be read any more: " + e.getMessage());
        }
    }

    /** So many bytes from there, or as many as there are. */
    private static ByteBuffer read(SeekableByteChannel in, long from, int bytes) throws IOException {
        ByteBuffer read = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        in.position(from);
        int got;
        do {
            // A channel may give less than is asked for.
            got = in.read(read);
        } while (got >= 0 && read.hasRemaining());
        return read.flip();
    }
}
