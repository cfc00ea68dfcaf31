package org.longhaul.training.dataset.file;

import java.util.List;
import org.longhaul.extension.PlainNumber;

/**
 * How a byte becomes the number that a model sees: (byte / 255 - mean) / deviation, with a mean and a deviation for each channel
 * or one for all.
 */
record PixelScale(List<Double> mean, List<Double> deviation) {
    /** What the keys of data sets of colour images say. */
    static final String MEAN =
            "what is taken off each pixel, which is 0 to 1 before: for all, or for red, green and blue";

    static final String DEVIATION = "what each pixel is divided by then: for all, or for red, green and blue";

    private static final int VALUES = 256;

    PixelScale {
        mean = List.copyOf(mean);
        deviation = List.copyOf(deviation);
    }

    /** Checks what a scenario states; the messages begin with the name of its key. */
    static void require(List<Double> mean, List<Double> deviation, int channels) {
        requireCount("mean", mean, channels);
        requireCount("deviation", deviation, channels);
        for (double each : mean) {
            if (!(Math.abs(each) <= VALUES)) {
                throw new IllegalArgumentException("mean (" + PlainNumber.of(each) + ") must lie in [-" + VALUES + ", "
                        + VALUES + "]; pixels are divided by 255 first");
            }
        }
        for (double each : deviation) {
            if (!(each >= 1e-6 && each <= VALUES)) {
                throw new IllegalArgumentException("deviation (" + PlainNumber.of(each) + ") must lie in [0.000001, "
                        + VALUES + "]; pixels are divided by 255 first");
            }
        }
    }

    private static void requireCount(String name, List<Double> values, int channels) {
        if (values.size() != 1 && values.size() != channels) {
            throw new IllegalArgumentException(name + " must have one value"
                    + (channels == 1 ? "" : ", or one for each of the " + channels + " channels") + ", and has "
                    + values.size());
        }
    }

    /** What each of the 256 bytes becomes in each channel. */
    float[][] table(int channels) {
        float[][] table = new float[channels][VALUES];
        for (int channel = 0; channel < channels; channel++) {
            double from = mean.get(Math.min(channel, mean.size() - 1));
            double by = deviation.get(Math.min(channel, deviation.size() - 1));
            for (int value = 0; value < VALUES; value++) {
                table[channel][value] = (float) ((value / 255.0 - from) / by);
            }
        }
        return table;
    }
}
