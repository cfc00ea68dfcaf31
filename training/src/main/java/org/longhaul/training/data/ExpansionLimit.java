package org.longhaul.training.data;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** Refuses a compressed file that expands as no text does, so that a small one cannot keep a run reading for days. */
final class ExpansionLimit extends FilterInputStream {
    /** Text that repeats itself much becomes some twenty times as long. */
    static final int MOST_TIMES = 200;

    /** Bytes that any file may have once expanded. */
    static final long HARMLESS = 1L << 26;

    private final Stored stored;
    private final Path file;
    private long bytes;

    ExpansionLimit(InputStream expanded, Stored stored, Path file) {
        super(expanded);
        this.stored = stored;
        this.file = file;
    }

    /** Counts the bytes that are stored. */
    static final class Stored extends FilterInputStream {
        private long bytes;

        Stored(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            bytes += read < 0 ? 0 : 1;
            return read;
        }

        @Override
        public int read(byte[] target, int from, int most) throws IOException {
            int read = super.read(target, from, most);
            bytes += Math.max(0, read);
            return read;
        }
    }

    @Override
    public int read() throws IOException {
        int read = super.read();
        count(read < 0 ? 0 : 1);
        return read;
    }

    @Override
    public int read(byte[] target, int from, int most) throws IOException {
        int read = super.read(target, from, most);
        count(Math.max(0, read));
        return read;
    }

    private void count(int read) {
        bytes += read;
        if (bytes > HARMLESS && bytes / MOST_TIMES > stored.bytes) {
            throw new DataException("file \"" + file + "\" expands from " + stored.bytes + " bytes to " + bytes
                    + " and more; allowed: at most " + MOST_TIMES
                    + " times as many, as text does\nMaybe expand it first, if that is what it should hold.");
        }
    }
}
