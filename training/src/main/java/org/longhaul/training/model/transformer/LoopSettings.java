package org.longhaul.training.model.transformer;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.model.BodyLoop;

/**
 * Which blocks of a {@link Transformer} a token passes several times, and what goes on from one pass to the next.
 *
 * <pre>
 *   h = head(embedding);  x = h
 *   C          x &lt;- body(x)
 *   D          x &lt;- body(x) + x,  between passes, or after the last too
 *   scores = final norm(tail(x)) E'
 * </pre>
 *
 * <p><b>Readings.</b> Of D the source states both "a residual between iterations" and "at one iteration the standard transformer".
 * {@code between}, where the last pass hands body(x) on, is both; {@code always} is the formula as it is written, of which one
 * iteration is body(h) + h. The loss is that of the last pass, its gradient goes back through all.
 *
 * <p><b>Halved steps.</b> The state of D doubles in each pass, and the same loop over x / 2^k, in which what the k-th pass adds is
 * halved k times, does not: equal up to the norms' epsilon. It goes on where the doubled state leaves the range of its type.
 *
 * <p><b>Recurrent depth.</b> The baseline of Geiping et al. (2025): x &lt;- body(W [x; h]) from a random x. Differs from the source:
 * the number of passes in training is fixed, and all of them are differentiated; the noise is {@link InitialStates}.
 *
 * @param headBlocks null for the usual of {@link BodyLoop#of}, as of {@code tailBlocks}
 * @see <a href="https://arxiv.org/abs/2507.08567">AbbIE, 2025</a>
 */
public record LoopSettings(
        @JsonPropertyDescription("blocks before those that are iterated; default: a quarter of the layers, at least 1")
                @Nullable
                Integer headBlocks,
        @JsonPropertyDescription("blocks behind them; default: a quarter of the layers, at least 1") @Nullable
                Integer tailBlocks,
        @JsonProperty(defaultValue = "2") @JsonPropertyDescription("passes of the body in training") int bodyIterations,
        @JsonPropertyDescription("passes of the body when the model is judged; default: as in training") @Nullable
                Integer evaluationIterations,
        @JsonPropertyDescription(
                        "whether what a pass was given is added to what it gave: none (AbbIE-C), between passes (AbbIE-D), or"
                                + " always, after the last too; default: between, and none with recurrentDepth")
                @Nullable
                Residual iterationResidual,
        @JsonProperty(defaultValue = "false")
                @JsonPropertyDescription(
                        "whether the state is kept from doubling: the same loop with steps that are halved in each pass")
                boolean halvedSteps,
        @JsonProperty(defaultValue = "false")
                @JsonPropertyDescription(
                        "the recurrent-depth baseline instead: each pass is given a product of its state and the head's, and the"
                                + " first state is random")
                boolean recurrentDepth,
        @JsonProperty(defaultValue = "[]")
                @JsonPropertyDescription(
                        "numbers of passes at which the model is read whenever it is evaluated: perplexity-at-4 and so on")
                List<Integer> readAt,
        @JsonProperty(defaultValue = "false")
                @JsonPropertyDescription(
                        "whether norms of the body's state and cosines between successive ones are read there too")
                boolean readStates) {
    /** When the input of a pass is added to its output. */
    public enum Residual {
        /** Never. */
        NONE,
        /** When another pass follows. */
        BETWEEN,
        /** After every pass. */
        ALWAYS
    }

    /**
     * Passes at most while the state doubles in each. Norms square it, and a float holds no more than 2^128: at 64 doublings a state
     * of norm 1 is beyond, and what comes of it are scores of nothing. This leaves 2^16 for what the head gave.
     */
    private static final int MOST_DOUBLINGS = 48;

    public LoopSettings {
        if (headBlocks != null && headBlocks < 0) {
            throw new IllegalArgumentException("headBlocks (" + headBlocks + ") must be at least 0");
        }
        if (tailBlocks != null && tailBlocks < 0) {
            throw new IllegalArgumentException("tailBlocks (" + tailBlocks + ") must be at least 0");
        }
        BodyLoop.requireIterations("bodyIterations", bodyIterations);
        if (evaluationIterations != null) {
            BodyLoop.requireIterations("evaluationIterations", evaluationIterations);
        }
        readAt = List.copyOf(readAt);
        int before = 0;
        for (int at : readAt) {
            BodyLoop.requireIterations("readAt", at);
            if (at <= before) {
                throw new IllegalArgumentException("readAt (" + readAt + ") must ascend");
            }
            before = at;
        }
        if (readStates && readAt.isEmpty()) {
            throw new IllegalArgumentException("readStates (true) needs readAt: after how many passes");
        }
        if (recurrentDepth && iterationResidual != null && iterationResidual != Residual.NONE) {
            throw new IllegalArgumentException(
                    "iterationResidual (" + word(iterationResidual)
                            + ") does not go with recurrentDepth, which joins the head's output to each pass instead; allowed: none");
        }
        boolean isDoubling = !recurrentDepth && iterationResidual != Residual.NONE;
        if (halvedSteps && !isDoubling) {
            throw new IllegalArgumentException(
                    "halvedSteps is for a state that doubles in each pass; allowed with iterationResidual between or always");
        }
        if (isDoubling && !halvedSteps) {
            requireInRange("bodyIterations", bodyIterations);
            requireInRange("evaluationIterations", evaluationIterations == null ? 1 : evaluationIterations);
            requireInRange("readAt", before);
        }
    }

    private static void requireInRange(String name, int iterations) {
        if (iterations > MOST_DOUBLINGS) {
            throw new IllegalArgumentException(name + " (" + iterations
                    + "): the state doubles in each pass, and leaves the range of a float after so many; allowed: at most "
                    + MOST_DOUBLINGS + ", or halvedSteps: true");
        }
    }

    private static String word(Residual residual) {
        return switch (residual) {
            case NONE -> "none";
            case BETWEEN -> "between";
            case ALWAYS -> "always";
        };
    }

    /** Passes when the model is judged. */
    int judgedIterations() {
        return evaluationIterations == null ? bodyIterations : evaluationIterations;
    }

    Residual residual() {
        return iterationResidual == null ? (recurrentDepth ? Residual.NONE : Residual.BETWEEN) : iterationResidual;
    }

    /** The blocks, in a decoder of so many. */
    BodyLoop shape(int layers) {
        return BodyLoop.of(layers, headBlocks, tailBlocks, bodyIterations, recurrentDepth);
    }

    /** How many of the passes have something carried around them, so that they are one stage each. */
    int wholePasses(int iterations) {
        return switch (residual()) {
            case ALWAYS -> iterations;
            case BETWEEN -> iterations - 1;
            case NONE -> recurrentDepth ? iterations : 0;
        };
    }

    /** Widths of a token's state between two passes. */
    int stateWidths() {
        return recurrentDepth ? 2 : 1;
    }
}
