package org.longhaul.training.data;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** Refuses text without line ends before a reader of lines has filled the memory with it. */
final class LineLimit extends FilterInputStream {
    static final int LONGEST = 1 << 28;

    private final Path file;
    private long length;

    LineLimit(InputStream in, Path file) {
        super(in);
        this.file = file;
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
        if (length > LONGEST) {
            throw new DataException("file \"" + file + "\" has a line of more than " + LONGEST
                    + " bytes; such a file is no text in lines\nMaybe cut it into lines or several files.");
        }
    }
}
