package org.longhaul.training.method.adapt;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.PlainNumber;
import org.longhaul.extension.Require;
import org.longhaul.training.objective.Consolidation;
import org.longhaul.training.objective.Distillation;
import org.longhaul.training.objective.LastLayers;
import org.longhaul.training.objective.LocalObjective;
import org.longhaul.training.objective.MixingSchedule;
import org.longhaul.training.objective.PlainLoss;

/**
 * How every client adapts the last model to its own data when training has ended, and how long it trains the model of its own that
 * it compares that with.
 *
 * <p>Source: Yu et al., "Salvaging Federated Learning by Local Adaptation", arXiv 2002.04758, whose values of lambda, weight and
 * temperature are the defaults.
 *
 * @param kind what is minimised
 * @param steps local steps, at least 1
 * @param learningRate of these steps; null for that of the training's first step
 * @param lastTensors fb: how many of the model's last tensors are trained
 * @param lambda ewc: weight of the pull towards the last model
 * @param weight kd: share of the distillation
 * @param temperature kd: T
 * @param aloneSteps steps of the model that a client trains alone, from the initial parameters; null for as many as the training has
 */
public record Adaptation(
        @JsonProperty(defaultValue = "ft")
                @JsonPropertyDescription(
                        "what a client minimises: its loss in all weights (ft) or in the last ones (fb), with elastic weight consolidation (ewc), or with distillation from the last model (kd)")
                Kind kind,
        @JsonProperty(defaultValue = "50") @JsonPropertyDescription("local steps of each client") long steps,
        @JsonPropertyDescription("learning rate of these steps; default: that of the training's first step") @Nullable
                Double learningRate,
        @JsonProperty(defaultValue = "2")
                @JsonPropertyDescription(
                        "fb: how many of the model's last tensors are trained (2: the last layer and its bias)")
                int lastTensors,
        @JsonProperty(defaultValue = "5000") @JsonPropertyDescription("ewc: lambda") double lambda,
        @JsonProperty(defaultValue = "0.95")
                @JsonPropertyDescription("kd: share of the distillation in what is minimised, 0 to 1")
                double weight,
        @JsonProperty(defaultValue = "6") @JsonPropertyDescription("kd: temperature T") double temperature,
        @JsonPropertyDescription(
                        "steps of the model that a client trains alone, the yardstick; nobody is charged for it; default: as many as the training has")
                @Nullable
                Long aloneSteps) {
    /** What is minimised. */
    public enum Kind {
        /** Fine-tuning of all weights. */
        FT,
        /** The first layers are frozen. */
        FB,
        /** Elastic weight consolidation around the last model. */
        EWC,
        /** Knowledge distillation from the last model. */
        KD
    }

    public Adaptation {
        Require.atLeast("steps", steps, 1);
        if (learningRate != null) {
            Require.positive("learningRate", learningRate, 1e9);
        }
        if (aloneSteps != null) {
            Require.atLeast("aloneSteps", aloneSteps, 1);
        }
        new LastLayers(lastTensors);
        new Consolidation(lambda, false, MixingSchedule.CONSTANT);
        new Distillation(weight, temperature, MixingSchedule.CONSTANT);
    }

    /** All that counts, in words: checkpoints are of the same adaptation if these are. */
    @Override
    public String toString() {
        String of =
                switch (kind) {
                    case FT -> "";
                    case FB -> " of the last " + lastTensors + " tensors";
                    case EWC -> " of lambda " + PlainNumber.of(lambda);
                    case KD ->
                        " of weight " + PlainNumber.of(weight) + " and temperature " + PlainNumber.of(temperature);
                };
        return kind.name().toLowerCase(Locale.ROOT) + of + ", " + steps + " steps"
                + (learningRate == null ? "" : " at " + PlainNumber.of(learningRate))
                + (aloneSteps == null ? "" : "; alone " + aloneSteps);
    }

    /** What a client minimises. */
    LocalObjective objective() {
        return switch (kind) {
            case FT -> new PlainLoss();
            case FB -> new LastLayers(lastTensors);
            case EWC -> new Consolidation(lambda, false, MixingSchedule.CONSTANT);
            case KD -> new Distillation(weight, temperature, MixingSchedule.CONSTANT);
        };
    }
}
