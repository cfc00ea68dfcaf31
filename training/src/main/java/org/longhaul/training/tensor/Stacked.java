package org.longhaul.training.tensor;

import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * The layers of {@link Functional} with weights of several replicas at once. A weight has one dimension more, the first, of
 * size W; the rows of the input belong to the replicas in order, B each, so its first dimension has W B of them.
 */
final class Stacked {
    private Stacked() {}

    private static org.bytedeco.pytorch.Tensor byReplica(org.bytedeco.pytorch.Tensor rows, long replicas) {
        return rows.reshape(replicas, -1, rows.size(-1));
    }

    private static long[] withLast(long[] shape, long last) {
        long[] changed = shape.clone();
        changed[changed.length - 1] = last;
        return changed;
    }

    /** x W' for x [W B, ..., in], W [W, out, in]. */
    static org.bytedeco.pytorch.Tensor linear(Tensor input, Tensor weight) {
        return byReplica(input.handle(), weight.size(0))
                .bmm(weight.handle().transpose(1, 2))
                .reshape(withLast(input.shape(), weight.size(1)));
    }

    /** x W' + b for b [W, out]. */
    static org.bytedeco.pytorch.Tensor linear(Tensor input, Tensor weight, Tensor bias) {
        return torch.baddbmm(
                        bias.handle().unsqueeze(1),
                        byReplica(input.handle(), weight.size(0)),
                        weight.handle().transpose(1, 2))
                .reshape(withLast(input.shape(), weight.size(1)));
    }

    /** Rows of W [W, V, C] at indices [W B, ...]. */
    static org.bytedeco.pytorch.Tensor embedding(Tensor weight, Tensor indices) {
        long replicas = weight.size(0);
        long rows = weight.size(1);
        org.bytedeco.pytorch.Tensor first = torch.arange(
                new Scalar(0L),
                new Scalar(replicas * rows),
                new Scalar(rows),
                weight.device().options(DType.INT64));
        org.bytedeco.pytorch.Tensor shifted =
                indices.handle().reshape(replicas, -1).add(first.unsqueeze(1)).reshape(indices.shape());
        return torch.embedding(weight.handle().reshape(-1, weight.size(2)), shifted);
    }

    /** For w [W, C]. */
    static org.bytedeco.pytorch.Tensor rmsNorm(Tensor input, Tensor weight, double epsilon) {
        org.bytedeco.pytorch.Tensor normal = torch.rms_norm(
                input.handle(), new long[] {input.size(-1)}, new TensorOptional(), new DoubleOptional(epsilon));
        return byReplica(normal, weight.size(0))
                .mul(weight.handle().unsqueeze(1))
                .reshape(input.shape());
    }

    /**
     * For x [W B, in, Y, X], W [W, out, in, kernel, kernel], b [W, out] or none: the pixels that each filter sees as columns, and
     * one product for each replica.
     */
    static org.bytedeco.pytorch.Tensor conv2d(
            Tensor input, Tensor weight, @Nullable Tensor bias, long stride, long padding) {
        long replicas = weight.size(0);
        long out = weight.size(1);
        long kernel = weight.size(-1);
        long rows = input.size(0) / replicas;
        long height = (input.size(2) + 2 * padding - kernel) / stride + 1;
        long width = (input.size(3) + 2 * padding - kernel) / stride + 1;
        org.bytedeco.pytorch.Tensor columns = torch.im2col(
                        input.handle(),
                        new long[] {kernel, kernel},
                        new long[] {1, 1},
                        new long[] {padding, padding},
                        new long[] {stride, stride})
                .reshape(replicas, rows, -1, height * width)
                .transpose(1, 2)
                .reshape(replicas, -1, rows * height * width);
        org.bytedeco.pytorch.Tensor filters = weight.handle().reshape(replicas, out, -1);
        org.bytedeco.pytorch.Tensor products = bias == null
                ? filters.bmm(columns)
                : torch.baddbmm(bias.handle().unsqueeze(2), filters, columns);
        return products.reshape(replicas, out, rows, height * width)
                .transpose(1, 2)
                .reshape(replicas * rows, out, height, width);
    }

    /** For scale and shift [W, C]. */
    static org.bytedeco.pytorch.Tensor groupNorm(Tensor input, long groups, Tensor scale, Tensor shift) {
        org.bytedeco.pytorch.Tensor normal =
                torch.group_norm(input.handle(), groups, new TensorOptional(), new TensorOptional(), 1e-5, false);
        long channels = scale.size(1);
        return normal.reshape(scale.size(0), -1, channels, normal.numel() / input.size(0) / channels)
                .mul(scale.handle().reshape(-1, 1, channels, 1))
                .add(shift.handle().reshape(-1, 1, channels, 1))
                .reshape(input.shape());
    }
}
