package org.longhaul.training.model.transformer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.longhaul.training.model.BodyLoop;
import org.longhaul.training.model.DecoderShape;
import org.longhaul.training.tensor.Functional;
import org.longhaul.training.tensor.Tensor;

/**
 * A {@link Transformer}'s layers at some parameters, for the positions of some tokens. Thread-safety: none; one pass is made for each
 * batch.
 */
final class DecoderPass {
    private final Transformer.Settings settings;
    private final DecoderShape shape;
    private final Tensor[] parameters;
    private final Tensor tokens;
    private final Tensor rotation;
    /** Place of the final norm among the parameters. */
    private final int head;

    /**
     * Makes it.
     *
     * @param parameters in the order of {@link TransformerParameters}
     * @param tokens int64 [B, T]
     */
    DecoderPass(
            Transformer.Settings settings,
            DecoderShape shape,
            Rotations rotations,
            Tensor[] parameters,
            Tensor tokens) {
        long positions = tokens.size(1);
        if (positions > shape.contextLength()) {
            throw new IllegalArgumentException(
                    "the batch has " + positions + " positions, more than the context length " + shape.contextLength());
        }
        this.settings = settings;
        this.shape = shape;
        this.parameters = parameters;
        this.tokens = tokens;
        rotation = rotations.like(parameters[0], positions);
        head = parameters.length - (settings.tiedEmbeddings() ? 1 : 2);
    }

    DecoderShape shape() {
        return shape;
    }

    Tensor tokens() {
        return tokens;
    }

    /** The embedding, and the blocks before a looped body. */
    List<UnaryOperator<Tensor>> beforeBody() {
        List<UnaryOperator<Tensor>> stages = new ArrayList<>();
        stages.add(x -> Functional.embedding(parameters[0], x));
        BodyLoop loop = shape.loop();
        stages.addAll(loop == null ? List.of() : blocks(0, loop.headBlocks(), 1));
        return stages;
    }

    /**
     * The blocks behind a looped body, and the scores [B T, V].
     *
     * @param divided by how much what they are given is smaller than x; the scores are those of x up to the norms' epsilon
     */
    List<UnaryOperator<Tensor>> behindBody(double divided) {
        BodyLoop loop = shape.loop();
        List<UnaryOperator<Tensor>> stages = new ArrayList<>(
                loop == null ? List.of() : blocks(shape.layers() - loop.tailBlocks(), shape.layers(), divided));
        stages.add(this::scores);
        return stages;
    }

    private Tensor scores(Tensor x) {
        Tensor weight = settings.tiedEmbeddings() ? parameters[0] : parameters[head + 1];
        return scaled(Functional.linear(norm(x, parameters[head]), weight), settings.widths())
                .view(-1, shape.vocabulary());
    }

    /** Some blocks after one another, each adding a part {@code 1 / divided} of what it would. */
    List<UnaryOperator<Tensor>> blocks(int from, int to, double divided) {
        List<UnaryOperator<Tensor>> blocks = new ArrayList<>();
        for (int i = from; i < to; i++) {
            int first = first(i);
            blocks.add(x -> block(x, new Cursor(parameters, first), divided));
        }
        return blocks;
    }

    /** The matrix that a recurrent-depth body begins with, [C, 2 C]. */
    Tensor joining(BodyLoop loop) {
        return parameters[first(loop.headBlocks()) - 1];
    }

    /** Place of a block's first parameter. */
    private int first(int block) {
        BodyLoop loop = shape.loop();
        if (loop == null || !loop.joined()) {
            return 1 + block * ((head - 1) / shape.layers());
        }
        return 1 + block * ((head - 2) / shape.layers()) + (block >= loop.headBlocks() ? 1 : 0);
    }

    private static Tensor scaled(Tensor tensor, double times) {
        return times == 1 ? tensor : tensor.mul(1 / times);
    }

    private Tensor block(Tensor input, Cursor next, double divided) {
        double by = settings.depths() * divided;
        Tensor hidden = input.add(scaled(attention(input, next), by));
        return hidden.add(scaled(feedForward(hidden, next), by));
    }

    private Tensor attention(Tensor input, Cursor next) {
        long batch = input.size(0);
        long positions = input.size(1);
        long[] heads = {batch, positions, shape.heads(), shape.headWidth()};
        Tensor normalized = norm(input, next.take());
        Tensor query = Functional.linear(normalized, next.take()).view(heads); // [B, T, H, D]
        Tensor key = Functional.linear(normalized, next.take()).view(heads);
        Tensor value = Functional.linear(normalized, next.take()).view(heads);
        if (settings.queryKeyNorm()) {
            query = norm(query, next.take());
            key = norm(key, next.take());
        }
        query = Functional.rotatePairs(query, rotation);
        key = Functional.rotatePairs(key, rotation);
        Tensor mixed = Functional.causalAttention(query.transpose(1, 2), key.transpose(1, 2), value.transpose(1, 2));
        Tensor joined = mixed.transpose(1, 2).reshape(batch, positions, shape.width());
        return Functional.linear(joined, next.take());
    }

    private Tensor feedForward(Tensor input, Cursor next) {
        Tensor normalized = norm(input, next.take());
        Tensor inner = Functional.linear(normalized, next.take());
        if (settings.activation() == Transformer.Activation.SWIGLU) {
            inner = Functional.silu(inner).mul(Functional.linear(normalized, next.take()));
        } else {
            inner = Functional.gelu(inner);
        }
        return Functional.linear(inner, next.take());
    }

    private Tensor norm(Tensor input, Tensor weight) {
        return Functional.rmsNorm(input, weight, settings.normEpsilon());
    }

    /** Hands the parameters out in the order in which {@link TransformerParameters} lists them. */
    private static final class Cursor {
        private final Tensor[] parameters;
        private int index;

        Cursor(Tensor[] parameters, int first) {
            this.parameters = parameters;
            index = first;
        }

        Tensor take() {
            return parameters[index++];
        }
    }
}
