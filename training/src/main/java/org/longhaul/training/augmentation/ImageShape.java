package org.longhaul.training.augmentation;

import java.util.List;
import org.longhaul.training.task.DataShape;

/** Channels, height and width of an image, row-major. */
record ImageShape(int channels, int height, int width) {
    /** The shape of images [C, H, W]. */
    static ImageShape of(DataShape.Examples shape) {
        List<Integer> sizes = shape.dimensions();
        return new ImageShape(sizes.get(0), sizes.get(1), sizes.get(2));
    }

    int pixels() {
        return height * width;
    }

    int elements() {
        return channels * pixels();
    }

    /** Where a number of the first image lies. */
    int index(int channel, int y, int x) {
        return (channel * height + y) * width + x;
    }
}
