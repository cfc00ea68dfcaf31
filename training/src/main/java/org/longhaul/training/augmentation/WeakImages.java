package org.longhaul.training.augmentation;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * A flip from left to right in half of all images, and a crop out of the image that is made larger by its own reflection.
 *
 * <p>Source: SemiFL's code, {@code RandomHorizontalFlip} and {@code RandomCrop} with {@code padding_mode='reflect'}. <b>Differs from
 * the source</b> on images below 5 pixels a side, whose margin is one less than the side.
 */
final class WeakImages implements Augmentation {
    /** Pixels of the margin. */
    static final int PAD = 4;

    private final ImageShape shape;
    private final boolean flip;
    private final int pad;

    WeakImages(ImageShape shape, boolean flip, int pad) {
        this.shape = shape;
        this.flip = flip;
        this.pad = Math.min(pad, Math.min(shape.height(), shape.width()) - 1);
    }

    @Override
    public void apply(float[] values, int at, RandomGenerator random) {
        boolean flipped = flip && random.nextBoolean();
        int down = random.nextInt(2 * pad + 1) - pad;
        int right = random.nextInt(2 * pad + 1) - pad;
        crop(values, at, flipped, down, right);
    }

    /** The image as it is seen from so many pixels further down and to the right, after the flip. */
    void crop(float[] values, int at, boolean flipped, int down, int right) {
        float[] before = Arrays.copyOfRange(values, at, at + shape.elements());
        for (int channel = 0; channel < shape.channels(); channel++) {
            for (int y = 0; y < shape.height(); y++) {
                int fromY = reflected(y + down, shape.height());
                for (int x = 0; x < shape.width(); x++) {
                    int fromX = reflected(x + right, shape.width());
                    values[at + shape.index(channel, y, x)] =
                            before[shape.index(channel, fromY, flipped ? shape.width() - 1 - fromX : fromX)];
                }
            }
        }
    }

    /** The place that a place beyond the border is the reflection of; the border itself is not doubled. */
    static int reflected(int place, int size) {
        int positive = Math.abs(place);
        return positive < size ? positive : 2 * (size - 1) - positive;
    }
}
