package org.longhaul.training.augmentation;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.longhaul.extension.Require;

/**
 * So many operations drawn with replacement from fourteen, one after another, each as strong as a magnitude on a scale of 10 says.
 *
 * <p><b>Model.</b> An operation's magnitude is drawn from 1 to m, and its sign where it has one; it is carried out in half of all
 * cases. Levels of brightness are relative to the lowest and the highest number of the image, so that data of any range can be
 * used. Geometry takes the nearest pixel and leaves the lowest level where there is none.
 *
 * <p>Source: Cubuk et al., "RandAugment: Practical Automated Data Augmentation with a Reduced Search Space", 2020, arXiv
 * 1909.13719; drawn magnitudes and the half as in FixMatch's code. <b>Differs from the source</b> in working on numbers of any
 * range, not on bytes, and in leaving out what a single channel cannot show (colour).
 */
final class RandAugment implements Augmentation {
    /** Magnitude of the strongest operations. */
    static final int SCALE = 10;

    private static final double PROBABILITY = 0.5;

    private final ImageShape shape;
    private final List<ImageOperation> pool;
    private final int operations;
    private final int magnitude;

    /**
     * For images of a shape.
     *
     * @param operations n, at least 0
     * @param magnitude m, 1 to {@value #SCALE}
     */
    RandAugment(ImageShape shape, int operations, int magnitude) {
        Require.atLeast("operations", operations, 0);
        Require.count("magnitude", magnitude, SCALE);
        this.shape = shape;
        this.operations = operations;
        this.magnitude = magnitude;
        List<ImageOperation> fitting = new ArrayList<>(List.of(ImageOperation.values()));
        if (shape.channels() == 1) {
            fitting.remove(ImageOperation.COLOUR);
        }
        pool = List.copyOf(fitting);
    }

    @Override
    public void apply(float[] values, int at, RandomGenerator random) {
        for (int i = 0; i < operations; i++) {
            ImageOperation operation = pool.get(random.nextInt(pool.size()));
            double strength = (1 + random.nextInt(magnitude)) / (double) SCALE;
            double signed = random.nextBoolean() ? strength : -strength;
            if (random.nextDouble() < PROBABILITY) {
                operation.apply(values, at, shape, signed);
            }
        }
    }
}
