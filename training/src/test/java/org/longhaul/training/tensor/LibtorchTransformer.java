package org.longhaul.training.tensor;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.EmbeddingImpl;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.LinearOptions;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * The transformer as one would write it with the binding alone: libtorch's modules, no flat vectors. A reference for
 * values, where attention, norms and rotations are spelled out, and for speed, where they are fused.
 */
public final class LibtorchTransformer {
    /** Sizes and choices, as those of the model under test. */
    public record Sizes(
            int layers,
            int width,
            int heads,
            int hidden,
            int vocabulary,
            int context,
            boolean gated,
            boolean tied,
            boolean queryKeyNorm) {}

    private final Sizes sizes;
    private final boolean spelledOut;
    private final EmbeddingImpl embedding;
    private final List<Block> blocks = new ArrayList<>();
    private final Tensor finalNorm;
    private final LinearImpl head;
    private final Tensor cos;
    private final Tensor sin;

    private static final class Block {
        final Tensor attentionNorm;
        final LinearImpl wq;
        final LinearImpl wk;
        final LinearImpl wv;
        final Tensor queryNorm;
        final Tensor keyNorm;
        final LinearImpl wo;
        final Tensor feedForwardNorm;
        final LinearImpl w1;
        final LinearImpl w3;
        final LinearImpl w2;

        Block(Sizes sizes) {
            attentionNorm = ones(sizes.width);
            wq = linear(sizes.width, sizes.width);
            wk = linear(sizes.width, sizes.width);
            wv = linear(sizes.width, sizes.width);
            queryNorm = ones(sizes.width / sizes.heads);
            keyNorm = ones(sizes.width / sizes.heads);
            wo = linear(sizes.width, sizes.width);
            feedForwardNorm = ones(sizes.width);
            w1 = linear(sizes.width, sizes.hidden);
            w3 = linear(sizes.width, sizes.hidden);
            w2 = linear(sizes.hidden, sizes.width);
        }
    }

    /**
     * New weights.
     *
     * @param spelledOut whether attention, norms and rotations are written out in elementary operators
     */
    public LibtorchTransformer(Sizes sizes, boolean spelledOut) {
        this.sizes = sizes;
        this.spelledOut = spelledOut;
        embedding = new EmbeddingImpl(sizes.vocabulary, sizes.width);
        for (int i = 0; i < sizes.layers; i++) {
            blocks.add(new Block(sizes));
        }
        finalNorm = ones(sizes.width);
        head = linear(sizes.width, sizes.vocabulary);
        int pairs = sizes.width / sizes.heads / 2;
        Tensor positions = torch.arange(new Scalar(sizes.context)).to(torch.ScalarType.Double);
        Tensor exponents =
                torch.arange(new Scalar(pairs)).to(torch.ScalarType.Double).mul(new Scalar(-1.0 / pairs));
        Tensor angles = torch.outer(positions, torch.pow(new Scalar(10000.0), exponents));
        cos = angles.cos().to(torch.ScalarType.Float).view(sizes.context, 1, pairs);
        sin = angles.sin().to(torch.ScalarType.Float).view(sizes.context, 1, pairs);
    }

    /** The parameters in the order of the model under test. */
    public List<Tensor> parameters() {
        List<Tensor> all = new ArrayList<>();
        all.add(embedding.weight());
        for (Block block : blocks) {
            all.add(block.attentionNorm);
            all.add(block.wq.weight());
            all.add(block.wk.weight());
            all.add(block.wv.weight());
            if (sizes.queryKeyNorm) {
                all.add(block.queryNorm);
                all.add(block.keyNorm);
            }
            all.add(block.wo.weight());
            all.add(block.feedForwardNorm);
            all.add(block.w1.weight());
            if (sizes.gated) {
                all.add(block.w3.weight());
            }
            all.add(block.w2.weight());
        }
        all.add(finalNorm);
        if (!sizes.tied) {
            all.add(head.weight());
        }
        return all;
    }

    /** Mean cross-entropy of the next token; tokens int64 [B, T+1]. */
    public Tensor loss(Tensor tokens) {
        long batch = tokens.size(0);
        long positions = tokens.size(1) - 1;
        Tensor hidden = embedding.forward(tokens.narrow(1, 0, positions));
        Tensor rotation = torch.stack(new TensorVector(cos, sin), -1).narrow(0, 0, positions);
        for (Block block : blocks) {
            hidden = hidden.add(attention(norm(hidden, block.attentionNorm), block, batch, positions, rotation));
            Tensor normalized = norm(hidden, block.feedForwardNorm);
            hidden = hidden.add(block.w2.forward(inner(block.w1.forward(normalized), normalized, block)));
        }
        Tensor weight = sizes.tied ? embedding.weight() : head.weight();
        Tensor logits = torch.linear(norm(hidden, finalNorm), weight).view(-1, sizes.vocabulary);
        Tensor targets = tokens.narrow(1, 1, positions).reshape(-1);
        if (!spelledOut) {
            return torch.cross_entropy(logits, targets);
        }
        return torch.nll_loss(torch.log_softmax(logits, 1, new ScalarTypeOptional()), targets);
    }

    private Tensor inner(Tensor gate, Tensor normalized, Block block) {
        if (sizes.gated) {
            Tensor open = spelledOut ? gate.mul(gate.sigmoid()) : torch.silu(gate);
            return open.mul(block.w3.forward(normalized));
        }
        return spelledOut
                ? gate.mul(gate.mul(new Scalar(Math.sqrt(0.5))).erf().add(new Scalar(1.0)))
                        .mul(new Scalar(0.5))
                : torch.gelu(gate);
    }

    private Tensor attention(Tensor input, Block block, long batch, long positions, Tensor rotation) {
        long[] heads = {batch, positions, sizes.heads, sizes.width / sizes.heads};
        Tensor query = block.wq.forward(input).view(heads);
        Tensor key = block.wk.forward(input).view(heads);
        Tensor value = block.wv.forward(input).view(heads).transpose(1, 2);
        if (sizes.queryKeyNorm) {
            query = norm(query, block.queryNorm);
            key = norm(key, block.keyNorm);
        }
        query = rotate(query, rotation).transpose(1, 2);
        key = rotate(key, rotation).transpose(1, 2);
        Tensor mixed;
        if (spelledOut) {
            Tensor scores = query.matmul(key.transpose(2, 3)).mul(new Scalar(1 / Math.sqrt(heads[3])));
            Tensor future = torch.ones(positions, positions).triu(1).to(torch.ScalarType.Bool);
            scores = scores.masked_fill(future, new Scalar(Double.NEGATIVE_INFINITY));
            mixed = torch.softmax(scores, -1).matmul(value);
        } else {
            mixed = torch.scaled_dot_product_attention(
                    query, key, value, new TensorOptional(), 0, true, new DoubleOptional(), false);
        }
        return block.wo.forward(mixed.transpose(1, 2).reshape(batch, positions, sizes.width));
    }

    private Tensor rotate(Tensor input, Tensor rotation) {
        long[] shape = {input.size(0), input.size(1), input.size(2), input.size(3)};
        Tensor pairs = input.reshape(shape[0], shape[1], shape[2], shape[3] / 2, 2);
        if (!spelledOut) {
            return torch.view_as_real(torch.view_as_complex(pairs).mul(torch.view_as_complex(rotation)))
                    .reshape(shape);
        }
        Tensor c = cos.narrow(0, 0, shape[1]);
        Tensor s = sin.narrow(0, 0, shape[1]);
        Tensor x = pairs.select(-1, 0);
        Tensor y = pairs.select(-1, 1);
        Tensor turned =
                torch.stack(new TensorVector(x.mul(c).sub(y.mul(s)), x.mul(s).add(y.mul(c))), -1);
        return turned.reshape(shape);
    }

    private Tensor norm(Tensor input, Tensor weight) {
        if (spelledOut) {
            Tensor meanSquare = input.square().mean(new long[] {-1}, true, new ScalarTypeOptional());
            return input.div(meanSquare.add(new Scalar(1e-5)).sqrt()).mul(weight);
        }
        return torch.rms_norm(input, new long[] {input.size(-1)}, new TensorOptional(weight), new DoubleOptional(1e-5));
    }

    private static LinearImpl linear(long in, long out) {
        LinearOptions options = new LinearOptions(in, out);
        options.bias().put(false);
        return new LinearImpl(options);
    }

    private static Tensor ones(long size) {
        return torch.ones(size).requires_grad_(true);
    }
}
