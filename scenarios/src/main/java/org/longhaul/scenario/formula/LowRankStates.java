package org.longhaul.scenario.formula;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.training.model.Architecture;
import org.longhaul.training.model.ArchitectureCatalogue;
import org.longhaul.training.model.DecoderShape;

/**
 * How large the states of a low-rank optimizer are, and what exchanging them every K steps saves.
 *
 * <p>Projected are the four matrices of attention and two of the three of a gated feed-forward layer; a p x q matrix then has
 * states of r max(p, q) elements and an error of p q. Everything else has full states.
 *
 * <pre>
 *   phi   state elements / P          e   projected elements / P
 *   times fewer than one gradient a step:  K / (1 + 2 phi) with moments;  K / (1 + 2 phi + e) with errors too
 * </pre>
 */
@SuppressWarnings("rawtypes")
@AutoService(Formula.class)
@Provides(
        id = "low-rank-states",
        description = "How large the states of a low-rank optimizer are, and what exchanging them saves.",
        source =
                "LoRDO, arXiv 2602.04396, settings of its authors' code; its 10 times is not derived in what is public")
public final class LowRankStates implements Formula<LowRankStates.Symbols> {
    /** Symbols of {@code low-rank-states}. */
    public record Symbols(
            @JsonPropertyDescription("architecture, a llama-like one of the catalogue") String architecture,
            @JsonPropertyDescription("rank r") int rank,
            @JsonProperty(defaultValue = "32") @JsonPropertyDescription("steps K between two exchanges") long period) {
        public Symbols {
            Require.atLeast("rank", rank, 1);
            Require.period("period", period);
        }
    }

    @Override
    public Map<String, Double> figures(Symbols symbols) {
        Architecture architecture = ArchitectureCatalogue.get(symbols.architecture());
        DecoderShape shape = architecture.shape();
        double width = shape.width();
        double hidden = shape.hidden();
        double rank = Math.min(symbols.rank(), width);
        double projected = shape.layers() * (4 * width * width + 2 * width * hidden);
        double states = shape.layers() * rank * (4 * width + 2 * Math.max(width, hidden));
        double share = projected / architecture.parameters();
        double phi = 1 - share + states / architecture.parameters();
        double period = symbols.period();
        return ImmutableMap.of(
                "phi",
                phi,
                "projected-share",
                share,
                "fewer-with-moments",
                period / (1 + 2 * phi),
                "fewer-with-moments-and-error",
                period / (1 + 2 * phi + share));
    }
}
