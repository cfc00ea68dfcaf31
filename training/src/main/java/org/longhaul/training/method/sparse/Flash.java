package org.longhaul.training.method.sparse;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.codec.SparseWeights;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.method.MeanWeights;
import org.longhaul.training.method.round.Round;
import org.longhaul.training.method.round.RoundPreset;
import org.longhaul.training.model.Model;
import org.longhaul.training.model.sparse.FrozenZeros;
import org.longhaul.training.model.sparse.ReparameterisedModel;

/**
 * FLASH: a dense first round, after which each client tells how dense each layer would be if it pruned its own model; the server
 * prunes each layer to the mean of that, and from then on the mask stays: gradients of what is 0 are 0.
 *
 * <pre>
 *   round 1: w_c = K local steps; d_cl = density of layer l of w_c but for its round(s N) smallest weights
 *            w = sum_c n_c w_c / sum_c n_c, of whose layer l the (sum_c n_c d_cl / sum_c n_c) largest weights are kept
 *   later:   federated averaging in which zeros stay
 * </pre>
 *
 * <p><b>Cost.</b> The first round goes both ways dense, and four bytes a layer and client go up; later rounds go both ways with
 * (1 - s) N weights. Pruning is not charged.
 *
 * <p><b>Differs from the source.</b> The server's mean of densities is by samples, as that of the models.
 */
@SuppressWarnings("rawtypes")
@AutoService(DistributedMethodFactory.class)
@Provides(
        id = "flash",
        description = "Federated averaging with a mask that the server lays after a dense first round.",
        source =
                "Babakniya et al., \"Revisiting Sparsity Hunting in Federated Learning: Why does Sparsity Consensus Matter?\", arXiv"
                        + " 2211.01549, as the authors of SparsyFed (arXiv 2504.05153) compare it.")
public final class Flash implements RoundPreset<Flash.Settings> {
    /** Settings of {@code flash}. */
    public record Settings(
            @JsonProperty(defaultValue = "20") @JsonPropertyDescription("local steps K of a round")
                    long parameterPeriod,
            @JsonProperty(defaultValue = "0.95")
                    @JsonPropertyDescription(
                            "share s of the prunable weights that are 0 when a client sends, in [0, 1)")
                    double sparsity,
            @JsonProperty(defaultValue = "auto")
                    @JsonPropertyDescription(
                            "how models travel, both ways: coo, bitmap, dense, or auto, whichever takes the fewest bytes")
                    SparseWeights.Form payload,
            @JsonProperty(defaultValue = "truncated")
                    @JsonPropertyDescription(
                            "how weights begin: as sparsyfed's (truncated) or as the model says (model)")
                    Start start,
            @JsonProperty(defaultValue = "samples")
                    @JsonPropertyDescription(
                            "what a client counts for: in proportion to its own data (samples) or the same (equal)")
                    MeanWeights weights) {
        public Settings {
            Require.period("parameterPeriod", parameterPeriod);
            SparseLoop.requireSparsity("sparsity", sparsity);
        }
    }

    @Override
    public List<String> usualOptimizers() {
        return List.of("sgd");
    }

    @Override
    public boolean hasServer() {
        return true;
    }

    @Override
    public Map<String, Codec> ownFormats(Settings s) {
        return ImmutableMap.of("model", SparseLoop.codec(s.payload()), "parameters", SparseLoop.codec(s.payload()));
    }

    @Override
    public Model model(Settings s, Model named) {
        return ReparameterisedModel.of(named, new StartedWeights(new FrozenZeros(), 1, s.start()));
    }

    @Override
    public Round round(Settings s) {
        SparseRound client =
                new SparseRound(0, SparseRound.Upload.PRUNE_WEIGHTS, 0, ActivationPruning.OFF, null, false);
        return SparseLoop.round(
                s.parameterPeriod(), client, s.payload(), s.weights(), new LaidMask(s.sparsity(), s.weights()));
    }
}
