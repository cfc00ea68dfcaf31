package org.longhaul.scenario.claim;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import org.longhaul.scenario.experiment.Experiment;
import org.longhaul.scenario.file.Selection;
import org.longhaul.scenario.formula.Formula;

/** What one paper claims; the components are the keys of a file of the catalogue. */
public record PaperClaims(
        @JsonPropertyDescription("short name of the paper") String paper,
        @JsonPropertyDescription("authors, title and number") String citation,
        @JsonProperty(defaultValue = "{}")
                @JsonPropertyDescription("formulas with their symbols, by the names that claims use")
                Map<String, Selection<Formula<?>>> models,
        @JsonProperty(defaultValue = "{}")
                @JsonPropertyDescription("trainings that are looked into, by the names that claims use")
                Map<String, Selection<Experiment<?>>> experiments,
        @JsonProperty(defaultValue = "{}")
                @JsonPropertyDescription("texts of scenarios by name; ${placeholder} stands for what a claim states")
                Map<String, String> runs,
        @JsonPropertyDescription("the claims") List<PaperClaim> claims) {
    public PaperClaims {
        models = ImmutableMap.copyOf(models);
        experiments = ImmutableMap.copyOf(experiments);
        runs = ImmutableMap.copyOf(runs);
        claims = List.copyOf(claims);
        for (PaperClaim claim : claims) {
            if (claim.run() != null && !runs.containsKey(claim.run())) {
                throw new IllegalArgumentException("run ('" + claim.run() + "') of '" + claim.name()
                        + "' must be one of " + String.join(", ", runs.keySet()) + ".");
            }
        }
    }

    /** The same paper with some of its claims. */
    public PaperClaims with(List<PaperClaim> some) {
        return new PaperClaims(paper, citation, models, experiments, runs, some);
    }
}
