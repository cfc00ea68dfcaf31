package org.longhaul.training.data;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** Refuses text without line ends before a reader of lines has filled the memory with it. */
final class LineLimit extends FilterInputStream {
    private static final int LONGEST = 1 << 28;
    /** Bytes of memory for a byte of a line: as text, as a document, and as token ids of four bytes. */
    private static final int MEMORY_PER_BYTE = 32;

    private final Path file;
    private final long longest;
    private long length;

    LineLimit(InputStream in, Path file, long longest) {
        super(in);
        this.file = file;
        this.longest = longest;
    }

    /** Bytes of the longest line, and of the longest document, that the memory has room for. */
    static int longest() {
        return (int) Math.min(LONGEST, Runtime.getRuntime().maxMemory() / MEMORY_PER_BYTE);
    }

    @Override
    public int read() throws IOException {
        int read = super.read();
        if (read >= 0) {
            count((byte) read);
            check();
        }
        return read;
    }

    @Override
    public int read(byte[] target, int from, int most) throws IOException {
        int read = super.read(target, from, most);
        for (int i = 0; i < read; i++) {
            count(target[from + i]);
        }
        check();
        return read;
    }

    private void count(byte value) {
        length = value == '\n' ? 0 : length + 1;
    }

    private void check() {
        if (length > longest) {
            throw new DataException("file \"" + file + "\" has a line of more than " + longest
                    + " bytes; allowed: at most that\nMaybe cut it into lines, or give Java more memory with -Xmx.");
        }
    }
}
