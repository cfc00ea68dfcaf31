package org.longhaul.training.method.federated;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.PlainNumber;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.method.DistributedMethod;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.method.HeldModel;
import org.longhaul.training.method.MeanWeights;
import org.longhaul.training.method.round.RoundState;
import org.longhaul.training.optimizer.Optimizer;
import org.longhaul.training.participation.Federation;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.Tensor;

/**
 * WorldLM: a tree of federations whose nodes share a backbone B and have key layers K of their own, which they mix with those that
 * are like them.
 *
 * <pre>
 *   down, from the root, for node q with parent p:
 *     B_q = B_p;  K_q = Attend(K_q, {K_p} + R_q)            R_q: residuals that p routed to q
 *     (B_q, K_q) = tau local steps on q's own data, if it has some
 *     each residual goes on to the child whose key layer is most like it
 *   up, from the deepest nodes, for node q with children c:
 *     B_q = mean of its own and its children's B;  K_q = Attend(K_q, {K_c} + residuals of the c)
 *     of the children's key layers the nu least like K_q, layer by layer, go to q's parent as residuals
 *   Attend(k, S) = sum_j w_j k_j over k and S,  w_j = softmax_j(cos(k, k_j) / T)
 * </pre>
 *
 * <p>Nodes are clients and the groups that they are in. A group that is named after a client's host trains on that client's data,
 * before the nodes below it: a round has as many stages of tau steps as there are levels that train. The values of each client
 * are those of its own model; what is evaluated beside them is the root's.
 *
 * <p><b>Cost.</b> For each edge of the tree and round two units, and for each residual that crosses it the size of its layers.
 *
 * <p><b>Differs from the source</b> where it leaves things open: the similarity is the cosine of flattened weights, the
 * temperature a setting; a parent knows a child's key layer as it last received it; the backbone is averaged without a further
 * server optimizer; residuals go from the root's groups to the root and from there downwards in the next round.
 */
public final class WorldLm implements DistributedMethod {
    /** Settings of {@code worldlm}. */
    public record Settings(
            @JsonProperty(defaultValue = "500")
                    @JsonPropertyDescription("local steps tau of a node in a round, after which the next level trains")
                    long parameterPeriod,
            @JsonProperty(defaultValue = "2")
                    @JsonPropertyDescription(
                            "how many of the last parameter groups (a transformer's: final norm and head, then blocks) are key layers, each mixed by itself; as many as there are or more: all")
                    int keyLayers,
            @JsonProperty(defaultValue = "1")
                    @JsonPropertyDescription("residuals nu that a group of the root sends it, 0 for none")
                    int residuals,
            @JsonProperty(defaultValue = "0.1")
                    @JsonPropertyDescription(
                            "temperature T of the attention: large averages, small keeps a node's own; not stated by the source")
                    double temperature,
            @JsonProperty(defaultValue = "equal")
                    @JsonPropertyDescription(
                            "what a node counts for in the mean of backbones: the same as its siblings (equal), or as the data of those below it (samples)")
                    MeanWeights weights,
            @JsonProperty(defaultValue = "keep")
                    @JsonPropertyDescription("what becomes of a client's optimizer state when its local steps are done")
                    RoundState optimizerState,
            @JsonProperty(defaultValue = "[]")
                    @JsonPropertyDescription("clients, by rank from 0, whose updates are clipped and get noise")
                    List<Integer> noisyClients,
            @JsonProperty(defaultValue = "1") @JsonPropertyDescription("largest norm of the update of such a client")
                    double clipUpdates,
            @JsonProperty(defaultValue = "0.5")
                    @JsonPropertyDescription("deviation of the noise of each element, a multiple of clipUpdates")
                    double noise,
            @JsonPropertyDescription(
                            "format of models and residuals on their way down; default: the method's wireFormat")
                    @Nullable
                    Codec modelFormat,
            @JsonPropertyDescription("format of models and residuals on their way up; default: the method's wireFormat")
                    @Nullable
                    Codec parameterFormat) {
        public Settings {
            Require.period("parameterPeriod", parameterPeriod);
            noisyClients = List.copyOf(noisyClients);
            Require.atLeast("keyLayers", keyLayers, 1);
            if (residuals < 0) {
                throw new IllegalArgumentException("residuals (" + residuals + ") must not be negative.");
            }
            Require.positive("temperature", temperature, 1e9);
            Require.positive("clipUpdates", clipUpdates, 1e9);
            if (!(noise >= 0 && noise < 1e9)) {
                throw new IllegalArgumentException("noise (" + PlainNumber.of(noise) + ") must lie in [0, 1e9).");
            }
        }

        UpdateNoise privacy() {
            return new UpdateNoise(clipUpdates, noise, noisyClients);
        }
    }

    /** Makes {@link WorldLm}. */
    @SuppressWarnings("rawtypes")
    @AutoService(DistributedMethodFactory.class)
    @Provides(
            id = "worldlm",
            description = "A tree of federations: a shared backbone, key layers mixed by attention, residuals routed.",
            source = "Iacob et al., \"Worldwide Federated Training of Language Models\", arXiv 2405.14446.")
    public static final class Factory implements DistributedMethodFactory<Settings> {
        @Override
        public String refusesStatistics() {
            return "its attention and residuals would mix them as if they were weights";
        }

        @Override
        public List<String> usualOptimizers() {
            return List.of("adamw");
        }

        @Override
        public boolean hasServer() {
            return true;
        }

        @Override
        public boolean hasFederation() {
            return true;
        }

        /** Every node takes part in every round. */
        @Override
        public boolean hasParticipation() {
            return false;
        }

        /** Those of one depth of the tree after those of another. */
        @Override
        public double trainers(Federation federation) {
            return (double) federation.clients() / new Stages(federation, 1).steps();
        }

        @Override
        public void requireFit(Settings settings, Optimizer optimizer, int workers) {
            DistributedMethodFactory.super.requireFit(settings, optimizer, workers);
            for (int client : settings.noisyClients()) {
                if (client < 0 || client >= workers) {
                    throw new IllegalArgumentException(
                            "noisyClients (" + client + ") must be clients, 0 to " + (workers - 1) + ".");
                }
            }
        }

        @Override
        public String refusesMembership(Settings settings) {
            return "each node of its tree keeps a model of its own, which nobody could hand back to it";
        }

        @Override
        public DistributedMethod create(Settings settings, Replicas replicas) {
            return new WorldLm(settings, replicas);
        }
    }

    private final Settings settings;
    private final Stages stages;
    private final FederatedNodes nodes;
    private final double[] weights;

    WorldLm(Settings settings, Replicas replicas) {
        this.settings = settings;
        stages = new Stages(replicas.federation(), settings.parameterPeriod());
        nodes = new FederatedNodes(settings, replicas.federation(), replicas);
        weights = settings.weights().of(replicas);
    }

    @Override
    public void step(long step, Replicas replicas, Communicator net) {
        int stage = stages.stage(step);
        if (stages.isBetween(step)) {
            begin(step, stage, replicas, net);
        }
        replicas.localStep(step);
        if (stages.isBetween(step + 1)) {
            nodes.bringBack(stages.trainers(stage), step, net);
        }
        if (stages.isBetweenRounds(step + 1)) {
            nodes.up(stages.trainedUpTo(stage), net);
            leave(step + 1, replicas);
        }
    }

    /** What a stage trains comes down from the one before. */
    private void begin(long step, int stage, Replicas replicas, Communicator net) {
        boolean isFirst = step < stages.steps();
        if (stage == 0) {
            nodes.beginRound();
        }
        for (int depth = stages.depth(stage - 1) + 1; depth <= stages.depth(stage); depth++) {
            nodes.down(depth, isFirst, net);
        }
        replicas.enter(stages.trainers(stage), step, keepsOptimizer());
        nodes.handOut(stages.trainers(stage), isFirst, net);
    }

    private void leave(long updates, Replicas replicas) {
        replicas.enter(List.of(), updates, keepsOptimizer());
    }

    private boolean keepsOptimizer() {
        return settings.optimizerState() == RoundState.KEEP;
    }

    /** Those who have trained in a round that is broken off end it. */
    @Override
    public void finish(long steps, Replicas replicas, Communicator net) {
        if (stages.isBetweenRounds(steps)) {
            return;
        }
        int stage = stages.stage(steps - 1);
        if (!stages.isBetween(steps)) {
            nodes.bringBack(stages.trainers(stage), steps - 1, net);
        }
        nodes.up(stages.trainedUpTo(stage), net);
        leave(steps, replicas);
    }

    @Override
    public HeldModel evaluated(Replicas replicas) {
        return HeldModel.ofServer(nodes.root());
    }

    @Override
    public @Nullable Tensor evaluatedOf(int worker, long steps, Replicas replicas) {
        return stages.hasBegun(worker, steps) ? nodes.ofClient(worker) : null;
    }

    @Override
    public double[] weights() {
        return weights.clone();
    }

    @Override
    public Set<String> ofServers() {
        return state().keySet();
    }

    @Override
    public Map<String, Tensor> state() {
        return nodes.state();
    }
}
