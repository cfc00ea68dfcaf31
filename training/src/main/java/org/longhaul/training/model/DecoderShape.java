package org.longhaul.training.model;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sizes of a decoder transformer, from which parameters and operations are counted exactly.
 *
 * <p><b>Parameters</b>, with d width, h hidden, V vocabulary, T context, D = d / heads, g = keyValueHeads / heads: a
 * block has (2 + 2g) d^2 attention weights, 2 d h feed-forward weights (3 d h if gated), with biases (2 + 2g) d + h + d,
 * and its norms; with experts a block has (count + shared) feed-forward layers and a router of count d weights; the
 * embedding has V d, learned positions T d more; an untied head V d; a norm has d weights, with
 * biases 2 d.
 *
 * <p><b>Loops.</b> A looped body counts once among the parameters and with each of its passes among the operations; a
 * recurrent-depth one has 2 d^2 weights more.
 *
 * <p><b>Operations per token.</b> Forward 2 N + 4 L d T: every multiplied parameter takes one multiplication and one
 * addition (N leaves out an untied input embedding, whose lookup multiplies nothing, and counts a tied one once, for the
 * head), and each layer multiplies queries with keys and probabilities with values over all T positions (the causal
 * half is not subtracted, as usual). Of experts only those count that a token passes through. Backward twice that; together 6 N + 12 L d T. Source: Chowdhery et al., "PaLM",
 * 2022, appendix B.
 *
 * @param layers number of blocks, L
 * @param width channels, d
 * @param heads attention heads
 * @param keyValueHeads heads of keys and values; equal to heads unless queries are grouped
 * @param hidden channels inside the feed-forward layer, h
 * @param gated whether the feed-forward layer has a gate (three matrices instead of two)
 * @param vocabulary token values, V
 * @param contextLength positions of one sequence, T
 * @param tied whether the head shares the embedding's weights
 * @param learnedPositions whether positions have trained vectors (else rotary, which has no parameters)
 * @param biases whether linear layers and norms have biases
 * @param embeddingNorm whether a norm follows the embedding
 * @param outputNorms whether attention and feed-forward outputs are normalized too ("peri" norms)
 * @param queryKeyNorm whether queries and keys are normalized, one weight vector of D each
 * @param queryKeyValueBiases whether queries, keys and values have biases, whatever {@code biases} says
 * @param experts the experts of the feed-forward layers; null when every token takes the one layer
 * @param latentAttention how queries, keys and values are narrowed; null when they are not
 * @param loop which blocks a token passes several times; null when it passes each once
 */
public record DecoderShape(
        int layers,
        int width,
        int heads,
        int keyValueHeads,
        int hidden,
        boolean gated,
        int vocabulary,
        int contextLength,
        boolean tied,
        boolean learnedPositions,
        boolean biases,
        boolean embeddingNorm,
        boolean outputNorms,
        boolean queryKeyNorm,
        boolean queryKeyValueBiases,
        @Nullable Experts experts,
        @Nullable LatentAttention latentAttention,
        @Nullable BodyLoop loop) {
    /** Channels inside a feed-forward layer at most: about five times those of the widest published transformers. */
    static final int WIDEST_HIDDEN = 262_144;

    /** Name of the group of the embedding. */
    public static final String EMBEDDING = "embedding";

    /** Name of the group of the final norm and the head. */
    public static final String HEAD = "head";

    /**
     * Name of the group of no elements that stands for the passes of a looped body behind its first: work on the elements of the
     * body's blocks. Backward it comes before them, whose gradients are whole only when their first pass has been gone through.
     */
    public static final String REPEATS = "repeats";

    public DecoderShape {
        ModelLimits.positive("layers", layers);
        ModelLimits.positive("width", width);
        ModelLimits.positive("heads", heads);
        ModelLimits.positive("keyValueHeads", keyValueHeads);
        ModelLimits.positive("hidden", hidden);
        ModelLimits.positive("vocabulary", vocabulary);
        ModelLimits.positive("contextLength", contextLength);
        if (width % heads != 0) {
            throw new IllegalArgumentException("width (" + width + ") must be a multiple of heads (" + heads + ")");
        }
        if (heads % keyValueHeads != 0) {
            throw new IllegalArgumentException(
                    "heads (" + heads + ") must be a multiple of keyValueHeads (" + keyValueHeads + ")");
        }
        if (experts != null && experts.denseLayers() >= layers) {
            throw new IllegalArgumentException(
                    "denseLayers (" + experts.denseLayers() + ") must be fewer than layers (" + layers + ")");
        }
        if (biases && (experts != null || latentAttention != null)) {
            throw new IllegalArgumentException("biases are not counted for experts and latent attention");
        }
        if (loop != null) {
            loop.requireBody(layers);
        }
    }

    /** A shape of usual attention and one feed-forward layer in each block. */
    public DecoderShape(
            int layers,
            int width,
            int heads,
            int keyValueHeads,
            int hidden,
            boolean gated,
            int vocabulary,
            int contextLength,
            boolean tied,
            boolean learnedPositions,
            boolean biases,
            boolean embeddingNorm,
            boolean outputNorms,
            boolean queryKeyNorm) {
        this(
                layers,
                width,
                heads,
                keyValueHeads,
                hidden,
                gated,
                vocabulary,
                contextLength,
                tied,
                learnedPositions,
                biases,
                embeddingNorm,
                outputNorms,
                queryKeyNorm,
                false,
                null,
                null,
                null);
    }

    /**
     * A shape like Llama's: gated, rotary positions, two norms in a block, no biases.
     *
     * @param experts null for one feed-forward layer of {@code hidden} channels in each block
     * @throws IllegalArgumentException if a size is out of range, naming it
     */
    public static DecoderShape llamaLike(
            int layers,
            int width,
            int heads,
            int keyValueHeads,
            int hidden,
            int vocabulary,
            int context,
            boolean tied,
            @Nullable Experts experts) {
        ModelLimits.count("layers", layers, ModelLimits.MOST_LAYERS);
        ModelLimits.count("width", width, ModelLimits.WIDEST);
        ModelLimits.count("feedForward", hidden, WIDEST_HIDDEN);
        return new DecoderShape(
                layers,
                width,
                heads,
                keyValueHeads,
                hidden,
                true,
                vocabulary,
                context,
                tied,
                false,
                false,
                false,
                false,
                false,
                false,
                experts,
                null,
                null);
    }

    /** The same with sequences of another length. */
    DecoderShape withContextLength(int context) {
        return with(context, loop);
    }

    /**
     * The same with a loop through its middle.
     *
     * @throws IllegalArgumentException if the loop leaves no block to iterate
     */
    public DecoderShape withLoop(BodyLoop through) {
        return with(contextLength, through);
    }

    private DecoderShape with(int context, @Nullable BodyLoop through) {
        return new DecoderShape(
                layers,
                width,
                heads,
                keyValueHeads,
                hidden,
                gated,
                vocabulary,
                context,
                tied,
                learnedPositions,
                biases,
                embeddingNorm,
                outputNorms,
                queryKeyNorm,
                queryKeyValueBiases,
                experts,
                latentAttention,
                through);
    }

    /** Name of the group of block {@code index}, 0-based. */
    public static String block(int index) {
        return "block." + index;
    }

    /** How often a token passes the blocks of the loop; 1 without one. */
    public int passes() {
        return loop == null ? 1 : loop.iterations();
    }

    /** Channels of one head, D. */
    public int headWidth() {
        return width / heads;
    }

    /** All trained elements, each counted once. */
    public long parameters() {
        long sum = embeddingElements() + headElements();
        for (int i = 0; i < layers; i++) {
            sum += blockElements(i);
        }
        return sum;
    }

    /** The elements that one token meets: all but those of experts that it does not pass through. */
    public long activeParameters() {
        long sum = embeddingElements() + headElements();
        for (int i = 0; i < layers; i++) {
            sum += activeBlockElements(i);
        }
        return sum;
    }

    /** Floating-point operations of the forward pass over one token. */
    public double forwardFlopsPerToken() {
        double sum = 2.0 * multipliedEmbedding() + headFlops() + repeatedFlops();
        for (int i = 0; i < layers; i++) {
            sum += blockFlops(i);
        }
        return sum;
    }

    /** Of the passes of the body behind its first. */
    private double repeatedFlops() {
        if (loop == null) {
            return 0;
        }
        double once = 0;
        for (int i = loop.headBlocks(); i < layers - loop.tailBlocks(); i++) {
            once += blockFlops(i);
        }
        return (loop.iterations() - 1) * once;
    }

    /** The groups in the order of the forward pass: embedding, block.0, ..., head; a loop's repeats behind its body. */
    public List<ParameterGroup> groups() {
        double total = forwardFlopsPerToken();
        List<ParameterGroup> groups = new ArrayList<>(layers + 2);
        groups.add(new ParameterGroup(EMBEDDING, embeddingElements(), 2.0 * multipliedEmbedding() / total));
        for (int i = 0; i < layers; i++) {
            groups.add(new ParameterGroup(block(i), blockElements(i), blockFlops(i) / total));
            if (loop != null && loop.iterations() > 1 && i == layers - loop.tailBlocks() - 1) {
                groups.add(new ParameterGroup(REPEATS, 0, repeatedFlops() / total));
            }
        }
        groups.add(new ParameterGroup(HEAD, headElements(), headFlops() / total));
        return List.copyOf(groups);
    }

    private long normElements() {
        return biases ? 2L * width : width;
    }

    private long embeddingElements() {
        return (long) vocabulary * width + multipliedEmbedding();
    }

    /** What the embedding holds besides the looked-up matrix. */
    private long multipliedEmbedding() {
        return (learnedPositions ? (long) contextLength * width : 0) + (embeddingNorm ? normElements() : 0);
    }

    private long blockElements(int block) {
        Experts some = experts(block);
        return some == null
                ? attentionElements() + feedForwardElements(hidden) + joiningElements(block)
                : attentionElements()
                        + joiningElements(block)
                        + (some.count() + some.shared()) * feedForwardElements(some.hidden())
                        + (long) width * some.count();
    }

    private long activeBlockElements(int block) {
        Experts some = experts(block);
        return some == null
                ? blockElements(block)
                : attentionElements()
                        + joiningElements(block)
                        + some.passed() * feedForwardElements(some.hidden())
                        + (long) width * some.count();
    }

    /** The matrix that a recurrent-depth body begins with, which belongs to its first block. */
    private long joiningElements(int block) {
        return loop != null && loop.joined() && block == loop.headBlocks() ? 2L * width * width : 0;
    }

    private @Nullable Experts experts(int block) {
        return experts == null || block < experts.denseLayers() ? null : experts;
    }

    /** Attention with the norms of the block. */
    private long attentionElements() {
        long norms = (outputNorms ? 4 : 2) * normElements() + (queryKeyNorm ? 2L * headWidth() : 0);
        if (latentAttention != null) {
            return latentAttention.elements(width, heads) + norms;
        }
        long keyValueWidth = (long) keyValueHeads * headWidth();
        long weights = 2L * width * width + 2L * width * keyValueWidth;
        long bias = biases || queryKeyValueBiases ? width + 2 * keyValueWidth : 0;
        return weights + bias + (biases ? width : 0) + norms;
    }

    private long feedForwardElements(int channels) {
        long matrices = gated ? 3 : 2;
        return matrices * width * channels + (biases ? (matrices - 1) * channels + width : 0);
    }

    private long headElements() {
        return normElements() + (tied ? 0 : (long) vocabulary * width);
    }

    private double blockFlops(int block) {
        double scored = latentAttention == null ? 2.0 * width : latentAttention.scoredWidth(heads);
        return 2.0 * activeBlockElements(block) + 2.0 * scored * contextLength;
    }

    private double headFlops() {
        return 2.0 * (normElements() + (double) vocabulary * width);
    }
}
