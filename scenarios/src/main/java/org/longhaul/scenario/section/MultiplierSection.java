package org.longhaul.scenario.section;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.model.ParameterSpec.Multipliers;
import org.longhaul.training.model.ParameterSpec.Role;

/** Factors on the optimizer's learning rate and weight decay, by what the model does with a parameter. */
public record MultiplierSection(
        @Nullable @JsonPropertyDescription("of matrices that take in what the model is given: embedding, first layer")
                Factors input,
        @Nullable @JsonPropertyDescription("of matrices between the channels of the model") Factors hidden,
        @Nullable @JsonPropertyDescription("of matrices that give the scores") Factors output,
        @Nullable @JsonPropertyDescription("of norms, biases and other vectors") Factors vector) {

    /** Factors of one role. */
    public record Factors(
            @JsonProperty(defaultValue = "1") @JsonPropertyDescription("factor on the learning rate")
                    double learningRate,
            @JsonProperty(defaultValue = "1") @JsonPropertyDescription("factor on the weight decay")
                    double weightDecay) {
        public Factors {
            new Multipliers(learningRate, weightDecay);
        }
    }

    /** The same for the training: those that are stated. */
    public Map<Role, Multipliers> byRole() {
        Map<Role, Multipliers> byRole = new EnumMap<>(Role.class);
        put(byRole, Role.INPUT, input);
        put(byRole, Role.HIDDEN, hidden);
        put(byRole, Role.OUTPUT, output);
        put(byRole, Role.VECTOR, vector);
        return byRole;
    }

    private static void put(Map<Role, Multipliers> byRole, Role role, @Nullable Factors factors) {
        if (factors != null) {
            byRole.put(role, new Multipliers(factors.learningRate, factors.weightDecay));
        }
    }
}
