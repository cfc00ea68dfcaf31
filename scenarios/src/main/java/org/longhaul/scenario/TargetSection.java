package org.longhaul.scenario;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** A validation loss to be reached. */
public record TargetSection(
        @Nullable @JsonPropertyDescription("nats per token") Double loss,
        @Nullable @JsonPropertyDescription("exponential of the loss") Double perplexity) {

    private static final double HIGHEST_LOSS = 1e6;

    public TargetSection {
        if ((loss == null) == (perplexity == null)) {
            throw new IllegalArgumentException("loss or perplexity must be given, one of the two.");
        }
        if (loss != null && !(loss > 0 && loss <= HIGHEST_LOSS)) {
            throw new IllegalArgumentException("loss (" + loss + ") must be above 0 and at most " + HIGHEST_LOSS + ".");
        }
        if (perplexity != null && !(perplexity > 1)) {
            throw new IllegalArgumentException("perplexity (" + perplexity + ") must be above 1.");
        }
    }
}
