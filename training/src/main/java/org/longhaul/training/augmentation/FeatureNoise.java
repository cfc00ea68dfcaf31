package org.longhaul.training.augmentation;

import java.util.random.RandomGenerator;
import org.longhaul.extension.Require;
import org.longhaul.training.task.DataShape;

/**
 * Normal noise on the features of an example, and zeros in place of some of them: what stands in for the flips and crops of images
 * where the numbers have no neighbours. The sizes are assumed, as no source says any.
 */
final class FeatureNoise implements Augmentation {
    private static final double WEAK = 0.1;
    private static final double STRONG = 0.3;
    private static final double MASKED = 0.2;

    private final int elements;
    private final double deviation;
    private final double masked;

    /**
     * For vectors of a length.
     *
     * @param deviation standard deviation of the noise
     * @param masked probability with which a feature becomes 0
     */
    FeatureNoise(int elements, double deviation, double masked) {
        Require.notNegative("deviation", deviation, 1e9);
        Require.share("masked", masked);
        this.elements = elements;
        this.deviation = deviation;
        this.masked = masked;
    }

    static FeatureNoise weak(DataShape.Examples shape) {
        return new FeatureNoise(shape.elements(), WEAK, 0);
    }

    static FeatureNoise strong(DataShape.Examples shape) {
        return new FeatureNoise(shape.elements(), STRONG, MASKED);
    }

    @Override
    public void apply(float[] values, int at, RandomGenerator random) {
        for (int i = at; i < at + elements; i++) {
            values[i] += (float) (deviation * random.nextGaussian());
            if (masked > 0 && random.nextDouble() < masked) {
                values[i] = 0;
            }
        }
    }
}
