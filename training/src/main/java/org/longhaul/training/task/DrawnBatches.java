package org.longhaul.training.task;

import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Hashes;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Generator;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.Tensors;

/**
 * What workers have of a function of the parameters that they minimize: an offset of each worker, and noise of each step.
 *
 * <p>Offsets are normal and centred, so that their mean over the workers is 0. Noise is normal, from a stream of (seed, worker,
 * step).
 *
 * <p><b>Batches.</b> Inputs [1, P]: the worker's offset, zero for validation. Targets [1, P]: the noise; of no elements where there
 * is none. A batch counts as one token of one byte, as such a function stands in for a language model.
 *
 * <p>Thread-safety: safe for concurrent use.
 */
public final class DrawnBatches implements TokenBatches {
    private final long seed;
    private final int workers;
    private final int elements;
    private final double offsetDeviation;
    private final double noiseDeviation;
    private volatile double @Nullable [][] offsets;

    /**
     * Draws nothing yet.
     *
     * @param seed master seed
     * @param workers number of workers, over whom offsets are centred
     * @param elements P, of the parameters
     * @param offsetDeviation standard deviation of an offset's elements before they are centred; 0 for equal workers
     * @param noiseDeviation standard deviation of the noise; 0 for none
     */
    public DrawnBatches(long seed, int workers, int elements, double offsetDeviation, double noiseDeviation) {
        this.seed = seed;
        this.workers = workers;
        this.elements = elements;
        this.offsetDeviation = offsetDeviation;
        this.noiseDeviation = noiseDeviation;
    }

    /** The offset of a worker. */
    public double[] offset(int worker) {
        return offsets()[worker].clone();
    }

    /** The noise of a worker at a step; of no elements where there is none. */
    public double[] noise(int worker, long step) {
        return noiseDeviation == 0 ? new double[0] : draw(noiseDeviation, 1 + step, worker);
    }

    private double[][] offsets() {
        double[][] known = offsets;
        if (known == null) {
            known = drawOffsets();
            offsets = known;
        }
        return known;
    }

    private double[][] drawOffsets() {
        double[][] drawn = new double[workers][];
        double[] mean = new double[elements];
        for (int worker = 0; worker < workers; worker++) {
            drawn[worker] = offsetDeviation == 0 ? new double[elements] : draw(offsetDeviation, 0, worker);
            for (int i = 0; i < elements; i++) {
                mean[i] += drawn[worker][i] / workers;
            }
        }
        for (double[] offset : drawn) {
            for (int i = 0; i < elements; i++) {
                offset[i] -= mean[i];
            }
        }
        return drawn;
    }

    private double[] draw(double deviation, long stream, int worker) {
        long state = Hashes.next(Hashes.next(Hashes.next(seed) ^ stream) ^ worker);
        float[] drawn = new Generator(state).normal(0, deviation, elements);
        double[] values = new double[elements];
        for (int i = 0; i < elements; i++) {
            values[i] = drawn[i];
        }
        return values;
    }

    @Override
    public Batch batch(int worker, long step, Device device) {
        double[] noise = noise(worker, step);
        return new Batch(
                Tensors.of(device, offsets()[worker], 1, elements), Tensors.of(device, noise, 1, noise.length), 1);
    }

    /** The worker's function without noise. */
    @Override
    public Batch training(int worker, int index, Device device) {
        int noise = noiseDeviation == 0 ? 0 : elements;
        return new Batch(
                Tensors.of(device, offsets()[worker], 1, elements), Tensors.of(device, new double[noise], 1, noise), 1);
    }

    @Override
    public String identity() {
        return "drawn by the seed " + seed;
    }

    @Override
    public int validationBatches() {
        return 1;
    }

    @Override
    public Batch validation(int index, Device device) {
        Tensor nothing = Tensors.zeros(device, 1, 0);
        return new Batch(Tensors.zeros(device, 1, elements), nothing, 1);
    }

    @Override
    public long itemsPerBatch() {
        return 1;
    }

    @Override
    public double bytesPerToken() {
        return 1;
    }
}
