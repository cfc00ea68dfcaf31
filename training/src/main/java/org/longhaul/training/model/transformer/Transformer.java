package org.longhaul.training.model.transformer;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.training.model.DecoderShape;
import org.longhaul.training.model.Model;
import org.longhaul.training.model.ModelContext;
import org.longhaul.training.model.ModelFactory;
import org.longhaul.training.model.ModelLimits;
import org.longhaul.training.model.ParameterGroup;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.model.ScoringModel;
import org.longhaul.training.task.Batch;
import org.longhaul.training.task.DataShape;
import org.longhaul.training.task.Reading;
import org.longhaul.training.task.Task;
import org.longhaul.training.task.WeightedSum;
import org.longhaul.training.tensor.Tensor;

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
 * <p><b>Loop.</b> With {@code loop} the blocks in the middle are passed several times with the same weights ({@link LoopSettings}).
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
    private final ModelContext context;
    private final DecoderShape shape;
    private final @Nullable LoopSettings loop;
    /** How often the body is passed; 1 without a loop. */
    private final int iterations;

    private final List<ParameterSpec> parameters;
    private final List<ParameterGroup> groups;
    private final Rotations rotations;

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
                    Integer baseLayers,
            @JsonPropertyDescription(
                            "blocks in the middle that a token passes several times; if absent it passes each once")
                    @Nullable
                    LoopSettings loop) {
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
                    null,
                    null);
        }

        /** The same with a loop. */
        public Settings with(@Nullable LoopSettings through) {
            return new Settings(
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
                    baseWidth,
                    baseLayers,
                    through);
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
            if (loop != null) {
                loop.shape(layers).requireBody(layers);
            }
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

    /** Without a loop that of a program that knew none, whose checkpoints go on. */
    @Override
    public String identity() {
        return ("transformer " + settings + " " + shape).replace(", loop=null]", "]");
    }

    /** A transformer of the given sizes. */
    public Transformer(Settings settings, ModelContext context) {
        this(settings, context, settings.loop == null ? 1 : settings.loop.bodyIterations());
    }

    private Transformer(Settings settings, ModelContext context, int iterations) {
        DataShape.Tokens tokens = context.tokens(ID);
        this.settings = settings;
        this.context = context;
        this.iterations = iterations;
        DecoderShape once = new DecoderShape(
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
        this.loop = settings.loop;
        this.shape =
                loop == null ? once : once.withLoop(loop.shape(settings.layers).withIterations(iterations));
        this.rotations = new Rotations(shape, settings.ropeTheta);
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
    public int hiddenWidth() {
        return shape.width();
    }

    @Override
    public boolean isStackable() {
        return true;
    }

    /**
     * Nine widths and the feed-forward layer of each block as often as it is passed, and the scores with their logarithms; of a loop
     * what is carried around the body besides. What is computed again is at most a stage.
     */
    @Override
    public double activationsPerItem(Pass pass) {
        double width = shape.width();
        double block = 9 * width + (shape.gated() ? 4.0 : 2.0) * shape.hidden();
        double head = 2 * width + 2.0 * shape.vocabulary();
        if (loop == null) {
            return pass.recomputed()
                    ? (shape.layers() + 1) * width + Math.max(block, head)
                    : shape.layers() * block + head;
        }
        int body = Objects.requireNonNull(shape.loop()).bodyBlocks(shape.layers());
        int ends = shape.layers() - body;
        if (pass.recomputed()) {
            int whole = loop.wholePasses(iterations);
            double kept = (ends + 1 + whole * loop.stateWidths() + (iterations - whole) * body) * width;
            return kept + Math.max(head, whole > 0 ? body * block : block);
        }
        double carried = iterations * (loop.stateWidths() - 1) * width;
        return (ends + (double) iterations * body) * block + carried + head;
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

    /**
     * The embedding [B, T, C], the blocks and the head. Each block is a stage, but for a pass of the body with something carried
     * around it, which is one.
     */
    @Override
    public List<UnaryOperator<Tensor>> stages(Tensor[] parameters, Tensor tokens) {
        DecoderPass pass = pass(parameters, tokens);
        List<UnaryOperator<Tensor>> stages = new ArrayList<>(pass.beforeBody());
        if (loop == null) {
            stages.addAll(pass.blocks(0, shape.layers(), 1));
            stages.addAll(pass.behindBody(1));
        } else {
            LoopedBody body = body(loop, pass);
            stages.addAll(body.stages(iterations));
            stages.addAll(body.behind(iterations));
        }
        return stages;
    }

    private DecoderPass pass(Tensor[] parameters, Tensor tokens) {
        return new DecoderPass(settings, shape, rotations, parameters, tokens);
    }

    private LoopedBody body(LoopSettings through, DecoderPass pass) {
        return new LoopedBody(through, pass, context.seed());
    }

    @Override
    public Model judged() {
        return loop == null || loop.judgedIterations() == iterations
                ? this
                : new Transformer(settings, context, loop.judgedIterations());
    }

    @Override
    public List<Reading> readings() {
        return loop == null ? List.of() : LoopReadings.of(loop);
    }

    @Override
    public List<WeightedSum> read(Tensor[] parameters, Batch batch) {
        if (loop == null || loop.readAt().isEmpty()) {
            return List.of();
        }
        DecoderPass pass = pass(parameters, batch.inputs());
        return LoopReadings.read(loop, pass, body(loop, pass), batch);
    }
}
