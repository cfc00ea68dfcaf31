package org.longhaul.training.dataset.file;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Require;
import org.longhaul.training.dataset.Examples;
import org.longhaul.training.task.DataShape;

/**
 * Images with a class each, kept as bytes: those to train on first, then those held out. Nobody is known to have made them, so
 * all are of one group.
 *
 * <p>Thread-safety: immutable.
 */
final class ByteImages implements Examples {
    private static final int LABELS_AT_FIRST = 256;
    private static final int BYTES_AT_ONCE = 1 << 18;

    private final DataShape.Examples shape;
    private final List<byte[]> blocks;
    private final int imagesOfBlock;
    private final int[] labels;
    private final int trained;
    private final float[][] numbers;
    private final String identity;

    private ByteImages(Builder from, String identity) {
        shape = from.shape;
        blocks = from.blocks;
        imagesOfBlock = from.imagesOfBlock;
        labels = Arrays.copyOf(from.labels, from.labelled);
        trained = from.trained;
        numbers = from.scale.table(shape.dimensions().get(0));
        this.identity = identity;
    }

    /** Checks what a scenario states; the messages begin with the name of its key. */
    static void require(List<Double> mean, List<Double> deviation, int channels, @Nullable Integer limit) {
        PixelScale.require(mean, deviation, channels);
        if (limit != null) {
            Require.atLeast("limit", limit, 1);
        }
    }

    /** How many images to train on are taken at most. */
    static long most(@Nullable Integer limit) {
        return limit == null ? Long.MAX_VALUE : limit;
    }

    /** Takes images and labels as files have them, in the same order. Not thread-safe. */
    static final class Builder {
        private final ExpectedFiles expected;
        private final DataShape.Examples shape;
        private final PixelScale scale;
        private final HeapShare memory;
        private final Hasher hash = Hashing.murmur3_128().newHasher();
        private final List<byte[]> blocks = new ArrayList<>();
        private final int imagesOfBlock;
        private int[] labels = new int[LABELS_AT_FIRST];
        private int images;
        private int labelled;
        private int trained;

        Builder(ExpectedFiles expected, DataShape.Examples shape, PixelScale scale) {
            this.expected = expected;
            this.shape = shape;
            this.scale = scale;
            memory = new HeapShare(expected);
            imagesOfBlock = Math.max(1, BYTES_AT_ONCE / shape.elements());
        }

        /** Bytes of an image, rows after rows of each channel. */
        int bytes() {
            return shape.elements();
        }

        /** An image; it is copied. */
        void image(byte[] pixels, Path file) {
            if (images % imagesOfBlock == 0) {
                memory.more((long) imagesOfBlock * bytes(), file);
                blocks.add(new byte[imagesOfBlock * bytes()]);
            }
            System.arraycopy(pixels, 0, blocks.get(images / imagesOfBlock), images % imagesOfBlock * bytes(), bytes());
            hash.putBytes(pixels, 0, bytes());
            images++;
        }

        /**
         * The class of an image, from 0.
         *
         * @param found what the file has for it
         */
        void label(long label, long found, Path file) {
            if (label < 0 || label >= shape.classes()) {
                long first = found - label;
                throw expected.fault(
                        file,
                        "has label " + found + " for example " + (labelled - trained + 1) + "; allowed: " + first
                                + " to " + (first + shape.classes() - 1));
            }
            if (labelled == labels.length) {
                memory.more((long) Integer.BYTES * labelled, file);
                labels = Arrays.copyOf(labels, 2 * labelled);
            }
            labels[labelled++] = (int) label;
            hash.putInt((int) label);
        }

        /** What was read so far is what is trained on; all that follows is held out. */
        void endOfTraining() {
            trained = images;
        }

        int images() {
            return images;
        }

        ByteImages build() {
            if (images != labelled) {
                throw new IllegalStateException(images + " images and " + labelled + " labels");
            }
            return new ByteImages(
                    this,
                    expected.id() + ", " + trained + " and " + (images - trained) + " " + shape.words() + ", mean "
                            + scale.mean() + ", deviation " + scale.deviation() + ", content " + hash.hash());
        }
    }

    @Override
    public int size() {
        return labels.length;
    }

    @Override
    public DataShape.Examples shape() {
        return shape;
    }

    @Override
    public boolean isHeldOut(int item) {
        return item >= trained;
    }

    @Override
    public int label(int item) {
        return labels[item];
    }

    @Override
    public int groups() {
        return 1;
    }

    @Override
    public int group(int item) {
        return 0;
    }

    @Override
    public void copy(int item, float[] target, int at) {
        byte[] block = blocks.get(item / imagesOfBlock);
        int elements = shape.elements();
        int from = item % imagesOfBlock * elements;
        int each = elements / numbers.length;
        for (int channel = 0; channel < numbers.length; channel++) {
            float[] number = numbers[channel];
            for (int pixel = channel * each; pixel < (channel + 1) * each; pixel++) {
                target[at + pixel] = number[block[from + pixel] & 0xff];
            }
        }
    }

    @Override
    public String identity() {
        return identity;
    }
}
