package org.longhaul.training.tensor;

import java.util.Arrays;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Differentiable operators of neural networks. Shapes: B batch, T positions, H heads, C channels, V vocabulary.
 *
 * <p>Layers with weights take those of W replicas at once too: each weight then has one dimension more, the first, of size W,
 * and the first dimension of the input holds the replicas' rows one after the other, B each. A model that is made of these
 * layers alone so computes many replicas as it computes one.
 */
public final class Functional {
    /**
     * oneDNN 3.7.1, which computes convolutions on the CPU, reads beyond the filters when it differentiates with respect to the
     * input and their number is no multiple of its block: the gradients are wrong, sometimes NaN. In bfloat16 it does so forward
     * too, and for channels of the input.
     */
    private static final long CHANNEL_BLOCK = 16;

    private Functional() {}

    private static boolean isStacked(Tensor weight, int dimensions) {
        return weight.dimensions() > dimensions;
    }

    /** x W' for x [..., in] and W [out, in]. */
    public static Tensor linear(Tensor input, Tensor weight) {
        InputFilter filter = weight.inputFilter();
        if (filter != null) {
            return filter.product(input, weight, Functional::linear, Functional::linear);
        }
        return Tensor.call(
                "linear",
                () -> isStacked(weight, 2)
                        ? Stacked.linear(input, weight)
                        : torch.linear(input.handle(), weight.handle()),
                input,
                weight);
    }

    /** x W' + b for x [..., in], W [out, in], b [out]. */
    public static Tensor linear(Tensor input, Tensor weight, Tensor bias) {
        InputFilter filter = weight.inputFilter();
        if (filter != null) {
            return filter.product(input, weight, (x, w) -> linear(x, w, bias), Functional::linear);
        }
        return Tensor.call(
                "linear",
                () -> isStacked(weight, 2)
                        ? Stacked.linear(input, weight, bias)
                        : torch.linear(input.handle(), weight.handle(), bias.handle()),
                input,
                weight,
                bias);
    }

    /** Rows of W [V, C] at int64 indices [...]: [..., C]. */
    public static Tensor embedding(Tensor weight, Tensor indices) {
        return Tensor.call(
                "embedding",
                () -> isStacked(weight, 2)
                        ? Stacked.embedding(weight, indices)
                        : torch.embedding(weight.handle(), indices.handle()),
                weight,
                indices);
    }

    /** Mean over rows of -log softmax(logits [N, V])[target [N]], nats; rows whose target is -100 do not count. */
    public static Tensor crossEntropy(Tensor logits, Tensor targets) {
        return Tensor.call(
                "cross entropy", () -> torch.cross_entropy(logits.handle(), targets.handle()), logits, targets);
    }

    /** The same of each of W replicas, whose rows follow one another, N each: logits [W N, V], target [W N]; gives [W]. */
    public static Tensor crossEntropyOfEach(Tensor logits, Tensor targets, long replicas) {
        return Tensor.call(
                "cross entropy of each",
                () -> torch.cross_entropy_loss(logits.handle(), targets.handle(), new TensorOptional(), 0, -100, 0.0)
                        .reshape(replicas, -1)
                        .sum(1)
                        .div(targets.handle()
                                .ne(new Scalar(-100))
                                .reshape(replicas, -1)
                                .sum(1)),
                logits,
                targets);
    }

    /**
     * softmax(Q K' / sqrt(C/H) + causal mask) V for [B, H, T, C/H] each.
     *
     * <p>Source: Vaswani et al., "Attention Is All You Need", 2017, equation 1.
     */
    public static Tensor causalAttention(Tensor query, Tensor key, Tensor value) {
        return attention(query, key, value, true);
    }

    /** The same without the mask: every position sees all. */
    public static Tensor attention(Tensor query, Tensor key, Tensor value) {
        return attention(query, key, value, false);
    }

    private static Tensor attention(Tensor query, Tensor key, Tensor value, boolean isCausal) {
        return Tensor.call(
                "attention",
                () -> torch.scaled_dot_product_attention(
                        query.handle(),
                        key.handle(),
                        value.handle(),
                        new TensorOptional(),
                        0.0,
                        isCausal,
                        new DoubleOptional(),
                        false),
                query,
                key,
                value);
    }

    /** x * sigmoid(x). */
    public static Tensor silu(Tensor input) {
        return Tensor.call("silu", () -> torch.silu(input.handle()), input);
    }

    /** x * Phi(x), Phi the normal distribution function (the exact form). */
    public static Tensor gelu(Tensor input) {
        return Tensor.call("gelu", () -> torch.gelu(input.handle()), input);
    }

    /**
     * w * x / sqrt(mean(x^2) + epsilon) over the last dimension, w of its size, in the type of w.
     *
     * <p>Source: Zhang and Sennrich, "Root Mean Square Layer Normalization", 2019.
     */
    public static Tensor rmsNorm(Tensor input, Tensor weight, double epsilon) {
        return Tensor.call(
                "rms norm",
                () -> isStacked(weight, 1)
                        ? Stacked.rmsNorm(input, weight, epsilon)
                        : torch.rms_norm(
                                input.to(weight.dtype()).handle(),
                                new long[] {input.size(-1)},
                                new TensorOptional(weight.handle()),
                                new DoubleOptional(epsilon)),
                input,
                weight);
    }

    /**
     * Neighbouring pairs of the last dimension, seen as complex numbers, times {@code rotation}, in its type.
     *
     * @param input [..., C] with C even
     * @param rotation [..., C/2, 2], real and imaginary parts; broadcasts to the pairs of the input
     * @return the shape of the input
     */
    public static Tensor rotatePairs(Tensor input, Tensor rotation) {
        return Tensor.call(
                "rotate pairs",
                () -> {
                    long[] pairs = Arrays.copyOf(input.shape(), input.dimensions() + 1);
                    pairs[pairs.length - 2] /= 2;
                    pairs[pairs.length - 1] = 2;
                    org.bytedeco.pytorch.Tensor turned = torch.view_as_complex(
                                    input.to(rotation.dtype()).handle().reshape(pairs))
                            .mul(torch.view_as_complex(rotation.handle()));
                    return torch.view_as_real(turned).reshape(input.shape());
                },
                input,
                rotation);
    }

    /** max(x, 0). */
    public static Tensor relu(Tensor input) {
        return Tensor.call("relu", () -> torch.relu(input.handle()), input);
    }

    /**
     * Cross-correlation of images with filters, at every pixel.
     *
     * @param input [B, in, Y, X]
     * @param weight [out, in, kernel, kernel]
     * @param bias [out]
     * @param padding zeros around the image
     */
    public static Tensor conv2d(Tensor input, Tensor weight, Tensor bias, long padding) {
        return conv2d(input, weight, bias, 1, padding);
    }

    /**
     * The same at every {@code stride}-th pixel of both directions.
     *
     * @param bias [out]; null for none
     */
    public static Tensor conv2d(Tensor input, Tensor weight, @Nullable Tensor bias, long stride, long padding) {
        InputFilter filter = weight.inputFilter();
        if (filter != null) {
            return filter.product(
                    input,
                    weight,
                    (x, w) -> conv2d(x, w, bias, stride, padding),
                    (x, w) -> conv2d(x, w, null, stride, padding));
        }
        Tensor[] operands = bias == null ? new Tensor[] {input, weight} : new Tensor[] {input, weight, bias};
        if (isStacked(weight, 4)) {
            return Tensor.call("conv2d", () -> Stacked.conv2d(input, weight, bias, stride, padding), operands);
        }
        if (input.device() == Device.CPU
                && convolvesColumns(weight.size(0), input.requiresGradient(), false, Autocast.isOn(Device.CPU))) {
            return conv2d(input, weight.unsqueeze(0), bias == null ? null : bias.unsqueeze(0), stride, padding);
        }
        return Tensor.call(
                "conv2d",
                () -> torch.conv2d(
                        input.handle(),
                        weight.handle(),
                        bias == null ? new TensorOptional() : new TensorOptional(bias.handle()),
                        new long[] {stride, stride},
                        new long[] {padding, padding},
                        new long[] {1, 1},
                        1),
                operands);
    }

    /**
     * Whether {@link #conv2d} writes out, on the CPU, the pixels that each place of a filter sees: kernel x kernel times the
     * input's elements, which are kept for the backward pass in place of the input.
     *
     * @param filters number of filters
     * @param isDifferentiated whether the gradient with respect to the input is wanted
     * @param isStacked whether the weights are those of several replicas
     * @param isBfloat16 whether products are taken in bfloat16
     */
    public static boolean convolvesColumns(
            long filters, boolean isDifferentiated, boolean isStacked, boolean isBfloat16) {
        return isStacked || isBfloat16 || (isDifferentiated && filters % CHANNEL_BLOCK != 0);
    }

    /** The largest of each {@code size} x {@code size} pixels; what is left over at the edges is dropped. */
    public static Tensor maxPool2d(Tensor input, long size) {
        return Tensor.call("max pool", () -> torch.max_pool2d(input.handle(), size, size), input);
    }

    /** The largest of each {@code size} x {@code size} pixels, at every {@code stride}-th, the image within a frame of nothing. */
    public static Tensor maxPool2d(Tensor input, long size, long stride, long padding) {
        return Tensor.call(
                "max pool",
                () -> torch.max_pool2d(
                        input.handle(),
                        new long[] {size, size},
                        new long[] {stride, stride},
                        new long[] {padding, padding},
                        new long[] {1, 1},
                        false),
                input);
    }

    /** The mean of each {@code size} x {@code size} pixels; what is left over at the edges is dropped. */
    public static Tensor averagePool2d(Tensor input, long size) {
        return Tensor.call("average pool", () -> torch.avg_pool2d(input.handle(), size, size), input);
    }

    /**
     * Each example's channels, in groups of neighbours, to mean 0 and variance 1, then scaled and shifted by channel.
     *
     * <p>Source: Wu and He, "Group Normalization", 2018.
     *
     * @param input [B, C, ...]
     * @param scale [C]
     * @param shift [C]
     */
    public static Tensor groupNorm(Tensor input, long groups, Tensor scale, Tensor shift) {
        return Tensor.call(
                "group norm",
                () -> isStacked(scale, 1)
                        ? Stacked.groupNorm(input, groups, scale, shift)
                        : torch.group_norm(
                                input.handle(),
                                groups,
                                new TensorOptional(scale.handle()),
                                new TensorOptional(shift.handle()),
                                1e-5,
                                false),
                input,
                scale,
                shift);
    }

    /**
     * (x - mean) / sqrt(variance + 1e-5) by channel, scaled and shifted, with statistics that are given.
     *
     * <p>Source: Ioffe and Szegedy, "Batch Normalization", 2015.
     *
     * @param input [B, C, Y, X]
     * @param scale [C], as the other vectors
     */
    public static Tensor batchNorm(Tensor input, Tensor scale, Tensor shift, Tensor mean, Tensor variance) {
        return Tensor.call(
                "batch norm",
                () -> BatchNorm.of(input, scale, shift, mean, variance, false),
                input,
                scale,
                shift,
                mean,
                variance);
    }

    /**
     * The same with the mean and the variance of the batch itself, of which the statistics become copies: the variance with n - 1
     * in its denominator, while the norm divides by n.
     *
     * @param mean [C], becomes the batch's; of several replicas [W, C], as the other vectors
     */
    public static Tensor batchNormOfBatch(Tensor input, Tensor scale, Tensor shift, Tensor mean, Tensor variance) {
        return Tensor.call(
                "batch norm",
                () -> BatchNorm.of(input, scale, shift, mean, variance, true),
                input,
                scale,
                shift,
                mean,
                variance);
    }

    /** To mean 0 and variance 1 over the last dimension, then scaled and shifted (Ba et al., "Layer Normalization", 2016). */
    public static Tensor layerNorm(Tensor input, Tensor scale, Tensor shift) {
        return Tensor.call(
                "layer norm",
                () -> torch.layer_norm(
                        input.handle(),
                        new long[] {input.size(-1)},
                        new TensorOptional(scale.handle()),
                        new TensorOptional(shift.handle()),
                        1e-5,
                        false),
                input,
                scale,
                shift);
    }

    /**
     * What the last of several layers of long short-term memory gives at every position, starting from zeros.
     *
     * <p>Source: Hochreiter and Schmidhuber, "Long Short-Term Memory", 1997, with forget gates.
     *
     * @param input [B, T, C]
     * @param layers four tensors a layer: weights of the input [4 H, C] and of the layer's own last output [4 H, H], and the biases of
     *     both; gates in the order input, forget, cell, output
     * @return [B, T, H]
     */
    public static Tensor lstm(Tensor input, Tensor... layers) {
        if (input.dtype() == DType.FLOAT32 && input.device() == Device.CPU && Autocast.isOn(Device.CPU)) {
            // Autocast asks oneDNN for bfloat16 of it also where the processor has none; operands in bfloat16 are
            // looked at first.
            return lstm(input.to(DType.BFLOAT16), Tensors.cast(layers, DType.BFLOAT16));
        }
        return Tensor.call(
                "lstm",
                () -> {
                    long count = layers.length / 4;
                    Tensor start =
                            Tensors.zeros(input.device(), input.dtype(), count, input.size(0), layers[1].size(1));
                    return torch.lstm(
                                    input.handle(),
                                    Tensors.vector(start, start),
                                    Tensors.vector(layers),
                                    true,
                                    count,
                                    0.0,
                                    Autograd.isRecording(),
                                    false,
                                    true)
                            .get0();
                },
                input);
    }

    /** log(1 + e^x). */
    public static Tensor softplus(Tensor input) {
        return Tensor.call("softplus", () -> torch.softplus(input.handle()), input);
    }

    /** Softmax over one dimension. */
    public static Tensor softmax(Tensor input, int dimension) {
        return Tensor.call("softmax", () -> torch.softmax(input.handle(), dimension), input);
    }

    /** Logarithms of the softmax over one dimension. */
    public static Tensor logSoftmax(Tensor input, int dimension) {
        return Tensor.call("log softmax", () -> torch.log_softmax(input.handle(), dimension), input);
    }
}
