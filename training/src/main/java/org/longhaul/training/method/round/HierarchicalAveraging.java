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
import org.longhaul.training.method.MeanWeights;
import org.longhaul.training.participation.Federation;

/**
 * Hierarchical federated averaging: the servers of groups near the clients average often, those above them average the groups
 * more rarely.
 *
 * <pre>
 *   every K steps, in each deepest group g:       x_g = sum_c n_c x_c / sum_c n_c;  x_c = x_g for its clients c
 *   every K R steps, in each group above:         the same of the groups within it, n_g = sum_c n_c of those that took part
 *   every K R^D steps, at the root:               theta = ServerOpt(theta, sum_g n_g x_g / sum_g n_g), sent down to all
 * </pre>
 *
 * <p>A tree of one group is fedavg. With R = 1 every round is one of the whole tree, and its mean is fedavg's to rounding. A
 * client that is in a group of a higher level has that group's rounds. Who takes part is drawn anew for each round of the root.
 *
 * <p><b>Cost.</b> Two units for each client and round of its group, and for each group and round of the group that it is in.
 *
 * <p><b>Differs from the source.</b> It has two levels; here there are as many as the federation has.
 */
@SuppressWarnings("rawtypes")
@AutoService(DistributedMethodFactory.class)
@Provides(
        id = "hierarchical-fedavg",
        description = "Federated averaging in a tree of groups: often within a group, more rarely above.",
        source =
                "Liu, Zhang, Song and Letaief, \"Client-Edge-Cloud Hierarchical Federated Learning\", arXiv 1905.06641 "
                        + "(HierFAVG).")
public final class HierarchicalAveraging implements RoundPreset<HierarchicalAveraging.Settings> {
    /** Settings of {@code hierarchical-fedavg}. */
    public record Settings(
            @JsonProperty(defaultValue = "20")
                    @JsonPropertyDescription("local steps K of a round of the deepest groups")
                    long parameterPeriod,
            @JsonProperty(defaultValue = "[2]")
                    @JsonPropertyDescription(
                            "rounds R of a group in one of the group that it is in: one number for all levels, or one a level from the root down")
                    List<Integer> groupRounds,
            @JsonProperty(defaultValue = "samples")
                    @JsonPropertyDescription(
                            "what a client counts for: in proportion to its own data (samples) or the same (equal)")
                    MeanWeights weights,
            @JsonProperty(defaultValue = "reset")
                    @JsonPropertyDescription(
                            "what becomes of a client's optimizer state when a round of its group ends; kept, it rests while the client is away")
                    RoundState optimizerState,
            @JsonProperty(defaultValue = "mean")
                    @JsonPropertyDescription(
                            "optimizer of the root's server: mean, momentum (as fedmom), nesterov (as diloco), adam (as fedadam), yogi or adagrad")
                    FederatedAveraging.Server server,
            @JsonProperty(defaultValue = "1") @JsonPropertyDescription("server learning rate eta")
                    double serverLearningRate,
            @JsonProperty(defaultValue = "0.9")
                    @JsonPropertyDescription(
                            "server momentum, or the decay of the first moment of adam, yogi and adagrad")
                    double serverMomentum,
            @JsonProperty(defaultValue = "0.99") @JsonPropertyDescription("decay of the second moment of adam and yogi")
                    double serverSecondDecay,
            @JsonProperty(defaultValue = "1e-3") @JsonPropertyDescription("tau of adam, yogi and adagrad")
                    double serverEpsilon,
            @JsonPropertyDescription("format of models on their way down; default: the method's wireFormat") @Nullable
                    Codec modelFormat,
            @JsonPropertyDescription("format of parameters on their way up; default: the method's wireFormat") @Nullable
                    Codec parameterFormat) {
        public Settings {
            Require.period("parameterPeriod", parameterPeriod);
            groupRounds = List.copyOf(groupRounds);
            if (groupRounds.isEmpty() || groupRounds.stream().anyMatch(rounds -> rounds < 1)) {
                throw new IllegalArgumentException(
                        "groupRounds (" + groupRounds + ") must be one or several numbers of at least 1.");
            }
            Require.positive("serverLearningRate", serverLearningRate, 1e9);
            Require.decay("serverMomentum", serverMomentum);
            Require.decay("serverSecondDecay", serverSecondDecay);
            Require.positive("serverEpsilon", serverEpsilon, 1e9);
        }
    }

    @Override
    public List<String> usualOptimizers() {
        return List.of("sgd", "adamw");
    }

    @Override
    public boolean hasServer() {
        return true;
    }

    @Override
    public boolean hasFederation() {
        return true;
    }

    @Override
    public void requireFit(Settings s, Federation federation) {
        ThroughFederation.requireFit(s.groupRounds(), federation);
    }

    @Override
    public Round round(Settings s) {
        return Round.every(s.parameterPeriod())
                .ofCohorts(s.modelFormat())
                .inGroups(s.groupRounds())
                .format(s.parameterFormat())
                .server(s.server()
                        .optimizer(
                                s.serverLearningRate(), s.serverMomentum(), s.serverSecondDecay(), s.serverEpsilon()))
                .weighted(s.weights())
                .optimizerState(s.optimizerState())
                .build();
    }
}
