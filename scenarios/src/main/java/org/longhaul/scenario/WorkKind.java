package org.longhaul.scenario;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Extension;
import org.longhaul.extension.PlainNumber;
import org.longhaul.simulator.random.DurationDistribution;
import org.longhaul.topology.unit.Durations;
import org.longhaul.training.model.ArchitectureCatalogue;

/** The ways to say what it takes to compute an answer; a closed set, each with a record of settings. */
public enum WorkKind implements Extension<Record> {
    /** A stated time. */
    TIME("A stated time, the same on every host.", Time.class),
    /** Floating-point operations. */
    OPERATIONS("Stated floating-point operations, over the rate of the host's device.", Operations.class),
    /** From tokens and a model's size. */
    ARCHITECTURE(
            "A language model that reads the prompt and writes the answer token by token, one request at a time.",
            OfArchitecture.class);

    private static final double MOST_FLOPS = 1e24;

    private final String description;
    private final Class<? extends Record> settingsType;

    WorkKind(String description, Class<? extends Record> settingsType) {
        this.description = description;
        this.settingsType = settingsType;
    }

    @Override
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String source() {
        return this == ARCHITECTURE
                ? "Kaplan et al., Scaling laws for neural language models, 2020, section 2.1 (operations of the forward pass)"
                : "stated by the user";
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    @SuppressWarnings("unchecked") // Every one of them is a record.
    public Class<Record> settingsType() {
        return (Class<Record>) settingsType;
    }

    /** Settings of {@link #TIME}. */
    public record Time(
            @JsonPropertyDescription("time to compute an answer, such as {distribution: constant, value: 20 ms}")
                    DurationDistribution time) {}

    /** Settings of {@link #OPERATIONS}. */
    public record Operations(
            @JsonProperty(defaultValue = "0") @JsonPropertyDescription("operations of every request, such as 2e12")
                    double perRequest,
            @JsonProperty(defaultValue = "0") @JsonPropertyDescription("operations for each token of the prompt")
                    double perPromptToken,
            @JsonProperty(defaultValue = "0") @JsonPropertyDescription("operations for each token of the answer")
                    double perOutputToken) {
        public Operations {
            check("perRequest", perRequest);
            check("perPromptToken", perPromptToken);
            check("perOutputToken", perOutputToken);
            if (perRequest + perPromptToken + perOutputToken == 0) {
                throw new IllegalArgumentException(
                        "perRequest, perPromptToken and perOutputToken are all 0; at least one must be above.");
            }
        }

        private static void check(String name, double flops) {
            if (!(flops >= 0 && flops <= MOST_FLOPS)) {
                throw new IllegalArgumentException(name + " (" + PlainNumber.of(flops) + ") must lie in [0, 1e24].");
            }
        }
    }

    /** Settings of {@link #ARCHITECTURE}. */
    public record OfArchitecture(
            @JsonPropertyDescription("published architecture, such as llama3-8b; see longhaul list architectures")
                    String architecture,
            @Nullable
                    @JsonPropertyDescription(
                            "time of each token of the answer, since writing is bound by memory and not by operations;"
                                    + " default: as many operations as a token of the prompt, which is too fast")
                    Duration tokenTime) {
        public OfArchitecture {
            ArchitectureCatalogue.get(architecture);
            if (tokenTime != null && tokenTime.isNegative()) {
                throw new IllegalArgumentException(
                        "tokenTime (" + Durations.shown(tokenTime) + ") must not be negative.");
            }
        }
    }
}
