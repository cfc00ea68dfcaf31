package org.longhaul.topology.format;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/**
 * The text of a file, refused where it goes on beyond what the memory can hold: one piece of it (a line, an element, a
 * value) without end, more pieces than fit, or text without end. So what never ends is answered, and not read until the
 * memory is full. Readers say where a piece begins.
 */
public final class BoundedText extends FilterReader {
    /** Characters of the longest piece; far more than any line or value of a topology, and few enough for parsers whose work grows with its square. */
    static final int LONGEST_PIECE = 1 << 20;

    private final String file;
    private final String piece;
    private final long longest;
    private final long mostPieces;
    private final long mostCharacters;
    private long characters;
    private long begun;
    private long pieces;
    private int line = 1;

    /**
     * Bounds a text.
     *
     * @param file its name, for messages
     * @param piece what a piece is called in messages
     * @param memoryPerPiece what is kept in memory of one piece of a usual file, bytes
     */
    public BoundedText(Reader text, String file, String piece, int memoryPerPiece) {
        this(
                text,
                file,
                piece,
                LONGEST_PIECE,
                Runtime.getRuntime().maxMemory() / memoryPerPiece,
                TopologyFiles.LARGEST_FILE_BYTES);
    }

    BoundedText(Reader text, String file, String piece, long longest, long mostPieces, long mostCharacters) {
        super(text);
        this.file = file;
        this.piece = piece;
        this.longest = longest;
        this.mostPieces = mostPieces;
        this.mostCharacters = mostCharacters;
    }

    /** A piece begins. */
    public void begin() {
        begun = characters;
        if (++pieces > mostPieces) {
            throw refuse("the file has more than " + mostPieces + " " + piece + "s, what "
                    + Runtime.getRuntime().maxMemory() / 1_000_000
                    + " MB of memory can hold; allowed: fewer, or more memory for Java with -Xmx");
        }
    }

    @Override
    public int read() throws IOException {
        int read = super.read();
        if (read >= 0) {
            line += read == '\n' ? 1 : 0;
            count(1);
        }
        return read;
    }

    @Override
    public int read(char[] target, int from, int most) throws IOException {
        int read = super.read(target, from, most);
        for (int i = 0; i < read; i++) {
            line += target[from + i] == '\n' ? 1 : 0;
        }
        count(Math.max(0, read));
        return read;
    }

    private void count(int read) {
        characters += read;
        if (characters - begun > longest) {
            throw refuse("a " + piece + " goes on for more than " + longest + " characters; allowed: at most that");
        }
        if (characters > mostCharacters) {
            throw refuse("the file goes on beyond " + mostCharacters + " characters; allowed: at most that");
        }
    }

    private TopologyFormatException refuse(String problem) {
        return new TopologyFormatException(file, line, "", problem, null);
    }
}
