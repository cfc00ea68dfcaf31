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
import org.longhaul.training.method.server.ServerNesterov;
import org.longhaul.training.optimizer.StateSpec;

/**
 * DES-LOC, desynced low-communication adaptive optimizers: the parameters and each moment keep a sync period of their
 * own, since slow moments barely change between syncs.
 *
 * <pre>
 *   g = clip(gradient at the worker's own x)
 *   if K_u divides t: u = mean_m(u);  if K_v divides t: v = mean_m(v)
 *   if K_x divides t: x = ServerOpt(mean_m(x))           identity, unless an outer Nesterov step is set
 *   x, u, v = OPT(x, u, v, g)
 * </pre>
 *
 * <p>This is the order of Algorithm 1, {@link Order#BEFORE_UPDATE}. By default the averaging comes after updates K, 2K, ...
 * as in the authors' code and in the other local methods. The count of bias corrections is global and never exchanged.
 *
 * <p>The source compares with an outer Nesterov step from a checkpoint of data parallelism on: {@code ddpSteps} here. With the
 * optimizer muon there is one moment of the hidden matrices, and the source's periods are 32 and 96.
 *
 * <p><b>Cost.</b> 1/K_x + 1/K_u + 1/K_v units a step; at common multiples of the periods all are due at once.
 */
@SuppressWarnings("rawtypes")
@AutoService(DistributedMethodFactory.class)
@Provides(
        id = "des-loc",
        description = "Averages the parameters and each optimizer moment, every one by its own sync period.",
        source =
                "Iacob et al., \"DES-LOC: Desynced Low Communication Adaptive Optimizers for Training Foundation Models\", "
                        + "arXiv 2505.22549, Algorithm 1.")
public final class DesLoc implements RoundPreset<DesLoc.Settings> {
    /** Settings of {@code des-loc}. */
    public record Settings(
            @JsonProperty(defaultValue = "256") @JsonPropertyDescription("sync period K_x of the parameters, steps")
                    long parameterPeriod,
            @JsonProperty(defaultValue = "768")
                    @JsonPropertyDescription("sync period K_u of the first moments, steps; the source advises 3 K_x")
                    long firstMomentPeriod,
            @JsonProperty(defaultValue = "1536")
                    @JsonPropertyDescription("sync period K_v of the second moment, steps; the source advises 6 K_x")
                    long secondMomentPeriod,
            @JsonProperty(defaultValue = "after-update")
                    @JsonPropertyDescription(
                            "average before the local update (Algorithm 1) or after it (the authors' code)")
                    Order order,
            @JsonPropertyDescription("learning rate of the outer Nesterov step; absent: plain averaging") @Nullable
                    Double outerLearningRate,
            @JsonProperty(defaultValue = "0.9")
                    @JsonPropertyDescription("momentum of the outer Nesterov step, if there is one")
                    double outerMomentum,
            @JsonPropertyDescription("format of the parameters on the wire; default: the method's wireFormat") @Nullable
                    Codec parameterFormat,
            @JsonPropertyDescription("format of the first moments on the wire; default: the method's wireFormat")
                    @Nullable
                    Codec firstMomentFormat,
            @JsonPropertyDescription("format of the second moment on the wire; default: the method's wireFormat")
                    @Nullable
                    Codec secondMomentFormat,
            @JsonProperty(defaultValue = "0")
                    @JsonPropertyDescription("steps of data-parallel training before it starts; 2048 in the source")
                    long ddpSteps) {
        /** From the first step on. */
        public Settings(
                long parameterPeriod,
                long firstMomentPeriod,
                long secondMomentPeriod,
                Order order,
                @Nullable Double outerLearningRate,
                double outerMomentum,
                @Nullable Codec parameterFormat,
                @Nullable Codec firstMomentFormat,
                @Nullable Codec secondMomentFormat) {
            this(
                    parameterPeriod,
                    firstMomentPeriod,
                    secondMomentPeriod,
                    order,
                    outerLearningRate,
                    outerMomentum,
                    parameterFormat,
                    firstMomentFormat,
                    secondMomentFormat,
                    0);
        }

        public Settings {
            Require.step("ddpSteps", ddpSteps);
            Require.period("parameterPeriod", parameterPeriod);
            Require.period("firstMomentPeriod", firstMomentPeriod);
            Require.period("secondMomentPeriod", secondMomentPeriod);
            if (outerLearningRate != null) {
                Require.positive("outerLearningRate", outerLearningRate, 1e9);
            }
            Require.decay("outerMomentum", outerMomentum);
        }
    }

    @Override
    public List<StateSpec.Kind> requiredStates() {
        return List.of(StateSpec.Kind.FIRST_MOMENT);
    }

    @Override
    public List<String> usualOptimizers() {
        return List.of("adopt", "adamw");
    }

    @Override
    public Round round(Settings s) {
        Round.Builder round = Round.every(s.parameterPeriod())
                .format(s.parameterFormat())
                .averaging(StateSpec.Kind.FIRST_MOMENT, List.of(s.firstMomentPeriod()), s.firstMomentFormat())
                .averaging(StateSpec.Kind.SECOND_MOMENT, List.of(s.secondMomentPeriod()), s.secondMomentFormat())
                .afterDataParallel(s.ddpSteps())
                .order(s.order());
        Double outerLearningRate = s.outerLearningRate();
        if (outerLearningRate != null) {
            round.server(new ServerNesterov(outerLearningRate, s.outerMomentum()));
        }
        return round.build();
    }
}
