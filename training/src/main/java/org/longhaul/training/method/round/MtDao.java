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
import org.longhaul.training.optimizer.Optimizer;
import org.longhaul.training.optimizer.StateSpec;

/**
 * MT-DAO, multi-time-scale distributed adaptive optimizers: a quasi-hyperbolic local optimizer, whose slow momenta
 * remember the workers' common direction from sync to sync, and a sync period for the parameters and each state.
 *
 * <pre>
 *   g = clip(gradient at the worker's own x)
 *   for each j, if K_j divides t: u_j = mean_m(u_j);  if K_v divides t: v = mean_m(v)
 *   if K_x divides t: x = mean_m(x)
 *   u_j = b_j u_j + (1 - b_j) g;  x = x - eta [(1 - sum_j w_j) g + sum_j w_j u_j] / (sqrt(v) + eps)
 * </pre>
 *
 * <p>Weights w_j and decays b_j are settings of the optimizer. This is the source's order, {@link Order#BEFORE_UPDATE}. By
 * default the averaging comes after updates K, 2K, ... as in the authors' code and in the other local methods.
 *
 * <p>The source starts by data parallelism with a fast momentum: {@code ddpSteps} here and {@code switchStep} of the
 * optimizer. Their gradients travel in the parameters' format. An outer Nesterov step is what the source compares with.
 *
 * <p><b>Cost.</b> 1/K_x + sum_j 1/K_j + 1/K_v units a step.
 */
@SuppressWarnings("rawtypes")
@AutoService(DistributedMethodFactory.class)
@Provides(
        id = "mt-dao",
        description = "A quasi-hyperbolic optimizer with slow momenta; every state has its own sync period.",
        source = "Iacob et al., \"MT-DAO: Multi-Timescale Distributed Adaptive Optimizers with Local Updates\", "
                + "arXiv 2510.05361.")
public final class MtDao implements RoundPreset<MtDao.Settings> {
    /** Settings of {@code mt-dao}. */
    public record Settings(
            @JsonProperty(defaultValue = "32") @JsonPropertyDescription("sync period K_x of the parameters, steps")
                    long parameterPeriod,
            @JsonProperty(defaultValue = "[32]")
                    @JsonPropertyDescription("sync period K_j of each slow momentum, steps; one value holds for all")
                    List<Long> firstMomentPeriods,
            @JsonProperty(defaultValue = "32") @JsonPropertyDescription("sync period K_v of the second moment, steps")
                    long secondMomentPeriod,
            @JsonProperty(defaultValue = "0")
                    @JsonPropertyDescription("steps of data-parallel training before it starts; 2048 in the source")
                    long ddpSteps,
            @JsonProperty(defaultValue = "after-update")
                    @JsonPropertyDescription("average before or after the local update")
                    Order order,
            @JsonPropertyDescription("format of the parameters on the wire; default: the method's wireFormat") @Nullable
                    Codec parameterFormat,
            @JsonPropertyDescription("format of the momenta on the wire; default: the method's wireFormat") @Nullable
                    Codec firstMomentFormat,
            @JsonPropertyDescription("format of the second moment on the wire; default: the method's wireFormat")
                    @Nullable
                    Codec secondMomentFormat,
            @JsonPropertyDescription("learning rate of an outer Nesterov step; absent: plain averaging") @Nullable
                    Double outerLearningRate,
            @JsonProperty(defaultValue = "0.9")
                    @JsonPropertyDescription("momentum of the outer Nesterov step, if there is one")
                    double outerMomentum) {
        /** Without an outer step. */
        public Settings(
                long parameterPeriod,
                List<Long> firstMomentPeriods,
                long secondMomentPeriod,
                long ddpSteps,
                Order order,
                @Nullable Codec parameterFormat,
                @Nullable Codec firstMomentFormat,
                @Nullable Codec secondMomentFormat) {
            this(
                    parameterPeriod,
                    firstMomentPeriods,
                    secondMomentPeriod,
                    ddpSteps,
                    order,
                    parameterFormat,
                    firstMomentFormat,
                    secondMomentFormat,
                    null,
                    0.9);
        }

        public Settings {
            if (outerLearningRate != null) {
                Require.positive("outerLearningRate", outerLearningRate, 1e9);
            }
            Require.decay("outerMomentum", outerMomentum);
            firstMomentPeriods = List.copyOf(firstMomentPeriods);
            Require.period("parameterPeriod", parameterPeriod);
            Require.period("secondMomentPeriod", secondMomentPeriod);
            Require.step("ddpSteps", ddpSteps);
            if (firstMomentPeriods.isEmpty()) {
                throw new IllegalArgumentException(
                        "firstMomentPeriods (" + firstMomentPeriods + ") must not be empty.");
            }
            for (long period : firstMomentPeriods) {
                Require.period("firstMomentPeriods", period);
            }
        }
    }

    @Override
    public List<StateSpec.Kind> requiredStates() {
        return List.of(StateSpec.Kind.FIRST_MOMENT, StateSpec.Kind.SECOND_MOMENT);
    }

    @Override
    public List<String> usualOptimizers() {
        return List.of("qh-adopt", "qh-adamw");
    }

    @Override
    public void requireFit(Settings settings, Optimizer optimizer, int workers) {
        RoundPreset.super.requireFit(settings, optimizer, workers);
        if (!optimizer.isQuasiHyperbolic()) {
            throw new IllegalArgumentException("method mt-dao needs a quasi-hyperbolic optimizer, which mixes the "
                    + "gradient with slow momenta.\nMaybe take qh-adopt or qh-adamw, or the method local-adam.");
        }
        long momenta = optimizer.states().stream()
                .filter(state -> state.kind() == StateSpec.Kind.FIRST_MOMENT)
                .count();
        int periods = settings.firstMomentPeriods().size();
        if (periods != 1 && periods != momenta) {
            throw new IllegalArgumentException("firstMomentPeriods (" + settings.firstMomentPeriods()
                    + ") must be one, or one for each of the optimizer's " + momenta + " momenta.");
        }
    }

    @Override
    public Round round(Settings s) {
        Round.Builder round = Round.every(s.parameterPeriod())
                .format(s.parameterFormat())
                .averaging(StateSpec.Kind.FIRST_MOMENT, s.firstMomentPeriods(), s.firstMomentFormat())
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
