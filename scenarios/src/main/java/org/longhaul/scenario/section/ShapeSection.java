package org.longhaul.scenario.section;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.model.Architecture;
import org.longhaul.training.model.DecoderShape;
import org.longhaul.training.model.Experts;

/** A decoder of one's own as the charged model: like Llama, with gated feed-forward layers and rotary positions. */
public record ShapeSection(
        @JsonPropertyDescription("number of blocks") int layers,
        @JsonPropertyDescription("channels; a multiple of heads") int width,
        @JsonPropertyDescription("attention heads") int heads,
        @Nullable @JsonPropertyDescription("heads of keys and values; divides heads; default: heads")
                Integer keyValueHeads,
        @JsonPropertyDescription("channels inside a feed-forward layer, or inside each expert") int feedForward,
        @JsonPropertyDescription("number of token values") int vocabulary,
        @JsonPropertyDescription("tokens of a sequence") int context,
        @JsonProperty(defaultValue = "false")
                @JsonPropertyDescription("whether the head shares the embedding's weights")
                boolean tied,
        @Nullable
                @JsonPropertyDescription("feed-forward layers in each block to pick from; default: one for all tokens")
                Integer experts,
        @Nullable @JsonPropertyDescription("experts that a token passes through; belongs to experts")
                Integer activeExperts) {
    private static final int MOST = 100_000_000;

    public ShapeSection {
        TrainingSection.requireWithin("vocabulary", (long) vocabulary, MOST);
        TrainingSection.requireWithin("context", (long) context, MOST);
        if (experts == null && activeExperts != null) {
            throw new IllegalArgumentException(
                    "activeExperts (" + activeExperts + ") belongs to experts, which is missing.");
        }
        if (experts != null && activeExperts == null) {
            throw new IllegalArgumentException(
                    "experts (" + experts + ") needs activeExperts: how many of them a token passes through.");
        }
        long parameters = DecoderShape.llamaLike(
                        layers,
                        width,
                        heads,
                        keyValueHeads == null ? heads : keyValueHeads,
                        feedForward,
                        vocabulary,
                        context,
                        tied,
                        experts(experts, activeExperts, feedForward))
                .parameters();
        if (parameters > ProjectAs.MOST_PARAMETERS) {
            throw new IllegalArgumentException("the shape holds " + parameters + " parameters, more than "
                    + ProjectAs.MOST_PARAMETERS + ", the most that can be charged.");
        }
    }

    /** All that is charged, counted from the shape. */
    public Architecture architecture() {
        String some = experts == null ? "" : ", " + activeExperts + " of " + experts + " experts";
        return Architecture.of(
                "own shape (" + layers + " layers of " + width + some + ")",
                "the scenario",
                DecoderShape.llamaLike(
                        layers,
                        width,
                        heads,
                        keyValueHeads == null ? heads : keyValueHeads,
                        feedForward,
                        vocabulary,
                        context,
                        tied,
                        experts(experts, activeExperts, feedForward)));
    }

    private static @Nullable Experts experts(@Nullable Integer count, @Nullable Integer active, int feedForward) {
        return count == null || active == null ? null : new Experts(count, active, 0, feedForward, 0);
    }
}
