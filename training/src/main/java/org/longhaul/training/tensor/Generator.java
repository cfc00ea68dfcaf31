package org.longhaul.training.tensor;

import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * A seeded stream of random numbers, drawn on the CPU so that every device sees the same values.
 *
 * <p>Belongs to the scope that was open when it was made. Thread-safety: one thread at a time.
 */
public final class Generator {
    private final GeneratorOptional generator;

    /** A stream that depends on nothing but {@code seed}. */
    public Generator(long seed) {
        LibTorch.load();
        generator = new GeneratorOptional(torch.createCPUGenerator(seed));
    }

    /** float32 normal numbers. */
    public Tensor normal(Device device, double mean, double standardDeviation, long... shape) {
        Tensor values = Tensors.zeros(Device.CPU, shape);
        values.handle().normal_(mean, standardDeviation, generator);
        return values.to(device);
    }

    /** float32 uniform numbers in [low, high). */
    public Tensor uniform(Device device, double low, double high, long... shape) {
        Tensor values = Tensors.zeros(Device.CPU, shape);
        values.handle().uniform_(low, high, generator);
        return values.to(device);
    }
}
