package org.longhaul.scenario.formula;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.longhaul.extension.Provides;
import org.longhaul.training.model.Architecture;
import org.longhaul.training.model.ArchitectureCatalogue;

/** The size of an architecture of the catalogue. */
@SuppressWarnings("rawtypes")
@AutoService(Formula.class)
@Provides(id = "architecture", description = "The size of an architecture that scenarios can charge.")
public final class ModelSize implements Formula<ModelSize.Symbols> {
    /** Symbols of {@code architecture}. */
    public record Symbols(
            @JsonPropertyDescription("its name, as 'longhaul list architectures' shows it") String architecture) {}

    @Override
    public Map<String, Double> figures(Symbols symbols) {
        Architecture architecture = ArchitectureCatalogue.get(symbols.architecture());
        return ImmutableMap.of(
                "parameters", (double) architecture.parameters(),
                "megabytes-bf16", architecture.parameters() * 2 / 1e6,
                "gigabytes-fp32", architecture.parameters() * 4 / 1e9);
    }
}
