package org.longhaul.training.method.round;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.method.Order;
import org.longhaul.training.optimizer.Optimizer;
import org.longhaul.training.optimizer.StateSpec;
import org.longhaul.training.optimizer.SubspaceOptimizer;

/**
 * LoRDO, low-rank local updates: each worker keeps its moments in a subspace of each hidden matrix, and all workers take the
 * same subspace from how far their common parameters moved.
 *
 * <pre>
 *   K local steps of the low-rank optimizer, which mixes in the whole gradient
 *   u = mean_m(u);  v = mean_m(v);  x' = mean_m(x)
 *   Q = leading left singular vectors of x' - x;  u, v turn with it;  x = x'
 * </pre>
 *
 * <p>Without the whole gradient (momentumWeight 1) the subspaces stagnate: every displacement lies in the one before.
 *
 * <p>Every worker makes the bases of the mean that it has received; they do not travel. With an optimizer that takes its bases
 * from its own gradients (local projection) the moments of different workers do not belong to one basis: {@code
 * averageMoments: false}. Data parallelism with such an optimizer is the method ddp.
 *
 * <p>The source starts by data parallelism with a fast momentum: {@code ddpSteps} here and {@code switchStep} of the optimizer.
 *
 * <p><b>Cost.</b> 1/K + (2 f + e)/K_m units a step, K_m the moments' period; f is the share of the moments' elements, e that of
 * the hidden matrices where errors are averaged too, else 0. Which of these the source counts for its tenfold reduction is not known.
 */
@SuppressWarnings("rawtypes")
@AutoService(DistributedMethodFactory.class)
@Provides(
        id = "lordo",
        description = "Local steps with low-rank moments, in subspaces of the workers' common displacement.",
        source = "\"LoRDO: Distributed Low-Rank Optimization with Infrequent Communication\", arXiv 2602.04396.")
public final class LoRdo implements RoundPreset<LoRdo.Settings> {
    /** Settings of {@code lordo}. */
    public record Settings(
            @JsonProperty(defaultValue = "32")
                    @JsonPropertyDescription("sync period K of the parameters, after which bases are made anew, steps")
                    long parameterPeriod,
            @JsonProperty(defaultValue = "32") @JsonPropertyDescription("sync period of both moments, steps")
                    long momentPeriod,
            @JsonProperty(defaultValue = "true") @JsonPropertyDescription("whether the moments are averaged")
                    boolean averageMoments,
            @JsonProperty(defaultValue = "false")
                    @JsonPropertyDescription(
                            "whether what projections dropped is averaged too, as often as the moments")
                    boolean averageErrors,
            @JsonProperty(defaultValue = "0")
                    @JsonPropertyDescription("steps of data-parallel training before it starts; 2048 in the source")
                    long ddpSteps,
            @JsonProperty(defaultValue = "after-update")
                    @JsonPropertyDescription("average before or after the local update")
                    Order order,
            @JsonPropertyDescription("format of the parameters on the wire; default: the method's wireFormat") @Nullable
                    Codec parameterFormat,
            @JsonPropertyDescription("format of moments and errors on the wire; default: the method's wireFormat")
                    @Nullable
                    Codec stateFormat) {
        public Settings {
            Require.period("parameterPeriod", parameterPeriod);
            Require.period("momentPeriod", momentPeriod);
            Require.step("ddpSteps", ddpSteps);
        }
    }

    @Override
    public List<StateSpec.Kind> requiredStates() {
        return List.of(StateSpec.Kind.FIRST_MOMENT, StateSpec.Kind.SECOND_MOMENT);
    }

    @Override
    public List<String> usualOptimizers() {
        return List.of("low-rank-adamw");
    }

    @Override
    public boolean givesBases() {
        return true;
    }

    @Override
    public void requireFit(Settings settings, Optimizer optimizer, int workers) {
        RoundPreset.super.requireFit(settings, optimizer, workers);
        if (!(optimizer instanceof SubspaceOptimizer subspaces)) {
            throw new IllegalArgumentException("method lordo needs an optimizer that trains in subspaces."
                    + "\nMaybe take low-rank-adamw, or the method local-adam.");
        }
        if (settings.averageMoments() && !subspaces.isGivenBases()) {
            throw new IllegalArgumentException(
                    "averageMoments (true) needs one basis for all workers, but each takes its own from its gradients."
                            + "\nMaybe take averageMoments: false, or basis: displacement for the optimizer.");
        }
        if (settings.averageMoments() && subspaces.firstGivenStep() > settings.ddpSteps()) {
            throw new IllegalArgumentException("ddpSteps (" + settings.ddpSteps()
                    + ") must be at least the optimizer's switchStep (" + subspaces.firstGivenStep()
                    + "): until then each worker takes a basis from its own gradients, and averageMoments (true) needs one"
                    + " for all.\nMaybe take ddpSteps: " + subspaces.firstGivenStep() + ".");
        }
    }

    @Override
    public Round round(Settings s) {
        Round.Builder round = Round.every(s.parameterPeriod())
                .format(s.parameterFormat())
                .afterDataParallel(s.ddpSteps())
                .order(s.order())
                .turningBases();
        if (s.averageMoments()) {
            round.averaging(StateSpec.Kind.FIRST_MOMENT, List.of(s.momentPeriod()), s.stateFormat());
            round.averaging(StateSpec.Kind.SECOND_MOMENT, List.of(s.momentPeriod()), s.stateFormat());
        }
        if (s.averageErrors()) {
            round.averaging(StateSpec.Kind.ERROR, List.of(s.momentPeriod()), s.stateFormat());
        }
        return round.build();
    }
}
