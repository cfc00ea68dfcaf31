package org.longhaul.scenario.formula;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;

/** Bytes of sending the k largest coefficients of every block of so many elements, each with its index. */
@SuppressWarnings("rawtypes")
@AutoService(Formula.class)
@Provides(
        id = "block-top-k",
        description = "Bytes of sending the largest coefficients of every block, each with its index.",
        source = "DeMo, arXiv 2411.19870, and its public code")
public final class BlockTopK implements Formula<BlockTopK.Symbols> {
    /** Symbols of {@code block-top-k}. */
    public record Symbols(
            @JsonPropertyDescription("parameters N") double parameters,
            @JsonPropertyDescription("coefficients kept of a block") double kept,
            @JsonProperty(defaultValue = "4096") @JsonPropertyDescription("elements of a block, 64 x 64 in the source")
                    double block,
            @JsonProperty(defaultValue = "8") @JsonPropertyDescription("bytes of an index") double indexBytes,
            @JsonProperty(defaultValue = "4") @JsonPropertyDescription("bytes of a value") double valueBytes,
            @JsonProperty(defaultValue = "2") @JsonPropertyDescription("workers K, each of whom receives from all")
                    double workers) {
        public Symbols {
            Require.positive("parameters", parameters, 1e15);
            Require.positive("block", block, 1e12);
            Require.positive("kept", kept, block);
        }
    }

    @Override
    public Map<String, Double> figures(Symbols symbols) {
        double sent =
                symbols.parameters() * symbols.kept() / symbols.block() * (symbols.indexBytes() + symbols.valueBytes());
        return ImmutableMap.of(
                "megabytes-sent", sent / 1e6, "megabytes-received", sent * (symbols.workers() - 1) / 1e6);
    }
}
