package org.longhaul.training.model.transformer;

import java.util.SplittableRandom;
import org.longhaul.extension.Hashes;
import org.longhaul.extension.StableRandom;
import org.longhaul.training.model.Seeds;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.Tensors;

/**
 * The random states that a recurrent-depth body begins with: independent normal numbers of mean 0 and deviation 1, from a stream of
 * their own of the run's seed.
 *
 * <p>The numbers of a position follow from the tokens up to it. So the loss stays a function of parameters and batch, however replicas
 * share a device; other sequences begin elsewhere; and no token is told of those behind it.
 */
final class InitialStates {
    private static final String STREAM = "initial-states-of-recurrent-depth";

    private InitialStates() {}

    /**
     * The states.
     *
     * @param tokens int64 [B, T]
     * @param like [B, T, C], whose shape, device and type they take
     */
    static Tensor of(Tensor tokens, Tensor like, long seed) {
        long[] read = tokens.toLongs();
        int positions = Math.toIntExact(tokens.size(1));
        int width = Math.toIntExact(like.size(2));
        float[] values = new float[Math.multiplyExact(read.length, width)];
        long start = Seeds.of(seed, STREAM);
        long soFar = start;
        for (int i = 0; i < read.length; i++) {
            soFar = Hashes.next((i % positions == 0 ? start : soFar) ^ (read[i] + 1));
            StableRandom random = new StableRandom(new SplittableRandom(soFar));
            for (int c = 0; c < width; c++) {
                values[i * width + c] = (float) random.nextGaussian();
            }
        }
        return Tensors.of(like.device(), values, like.shape()).to(like.dtype());
    }
}
