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
import org.longhaul.training.model.sparse.PowerWeights;
import org.longhaul.training.model.sparse.ReparameterisedModel;

/**
 * Federated averaging of models of which each client keeps the largest weights when it sends: SparsyFed's loop without its powers and
 * without pruning of activations, as its authors compare it. Zeros grow again in local training. With {@code sparsity: 0} it is dense
 * federated averaging from the same start, sent by the same codec.
 *
 * <p><b>Cost.</b> Up (1 - s) N weights a round and client, down as many as some client of the round before kept.
 */
@SuppressWarnings("rawtypes")
@AutoService(DistributedMethodFactory.class)
@Provides(
        id = "topk",
        description =
                "Federated averaging of which each client keeps the largest weights, all layers together, when it sends.",
        source =
                "The baseline Top-K of Guastella et al., \"SparsyFed: Sparse Adaptive Federated Training\", arXiv 2504.05153, as its authors'"
                        + " code has it.")
public final class MagnitudePruning implements RoundPreset<MagnitudePruning.Settings> {
    /** Settings of {@code topk}. */
    public record Settings(
            @JsonProperty(defaultValue = "20") @JsonPropertyDescription("local steps K of a round")
                    long parameterPeriod,
            @JsonProperty(defaultValue = "0.95")
                    @JsonPropertyDescription(
                            "share s of the prunable weights that are 0 when a client sends, in [0, 1)")
                    double sparsity,
            @JsonProperty(defaultValue = "0") @JsonPropertyDescription("so many first rounds end without pruning")
                    long warmupDenseRounds,
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
            Require.step("warmupDenseRounds", warmupDenseRounds);
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
        return ReparameterisedModel.of(named, new StartedWeights(new PowerWeights(1), 1, s.start()));
    }

    @Override
    public Round round(Settings s) {
        SparseRound client = new SparseRound(
                s.sparsity(),
                SparseRound.Upload.PRUNE_WEIGHTS,
                s.warmupDenseRounds(),
                ActivationPruning.OFF,
                null,
                false);
        return SparseLoop.round(s.parameterPeriod(), client, s.payload(), s.weights(), new SparseFigures());
    }
}
