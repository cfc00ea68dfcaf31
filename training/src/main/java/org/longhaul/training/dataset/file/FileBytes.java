package org.longhaul.training.dataset.file;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.longhaul.training.data.DataException;
import org.longhaul.training.data.DataFiles;

/** A binary file that is read from its beginning; it knows how far, so that a fault says where. Not thread-safe. */
final class FileBytes implements Closeable {
    private static final int SKIPPED_AT_ONCE = 1 << 13;

    private final ExpectedFiles expected;
    private final Path file;
    private final String part;
    private final PushbackInputStream in;
    private long position;

    private FileBytes(ExpectedFiles expected, Path file, String part, InputStream in) {
        this.expected = expected;
        this.file = file;
        this.part = part;
        this.in = new PushbackInputStream(in);
    }

    static FileBytes open(ExpectedFiles expected, Path file) {
        try {
            return new FileBytes(expected, file, "", DataFiles.open(file));
        } catch (IOException e) {
            throw expected.fault(file, "cannot be opened: " + e.getMessage());
        }
    }

    /** What is stored within this file in another form: its positions are its own. */
    FileBytes within(String name, InputStream content) {
        return new FileBytes(expected, file, " of " + name, content);
    }

    /** The bytes themselves, for what stores others within; reading them moves no position. */
    InputStream stream() {
        return in;
    }

    long position() {
        return position;
    }

    boolean isAtEnd() {
        try {
            int next = in.read();
            if (next >= 0) {
                in.unread(next);
            }
            return next < 0;
        } catch (EOFException e) {
            throw ended("what follows");
        } catch (IOException e) {
            throw broken("what follows", e);
        }
    }

    /**
     * Reads exactly so many bytes.
     *
     * @param what they are, for messages
     */
    void read(byte[] target, int from, int count, String what) {
        try {
            int read = in.readNBytes(target, from, count);
            position += read;
            if (read < count) {
                throw ended(what);
            }
        } catch (EOFException e) {
            throw ended(what);
        } catch (IOException e) {
            throw broken(what, e);
        }
    }

    int unsignedByte(String what) {
        byte[] one = new byte[1];
        read(one, 0, 1, what);
        return one[0] & 0xff;
    }

    /** A whole number of up to eight bytes. */
    long number(int bytes, boolean signed, ByteOrder order, String what) {
        byte[] stored = new byte[bytes];
        read(stored, 0, bytes, what);
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value = (value << 8) | (stored[order == ByteOrder.BIG_ENDIAN ? i : bytes - 1 - i] & 0xff);
        }
        int above = Long.SIZE - Byte.SIZE * bytes;
        return signed ? (value << above) >> above : value;
    }

    /** Passes over so many bytes, which must be there. */
    void skip(long count, String what) {
        byte[] block = new byte[SKIPPED_AT_ONCE];
        for (long left = count; left > 0; left -= SKIPPED_AT_ONCE) {
            read(block, 0, (int) Math.min(SKIPPED_AT_ONCE, left), what);
        }
    }

    DataException fault(String what) {
        return expected.fault(file, what);
    }

    private DataException ended(String what) {
        return fault("ends after " + position + " bytes" + part + ", within " + what);
    }

    private DataException broken(String what, IOException e) {
        return fault("cannot be read after " + position + " bytes" + part + ", within " + what + ": " + e.getMessage());
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            // Nothing was written: what has been read is whole.
            position = -1;
        }
    }
}
