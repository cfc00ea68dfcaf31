package org.longhaul.training.tensor;

import java.util.random.RandomGenerator;
import org.longhaul.extension.StableRandom;

/**
 * A stream of random numbers from a seed of 64 bits, all of which count, drawn by Java so that every device sees the same
 * values. (The tensor library's own CPU generator keeps 32 bits of its seed.)
 *
 * <p>Thread-safety: one thread at a time.
 */
public final class Generator {
    private final RandomGenerator random;

    /** A stream that depends on nothing but {@code seed}. */
    public Generator(long seed) {
        random = new StableRandom(seed);
    }

    /** float32 normal numbers. */
    public Tensor normal(Device device, double mean, double standardDeviation, long... shape) {
        return Tensors.of(device, normal(mean, standardDeviation, elements(shape)), shape);
    }

    /** The same numbers by themselves. */
    public float[] normal(double mean, double standardDeviation, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (mean + standardDeviation * random.nextGaussian());
        }
        return values;
    }

    /** Normal numbers of mean 0 and deviation 1; those beyond a bound are drawn again. */
    public float[] truncatedNormal(double bound, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            double value = random.nextGaussian();
            while (Math.abs(value) > bound) {
                value = random.nextGaussian();
            }
            values[i] = (float) value;
        }
        return values;
    }

    /** float32 uniform numbers in [low, high). */
    public Tensor uniform(Device device, double low, double high, long... shape) {
        float[] values = new float[elements(shape)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (low + (high - low) * random.nextFloat());
        }
        return Tensors.of(device, values, shape);
    }

    private static int elements(long... shape) {
        long elements = 1;
        for (long size : shape) {
            elements = Math.multiplyExact(elements, size);
        }
        return Math.toIntExact(elements);
    }
}
