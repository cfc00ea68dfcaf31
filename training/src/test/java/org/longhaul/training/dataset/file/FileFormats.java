package org.longhaul.training.dataset.file;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/** Writes small files in the formats that are read, with numbers that say where they stand. */
final class FileFormats {
    private FileFormats() {}

    /** A pixel of an example's image, so that two that are mixed up differ. */
    static int pixel(int example, int channel, int row, int column) {
        return (31 * example + 101 * channel + 7 * row + 3 * column) % 256;
    }

    static void write(Path file, byte[] content) {
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void write(Path file, String content) {
        write(file, content.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] gzip(byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static byte[] idxImages(int first, int count, int height, int width) {
        ByteBuffer file = ByteBuffer.allocate(16 + count * height * width);
        file.putInt(0x0803).putInt(count).putInt(height).putInt(width);
        for (int i = 0; i < count; i++) {
            for (int row = 0; row < height; row++) {
                for (int column = 0; column < width; column++) {
                    file.put((byte) pixel(first + i, 0, row, column));
                }
            }
        }
        return file.array();
    }

    /** Labels first, first + 1, ... modulo 10. */
    static byte[] idxLabels(int first, int count) {
        ByteBuffer file = ByteBuffer.allocate(8 + count).putInt(0x0801).putInt(count);
        for (int i = 0; i < count; i++) {
            file.put((byte) ((first + i) % 10));
        }
        return file.array();
    }

    static byte[] cifar(int first, int count, int labels, int classes) {
        ByteBuffer file = ByteBuffer.allocate(count * (labels + 3072));
        for (int i = first; i < first + count; i++) {
            if (labels == 2) {
                file.put((byte) (i % 20));
            }
            file.put((byte) (i % classes));
            for (int channel = 0; channel < 3; channel++) {
                for (int row = 0; row < 32; row++) {
                    for (int column = 0; column < 32; column++) {
                        file.put((byte) pixel(i, channel, row, column));
                    }
                }
            }
        }
        return file.array();
    }

    /** X and y as MATLAB saves them: y a double array that is stored as bytes; labels 1 to 10. */
    static byte[] svhn(int first, int count, boolean compressed, ByteOrder order) {
        byte[] pixels = new byte[count * 3072];
        byte[] labels = new byte[count];
        for (int i = 0; i < count; i++) {
            labels[i] = (byte) ((first + i) % 10 + 1);
            for (int channel = 0; channel < 3; channel++) {
                for (int row = 0; row < 32; row++) {
                    for (int column = 0; column < 32; column++) {
                        pixels[row + 32 * (column + 32 * (channel + 3 * i))] =
                                (byte) pixel(first + i, channel, row, column);
                    }
                }
            }
        }
        return mat(
                order,
                compressed,
                matrix(order, "X", 9, new int[] {32, 32, 3, count}, 2, pixels),
                matrix(order, "name", 4, new int[] {1, 4}, 16, "SVHN".getBytes(StandardCharsets.US_ASCII)),
                matrix(order, "y", 6, new int[] {count, 1}, 2, labels));
    }

    static byte[] mat(ByteOrder order, boolean compressed, byte[]... elements) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] header = Arrays.copyOf("MATLAB 5.0 MAT-file, made by a test".getBytes(StandardCharsets.US_ASCII), 128);
        Arrays.fill(header, 35, 116, (byte) ' ');
        ByteBuffer.wrap(header).order(order).putShort(124, (short) 0x0100).putShort(126, (short) (('M' << 8) | 'I'));
        out.writeBytes(header);
        for (byte[] element : elements) {
            if (compressed) {
                ByteArrayOutputStream packed = new ByteArrayOutputStream();
                try (DeflaterOutputStream deflater = new DeflaterOutputStream(packed)) {
                    deflater.write(element);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                out.writeBytes(ByteBuffer.allocate(8)
                        .order(order)
                        .putInt(15)
                        .putInt(packed.size())
                        .array());
                out.writeBytes(packed.toByteArray());
            } else {
                out.writeBytes(element);
            }
        }
        return out.toByteArray();
    }

    static byte[] matrix(ByteOrder order, String name, int kind, int[] dimensions, int type, byte[] values) {
        ByteBuffer shape = ByteBuffer.allocate(4 * dimensions.length).order(order);
        Arrays.stream(dimensions).forEach(shape::putInt);
        byte[] flags = ByteBuffer.allocate(8).order(order).putInt(kind).array();
        ByteArrayOutputStream inside = new ByteArrayOutputStream();
        inside.writeBytes(element(order, 6, flags));
        inside.writeBytes(element(order, 5, shape.array()));
        inside.writeBytes(element(order, 1, name.getBytes(StandardCharsets.US_ASCII)));
        inside.writeBytes(element(order, type, values));
        return element(order, 14, inside.toByteArray());
    }

    /** With its tag, small where it fits, and filled up to eight bytes. */
    private static byte[] element(ByteOrder order, int type, byte[] content) {
        if (content.length <= 4) {
            return ByteBuffer.allocate(8)
                    .order(order)
                    .putInt((content.length << 16) | type)
                    .put(content)
                    .array();
        }
        int padded = (content.length + 7) / 8 * 8;
        return ByteBuffer.allocate(8 + padded)
                .order(order)
                .putInt(type)
                .putInt(content.length)
                .put(content)
                .array();
    }

    /** A WAV file whose samples rise by the step from 0. */
    static byte[] wave(int samples, int step, int rate) {
        ByteBuffer file = ByteBuffer.allocate(44 + 12 + 2 * samples).order(ByteOrder.LITTLE_ENDIAN);
        file.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(48 + 2 * samples);
        file.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
        file.putShort((short) 1).putShort((short) 1).putInt(rate).putInt(2 * rate);
        file.putShort((short) 2).putShort((short) 16);
        // A chunk that is not known, of an odd length, with the byte that fills it up.
        file.put("LIST".getBytes(StandardCharsets.US_ASCII)).putInt(3).put(new byte[] {1, 2, 3, 0});
        file.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(2 * samples);
        for (int i = 0; i < samples; i++) {
            file.putShort((short) (step * i));
        }
        return file.array();
    }
}
