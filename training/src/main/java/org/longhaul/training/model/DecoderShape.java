package org.longhaul.training.model;

import java.util.ArrayList;
import java.util.List;

/**
 * The sizes of a decoder transformer, from which parameters and operations are counted exactly.
 *
 * <p><b>Parameters</b>, with d width, h hidden, V vocabulary, T context, D = d / heads, g = keyValueHeads / heads: a
 * block has (2 + 2g) d^2 attention weights, 2 d h feed-forward weights (3 d h if gated), with biases (2 + 2g) d + h + d,
 * and its norms; the embedding has V d, learned positions T d more; an untied head V d; a norm has d weights, with
 * biases 2 d.
 *
 * <p><b>Operations per token.</b> Forward 2 N + 4 L d T: every multiplied parameter takes one multiplication and one
 * addition (N leaves out an untied input embedding, whose lookup multiplies nothing, and counts a tied one once, for the
 * head), and each layer multiplies queries with keys and probabilities with values over all T positions (the causal
 * half is not subtracted, as usual). Backward twice that; together 6 N + 12 L d T. Source: Chowdhery et al., "PaLM",
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
        boolean queryKeyNorm) {
    /** Name of the group of the embedding. */
    public static final String EMBEDDING = "embedding";

    /** Name of the group of the final norm and the head. */
    public static final String HEAD = "head";

    public DecoderShape {
        Checks.positive("layers", layers);
        Checks.positive("width", width);
        Checks.positive("heads", heads);
        Checks.positive("keyValueHeads", keyValueHeads);
        Checks.positive("hidden", hidden);
        Checks.positive("vocabulary", vocabulary);
        Checks.positive("contextLength", contextLength);
        if (width % heads != 0) {
            throw new IllegalArgumentException("width (" + width + ") must be a multiple of heads (" + heads + ")");
        }
        if (heads % keyValueHeads != 0) {
            throw new IllegalArgumentException(
                    "heads (" + heads + ") must be a multiple of keyValueHeads (" + keyValueHeads + ")");
        }
    }

    /** The same with sequences of another length. */
    DecoderShape withContextLength(int context) {
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
                queryKeyNorm);
    }

    /** Name of the group of block {@code index}, 0-based. */
    public static String block(int index) {
        return "block." + index;
    }

    /** Channels of one head, D. */
    public int headWidth() {
        return width / heads;
    }

    /** All trained elements, each counted once. */
    public long parameters() {
        return embeddingElements() + layers * blockElements() + headElements();
    }

    /** Floating-point operations of the forward pass over one token. */
    public double forwardFlopsPerToken() {
        return 2.0 * multipliedEmbedding() + layers * blockFlops() + headFlops();
    }

    /** The groups in the order of the forward pass: embedding, block.0, ..., head. */
    public List<ParameterGroup> groups() {
        double total = forwardFlopsPerToken();
        List<ParameterGroup> groups = new ArrayList<>(layers + 2);
        groups.add(new ParameterGroup(EMBEDDING, embeddingElements(), 2.0 * multipliedEmbedding() / total));
        for (int i = 0; i < layers; i++) {
            groups.add(new ParameterGroup(block(i), blockElements(), blockFlops() / total));
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

    private long blockElements() {
        long keyValueWidth = (long) keyValueHeads * headWidth();
        long attention = 2L * width * width + 2L * width * keyValueWidth;
        long feedForward = (gated ? 3L : 2L) * width * hidden;
        long bias = biases ? 2L * width + 2 * keyValueWidth + hidden * (gated ? 2L : 1L) + width : 0;
        long norms = (outputNorms ? 4 : 2) * normElements() + (queryKeyNorm ? 2L * headWidth() : 0);
        return attention + feedForward + bias + norms;
    }

    private long headElements() {
        return normElements() + (tied ? 0 : (long) vocabulary * width);
    }

    private double blockFlops() {
        return 2.0 * blockElements() + 4.0 * width * contextLength;
    }

    private double headFlops() {
        return 2.0 * (normElements() + (double) vocabulary * width);
    }
}
