package org.longhaul.scenario.formula;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.longhaul.extension.Provides;
import org.longhaul.training.model.Architecture;
import org.longhaul.training.model.ArchitectureCatalogue;
import org.longhaul.training.model.BodyLoop;
import org.longhaul.training.model.DecoderShape;
import org.longhaul.training.model.ParameterGroup;

/** The size of an architecture of the catalogue, and the operations of a token's forward pass, perhaps through a loop. */
@SuppressWarnings("rawtypes")
@AutoService(Formula.class)
@Provides(id = "architecture", description = "The size of an architecture that scenarios can charge.")
public final class ModelSize implements Formula<ModelSize.Symbols> {
    /** Symbols of {@code architecture}. */
    public record Symbols(
            @JsonPropertyDescription("its name, as 'longhaul list architectures' shows it") String architecture,
            @JsonProperty(defaultValue = "1")
                    @JsonPropertyDescription(
                            "how often a token passes the middle of its blocks, which are all but a quarter at each end")
                    int iterations) {}

    @Override
    public Map<String, Double> figures(Symbols symbols) {
        Architecture once = ArchitectureCatalogue.get(symbols.architecture());
        Architecture architecture = once.looped(BodyLoop.usual(once.shape().layers(), symbols.iterations()));
        double ofBlocks = 0;
        for (ParameterGroup group : architecture.groups()) {
            boolean isEnd =
                    group.name().equals(DecoderShape.EMBEDDING) || group.name().equals(DecoderShape.HEAD);
            ofBlocks += isEnd ? 0 : group.flopsShare() * architecture.forwardFlopsPerToken();
        }
        return ImmutableMap.of(
                "parameters", (double) architecture.parameters(),
                "megabytes-bf16", architecture.parameters() * 2 / 1e6,
                "gigabytes-fp32", architecture.parameters() * 4 / 1e9,
                "gigaflops", architecture.forwardFlopsPerToken() / 1e9,
                "gigaflops-of-blocks", ofBlocks / 1e9);
    }
}
