package org.longhaul.training.dataset.file;

import com.google.common.io.ByteStreams;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.InflaterInputStream;

/**
 * The arrays of numbers in a MATLAB file of version 5 to 7, compressed or not, each as it comes along. Cells, structures and text
 * are passed over.
 *
 * <p>Our own reader, as those at hand hold whole arrays, and set aside what a header states.
 *
 * @see <a href="https://www.mathworks.com/help/pdf_doc/matlab/matfile_format.pdf">MAT-File Format</a>
 */
final class MatFile {
    private static final int TEXT_BYTES = 124;
    private static final int WORD = 8;
    private static final int INT32 = 5;
    private static final int MATRIX = 14;
    private static final int COMPRESSED = 15;
    private static final int FIRST_NUMERIC_CLASS = 6;
    private static final int LAST_NUMERIC_CLASS = 15;
    private static final int MOST_DIMENSIONS = 32;
    private static final int LONGEST_NAME = 1024;

    private final FileBytes file;
    private final ByteOrder order;

    /** Takes the arrays, one after another. */
    interface Visitor {
        /**
         * An array of numbers, the first dimension running fastest.
         *
         * @param values all of its numbers, to be read here or passed over
         */
        void array(String name, long[] dimensions, Values values);
    }

    /** The numbers of one array, in order. */
    static final class Values {
        private final FileBytes in;
        private final ByteOrder order;
        private final int type;
        private final String name;

        private Values(FileBytes in, ByteOrder order, int type, String name) {
            this.in = in;
            this.order = order;
            this.type = type;
            this.name = name;
        }

        boolean isBytes() {
            return width(type) == 1;
        }

        /** The next bytes of an array of bytes. */
        void bytes(byte[] target, String what) {
            in.read(target, 0, target.length, what);
        }

        /** The next number, however it is stored. */
        double next() {
            String what = "the values of " + name;
            return switch (type) {
                case 1, 3, 5, 12 -> in.number(width(type), true, order, what);
                case 2, 4, 6 -> in.number(width(type), false, order, what);
                case 7 -> Float.intBitsToFloat((int) in.number(4, false, order, what));
                case 9 -> Double.longBitsToDouble(in.number(8, false, order, what));
                default ->
                    throw in.fault("stores the values of " + name + " in type " + type
                            + "; allowed: 1 to 7, 9 and 12 (whole numbers below 64 bits unsigned, single, double)");
            };
        }
    }

    /**
     * The tag of an element.
     *
     * @param inside the four bytes of a small element, which stand in the tag itself
     */
    private record Tag(int type, long bytes, boolean inside) {}

    private MatFile(FileBytes file, ByteOrder order) {
        this.file = file;
        this.order = order;
    }

    /** Reads a file to its end. */
    static void read(ExpectedFiles expected, Path path, Visitor visitor) {
        try (FileBytes file = FileBytes.open(expected, path)) {
            byte[] header = new byte[TEXT_BYTES + 4];
            file.read(header, 0, header.length, "its header");
            boolean little = header[126] == 'I' && header[127] == 'M';
            boolean big = header[126] == 'M' && header[127] == 'I';
            int version = little ? header[125] : header[124];
            if ((!little && !big) || version != 1) {
                String text = new String(header, 0, TEXT_BYTES - WORD, StandardCharsets.US_ASCII);
                throw file.fault(
                        text.startsWith("MATLAB 7.3") || version == 2
                                ? "is of version 7.3, which is HDF5; allowed: version 5 to 7 (save with -v7)"
                                : "is no MATLAB file of version 5: bytes 125 to 128 of its header are "
                                        + Arrays.toString(Arrays.copyOfRange(header, TEXT_BYTES, header.length))
                                        + "; allowed: [0, 1, 73, 77] (or [1, 0, 77, 73] of a big-endian machine)");
            }
            MatFile reader = new MatFile(file, little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
            while (!file.isAtEnd()) {
                reader.element(visitor);
            }
        }
    }

    private void element(Visitor visitor) {
        Tag tag = tag(file, "the tag of an array");
        if (tag.type == COMPRESSED) {
            compressed(tag.bytes, visitor);
        } else if (tag.type == MATRIX) {
            matrix(file, tag.bytes, visitor);
        } else {
            throw file.fault("has an element of type " + tag.type + " at byte " + (file.position() - WORD)
                    + "; allowed: 14 (array) and 15 (compressed array)");
        }
    }

    /** A zlib stream that holds one array; nothing pads it. */
    private void compressed(long bytes, Visitor visitor) {
        InputStream stored = ByteStreams.limit(file.stream(), bytes);
        FileBytes inner = file.within("a compressed array", new InflaterInputStream(stored));
        Tag tag = tag(inner, "the tag of a compressed array");
        if (tag.type != MATRIX) {
            throw file.fault("has an element of type " + tag.type + " in a compressed one; allowed: 14 (array)");
        }
        matrix(inner, tag.bytes, visitor);
        try {
            ByteStreams.exhaust(stored);
        } catch (IOException e) {
            throw file.fault("cannot be read after a compressed array: " + e.getMessage());
        }
    }

    private void matrix(FileBytes in, long bytes, Visitor visitor) {
        long end = in.position() + bytes;
        if (bytes > 0) {
            Tag flags = tag(in, "the flags of an array");
            if (flags.bytes != WORD || flags.inside) {
                throw in.fault("has flags of " + flags.bytes + " bytes in an array; allowed: 8");
            }
            long kind = in.number(4, false, order, "the flags of an array") & 0xff;
            in.skip(4, "the flags of an array");
            if (kind >= FIRST_NUMERIC_CLASS && kind <= LAST_NUMERIC_CLASS) {
                numeric(in, visitor);
            }
        }
        if (in.position() > end) {
            throw in.fault("has an array that goes on after the " + bytes + " bytes that its tag states");
        }
        in.skip(end - in.position(), "an array");
    }

    private void numeric(FileBytes in, Visitor visitor) {
        Tag shape = tag(in, "the dimensions of an array");
        if (shape.type != INT32 || shape.bytes % 4 != 0 || shape.bytes / 4 < 2 || shape.bytes / 4 > MOST_DIMENSIONS) {
            throw in.fault("has " + shape.bytes + " bytes of type " + shape.type
                    + " for the dimensions of an array; allowed: 8 to 128 bytes of type 5, four a dimension");
        }
        long[] dimensions = new long[(int) (shape.bytes / 4)];
        long count = 1;
        for (int i = 0; i < dimensions.length; i++) {
            dimensions[i] = in.number(4, true, order, "the dimensions of an array");
            if (dimensions[i] < 0 || (dimensions[i] > 0 && count > Integer.MAX_VALUE * 16L / dimensions[i])) {
                throw in.fault("states an array of " + Arrays.toString(dimensions)
                        + " values; allowed: not negative, and up to " + Integer.MAX_VALUE * 16L + " in all");
            }
            count *= dimensions[i];
        }
        pad(in, shape);
        Tag naming = tag(in, "the name of an array");
        if (naming.bytes > LONGEST_NAME) {
            throw in.fault("has an array whose name takes " + naming.bytes + " bytes; allowed: up to " + LONGEST_NAME);
        }
        byte[] letters = new byte[(int) naming.bytes];
        in.read(letters, 0, letters.length, "the name of an array");
        pad(in, naming);
        String name = new String(letters, StandardCharsets.UTF_8);
        Tag values = tag(in, "the values of " + name);
        if (width(values.type) == 0 || values.bytes != count * width(values.type)) {
            throw in.fault("has " + values.bytes + " bytes of type " + values.type + " for the " + count + " values of "
                    + name + "; allowed: as many values as its dimensions " + Arrays.toString(dimensions) + " say");
        }
        visitor.array(name, dimensions, new Values(in, order, values.type, name));
    }

    private Tag tag(FileBytes in, String what) {
        long first = in.number(4, false, order, what);
        return (first >>> 16) != 0
                ? new Tag((int) (first & 0xffff), first >>> 16, true)
                : new Tag((int) first, in.number(4, false, order, what), false);
    }

    /** Passes over what fills up an element that was read whole. */
    private static void pad(FileBytes in, Tag tag) {
        long unit = tag.inside ? 4 : WORD;
        in.skip((unit - tag.bytes % unit) % unit, "the end of an element");
    }

    /** Bytes of a number; 0 for a type that is none. */
    private static int width(int type) {
        return switch (type) {
            case 1, 2 -> 1;
            case 3, 4 -> 2;
            case INT32, 6, 7 -> 4;
            case 9, 12, 13 -> 8;
            default -> 0;
        };
    }
}
