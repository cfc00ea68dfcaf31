package org.longhaul.training.tensor;

import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Batch norm of one replica, and of several, whose channels lie side by side then. */
final class BatchNorm {
    private static final double EPSILON = 1e-5;

    private BatchNorm() {}

    /**
     * Normalized by channel.
     *
     * @param isOfBatch whether by the batch's own statistics, which {@code mean} and {@code variance} become
     */
    static org.bytedeco.pytorch.Tensor of(
            Tensor input, Tensor scale, Tensor shift, Tensor mean, Tensor variance, boolean isOfBatch) {
        if (scale.dimensions() == 1) {
            return normal(input.handle(), scale, shift, mean, variance, isOfBatch);
        }
        long replicas = scale.size(0);
        long[] shape = input.shape();
        long rows = shape[0] / replicas;
        org.bytedeco.pytorch.Tensor beside = input.handle()
                .reshape(replicas, rows, shape[1], shape[2], shape[3])
                .transpose(0, 1)
                .reshape(rows, replicas * shape[1], shape[2], shape[3]);
        return normal(beside, scale.reshape(-1), shift.reshape(-1), mean.reshape(-1), variance.reshape(-1), isOfBatch)
                .reshape(rows, replicas, shape[1], shape[2], shape[3])
                .transpose(0, 1)
                .reshape(shape);
    }

    private static org.bytedeco.pytorch.Tensor normal(
            org.bytedeco.pytorch.Tensor input,
            Tensor scale,
            Tensor shift,
            Tensor mean,
            Tensor variance,
            boolean isOfBatch) {
        return torch.batch_norm(
                input,
                new TensorOptional(scale.handle()),
                new TensorOptional(shift.handle()),
                new TensorOptional(mean.handle()),
                new TensorOptional(variance.handle()),
                isOfBatch,
                1.0,
                EPSILON,
                false);
    }
}
