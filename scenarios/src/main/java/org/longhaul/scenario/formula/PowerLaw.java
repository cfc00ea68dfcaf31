package org.longhaul.scenario.formula;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.Map;
import org.longhaul.extension.Provides;

/** A fitted power law of model size and number of replicas: {@code A N^a M^b}. */
@SuppressWarnings("rawtypes")
@AutoService(Formula.class)
@Provides(
        id = "power-law",
        description = "A fitted power law of model size and number of replicas.",
        source = "Charles et al., Scaling Laws for DiLoCo, arXiv 2503.09799, fits of loss, learning rate and batch")
public final class PowerLaw implements Formula<PowerLaw.Symbols> {
    /** Symbols of {@code power-law}. */
    public record Symbols(
            @JsonPropertyDescription("factor A") double factor,
            @JsonPropertyDescription("exponent a of the size") double exponent,
            @JsonPropertyDescription("size N") double size,
            @JsonProperty(defaultValue = "0") @JsonPropertyDescription("exponent b of the replicas")
                    double replicaExponent,
            @JsonProperty(defaultValue = "1") @JsonPropertyDescription("replicas M") double replicas) {}

    @Override
    public Map<String, Double> figures(Symbols symbols) {
        return Map.of(
                "value",
                symbols.factor()
                        * Math.pow(symbols.size(), symbols.exponent())
                        * Math.pow(symbols.replicas(), symbols.replicaExponent()));
    }
}
