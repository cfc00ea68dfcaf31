package org.longhaul.training.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.training.task.DataShape;
import org.longhaul.training.task.Task;
import org.longhaul.training.tensor.Functional;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.Tensors;

/**
 * Decoder transformer language model: pre-norm blocks of causal attention with rotary positions and a feed-forward
 * layer, tied embeddings by default.
 *
 * <p><b>Model.</b> h = E[tokens]; per block h += Wo attention(rope(Wq n), rope(Wk n), Wv n) with n = rmsnorm(h), then h
 * += W2 (silu(W1 n) * W3 n) with n = rmsnorm(h), or W2 gelu(W1 n); logits = rmsnorm(h) E'. Loss: mean cross-entropy of
 * the next token.
 *
 * <p><b>Shapes.</b> B batch, T positions, H heads, C width, D = C / H, V vocabulary; tokens int64 [B, T], T at most
 * the context length.
 *
 * <p><b>muP.</b> With {@code baseWidth} and {@code baseLayers} a learning rate found on a smaller model holds for this one, m
 * times wider and n times deeper: hidden matrices start smaller by sqrt(m) and have a learning rate divided by m and a weight
 * decay times m; what each block adds is divided by n, and the scores by m. Embeddings, heads and norms are as they are. (Yang et
 * al., "Tensor Programs V", arXiv 2203.03466; Dey et al., "CompleteP", arXiv 2505.01618, with alpha = 1.)
 *
 * <p><b>Differs from the sources.</b> Rotary positions turn neighbouring channels (2i, 2i+1), as in the RoFormer paper,
 * where some code turns channels i and i + D/2: the same family of functions, as channels are a matter of order. The
 * epsilon of Adam, which CompleteP makes smaller in wider and deeper models, is as it is stated.
 *
 * @see <a href="https://arxiv.org/abs/2302.13971">Touvron et al., "LLaMA", 2023; Su et al., "RoFormer", 2021; Shazeer,
 *     "GLU Variants Improve Transformer", 2020</a>
 */
public final class Transformer implements ScoringModel {
    private static final String ID = "transformer";

    private final Settings settings;
    private final DecoderShape shape;
    private final List<ParameterSpec> parameters;
    private final List<ParameterGroup> groups;
    /** cos and sin of position * theta^(-2i/D): [T, D/2, 2]; made when first needed. */
    private volatile float @Nullable [] rotations;

    /** The feed-forward layer. */
    public enum Activation {
        /** Gated: W2 (silu(W1 x) * W3 x). */
        SWIGLU,
        /** Ungated: W2 gelu(W1 x). */
        GELU
    }

    /** Sizes and choices; see the annotations. */
    public record Settings(
            @JsonProperty(defaultValue = "4") @JsonPropertyDescription("number of blocks") int layers,
            @JsonProperty(defaultValue = "128") @JsonPropertyDescription("channels") int width,
            @JsonProperty(defaultValue = "4")
                    @JsonPropertyDescription("attention heads; width is a multiple of twice as many")
                    int heads,
            @JsonPropertyDescription(
                            "channels inside the feed-forward layer; if absent 8/3 of the width for swiglu and 4 widths for gelu, rounded up to a multiple of 32")
                    @Nullable
                    Integer hidden,
            @JsonProperty(defaultValue = "swiglu") @JsonPropertyDescription("feed-forward layer: swiglu or gelu")
                    Activation activation,
            @JsonProperty(defaultValue = "10000") @JsonPropertyDescription("base of the rotary wave lengths")
                    double ropeTheta,
            @JsonProperty(defaultValue = "true")
                    @JsonPropertyDescription("whether the head shares the embedding's weights")
                    boolean tiedEmbeddings,
            @JsonProperty(defaultValue = "false") @JsonPropertyDescription("whether queries and keys are normalized")
                    boolean queryKeyNorm,
            @JsonProperty(defaultValue = "0.02") @JsonPropertyDescription("standard deviation of the initial weights")
                    double initDeviation,
            @JsonProperty(defaultValue = "false")
                    @JsonPropertyDescription(
                            "whether weights that write to the residual stream start smaller by sqrt(2 layers)")
                    boolean scaledResidualInit,
            @JsonProperty(defaultValue = "0.00001") @JsonPropertyDescription("added to the mean square in norms")
                    double normEpsilon,
            @JsonPropertyDescription(
                            "muP: width of the model whose learning rate this one takes over; its hidden matrices and scores are scaled by how many times wider it is")
                    @Nullable
                    Integer baseWidth,
            @JsonPropertyDescription(
                            "muP: blocks of the model whose learning rate this one takes over; what its blocks add is divided by how many times deeper it is")
                    @Nullable
                    Integer baseLayers) {
        /** In the standard parametrization. */
        public Settings(
                int layers,
                int width,
                int heads,
                @Nullable Integer hidden,
                Activation activation,
                double ropeTheta,
                boolean tiedEmbeddings,
                boolean queryKeyNorm,
                double initDeviation,
                boolean scaledResidualInit,
                double normEpsilon) {
            this(
                    layers,
                    width,
                    heads,
                    hidden,
                    activation,
                    ropeTheta,
                    tiedEmbeddings,
                    queryKeyNorm,
                    initDeviation,
                    scaledResidualInit,
                    normEpsilon,
                    null,
                    null);
        }

        public Settings {
            if (baseWidth != null) {
                ModelLimits.count("baseWidth", baseWidth, ModelLimits.WIDEST);
            }
            if (baseLayers != null) {
                ModelLimits.count("baseLayers", baseLayers, ModelLimits.MOST_LAYERS);
            }
            ModelLimits.count("layers", layers, ModelLimits.MOST_LAYERS);
            ModelLimits.count("width", width, ModelLimits.WIDEST);
            ModelLimits.count("heads", heads, width);
            if (hidden != null) {
                ModelLimits.count("hidden", hidden, 16 * ModelLimits.WIDEST);
            }
            if (width % (2L * heads) != 0) {
                throw new IllegalArgumentException("width (" + width + ") must be a multiple of twice the heads ("
                        + heads + "), because rotary positions turn pairs of channels");
            }
            ModelLimits.positive("ropeTheta", ropeTheta);
            ModelLimits.positive("initDeviation", initDeviation);
            ModelLimits.positive("normEpsilon", normEpsilon);
        }

        /** How many times wider it is than the one whose learning rate it takes over. */
        double widths() {
            return baseWidth == null ? 1 : (double) width / baseWidth;
        }

        /** How many times deeper. */
        double depths() {
            return baseLayers == null ? 1 : (double) layers / baseLayers;
        }

        int hiddenWidth() {
            if (hidden != null) {
                return hidden;
            }
            int wanted = activation == Activation.SWIGLU ? Math.toIntExact(8L * width / 3) : 4 * width;
            return 32 * ((wanted + 31) / 32);
        }
    }

    /** Makes transformers. */
    @SuppressWarnings("rawtypes")
    @AutoService(ModelFactory.class)
    @Provides(
            id = ID,
            description = "Decoder transformer: pre-norm RMSNorm, rotary positions, SwiGLU or GELU, tied embeddings.",
            source = "Touvron et al., LLaMA, 2023 (arXiv 2302.13971); Su et al., RoFormer, 2021 (arXiv 2104.09864)")
    public static final class Factory implements ModelFactory<Settings> {
        @Override
        public Model create(Settings settings, ModelContext context) {
            return new Transformer(settings, context);
        }
    }

    @Override
    public String identity() {
        return "transformer " + settings + " " + shape;
    }

    /** A transformer of the given sizes. */
    public Transformer(Settings settings, ModelContext context) {
        DataShape.Tokens tokens = context.tokens(ID);
        this.settings = settings;
        this.shape = new DecoderShape(
                settings.layers,
                settings.width,
                settings.heads,
                settings.heads,
                settings.hiddenWidth(),
                settings.activation == Activation.SWIGLU,
                tokens.vocabulary(),
                tokens.length(),
                settings.tiedEmbeddings,
                false,
                false,
                false,
                false,
                settings.queryKeyNorm);
        this.parameters = TransformerParameters.specs(settings, shape);
        this.groups = shape.groups();
    }

    @Override
    public List<ParameterSpec> parameters() {
        return parameters;
    }

    @Override
    public List<ParameterGroup> groups() {
        return groups;
    }

    /** The sizes. */
    public DecoderShape shape() {
        return shape;
    }

    @Override
    public double forwardFlopsPerItem() {
        return shape.forwardFlopsPerToken();
    }

    @Override
    public boolean isStackable() {
        return true;
    }

    /** Nine widths and the feed-forward layer of each block, and the scores with their logarithms. */
    @Override
    public double activationsPerItem(Pass pass) {
        double width = shape.width();
        double block = 9 * width + (shape.gated() ? 4.0 : 2.0) * shape.hidden();
        double head = 2 * width + 2.0 * shape.vocabulary();
        return pass.recomputed() ? (shape.layers() + 1) * width + Math.max(block, head) : shape.layers() * block + head;
    }

    @Override
    public Task task() {
        return Task.LANGUAGE_MODELLING;
    }

    @Override
    public boolean isStaged() {
        return true;
    }

    @Override
    public Tensor scores(Tensor[] parameters, Tensor inputs) {
        return ScoringModel.through(stages(parameters, inputs), inputs);
    }

    /**
     * The scores of the next token at every position.
     *
     * @param parameters one tensor for each of {@link #parameters()}
     * @param tokens int64 [B, T]
     * @return [B, T, V]
     */
    public Tensor logits(Tensor[] parameters, Tensor tokens) {
        return scores(parameters, tokens).view(tokens.size(0), -1, shape.vocabulary());
    }

    /** The embedding [B, T, C], each block, and the head. */
    @Override
    public List<UnaryOperator<Tensor>> stages(Tensor[] parameters, Tensor tokens) {
        long positions = tokens.size(1);
        if (positions > shape.contextLength()) {
            throw new IllegalArgumentException(
                    "the batch has " + positions + " positions, more than the context length " + shape.contextLength());
        }
        Tensor embedding = parameters[0];
        Tensor rotation = Tensors.of(tokens.device(), rotations(), shape.contextLength(), 1, shape.headWidth() / 2, 2)
                .narrow(0, 0, positions)
                .to(embedding.dtype());
        int head = parameters.length - (settings.tiedEmbeddings ? 1 : 2);
        int each = (head - 1) / shape.layers();
        List<UnaryOperator<Tensor>> stages = new ArrayList<>();
        stages.add(x -> Functional.embedding(embedding, x));
        for (int i = 0; i < shape.layers(); i++) {
            int first = 1 + i * each;
            stages.add(x -> block(x, new Cursor(parameters, first), rotation));
        }
        stages.add(x -> scaled(
                        Functional.linear(
                                norm(x, parameters[head]), settings.tiedEmbeddings ? embedding : parameters[head + 1]),
                        settings.widths())
                .view(-1, shape.vocabulary()));
        return stages;
    }

    private static Tensor scaled(Tensor tensor, double times) {
        return times == 1 ? tensor : tensor.mul(1 / times);
    }

    private Tensor block(Tensor input, Cursor next, Tensor rotation) {
        Tensor hidden = input.add(scaled(attention(input, next, rotation), settings.depths()));
        return hidden.add(scaled(feedForward(hidden, next), settings.depths()));
    }

    private Tensor attention(Tensor input, Cursor next, Tensor rotation) {
        long batch = input.size(0);
        long positions = input.size(1);
        long[] heads = {batch, positions, shape.heads(), shape.headWidth()};
        Tensor normalized = norm(input, next.take());
        Tensor query = Functional.linear(normalized, next.take()).view(heads); // [B, T, H, D]
        Tensor key = Functional.linear(normalized, next.take()).view(heads);
        Tensor value = Functional.linear(normalized, next.take()).view(heads);
        if (settings.queryKeyNorm) {
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
        if (settings.activation == Activation.SWIGLU) {
            inner = Functional.silu(inner).mul(Functional.linear(normalized, next.take()));
        } else {
            inner = Functional.gelu(inner);
        }
        return Functional.linear(inner, next.take());
    }

    private Tensor norm(Tensor input, Tensor weight) {
        return Functional.rmsNorm(input, weight, settings.normEpsilon);
    }

    private float[] rotations() {
        float[] known = rotations;
        if (known == null) {
            known = rotations(shape, settings.ropeTheta);
            rotations = known;
        }
        return known;
    }

    private static float[] rotations(DecoderShape shape, double theta) {
        int pairs = shape.headWidth() / 2;
        float[] values = new float[shape.contextLength() * pairs * 2];
        int at = 0;
        for (int position = 0; position < shape.contextLength(); position++) {
            for (int pair = 0; pair < pairs; pair++) {
                double angle = position * Math.pow(theta, -2.0 * pair / shape.headWidth());
                values[at++] = (float) Math.cos(angle);
                values[at++] = (float) Math.sin(angle);
            }
        }
        return values;
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
