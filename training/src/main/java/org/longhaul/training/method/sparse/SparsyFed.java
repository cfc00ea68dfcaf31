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
 * SparsyFed: federated averaging of a model whose weights are powers of those that are stored, so that a weight that a client pruned
 * and the server's mean left at 0 stays 0.
 *
 * <pre>
 *   theta = sign(w) |w|^beta                                  in each forward pass, of training and of evaluation
 *   w_c   = K local steps from w; gradients of weights see the largest activations only
 *   w_c   = w_c but for the round(s N) smallest |w_c| of all N prunable weights, which become 0
 *   w     = sum_c n_c w_c / sum_c n_c                         zeros counted as zeros, nothing pruned again
 * </pre>
 *
 * <p>Prunable are the weights of products, in the first and the last layer too; biases, norms and their statistics travel dense.
 *
 * <p><b>Cost.</b> A round and client: up (1 - s) N weights, down as many as some client of the round before kept; in the first round
 * all. Powers, pruning and filtering are not charged: a few operations a weight and activation beside the products, in which each
 * weight takes part once for every place of every example.
 *
 * <p><b>Differs from the source.</b> All clients of a round take the same number of steps, not of epochs. The authors' variants with
 * an exponent for each layer by its spectral norm and a sparsity for each client are not here. {@code warmupDenseRounds} is not of
 * the source.
 */
@SuppressWarnings("rawtypes")
@AutoService(DistributedMethodFactory.class)
@Provides(
        id = "sparsyfed",
        description =
                "Federated averaging of sparse models whose zeros stay: powers of weights, pruned before they are sent.",
        source =
                "Guastella et al., \"SparsyFed: Sparse Adaptive Federated Training\", arXiv 2504.05153, as its authors' code has it.")
public final class SparsyFed implements RoundPreset<SparsyFed.Settings> {
    /** Settings of {@code sparsyfed}. */
    public record Settings(
            @JsonProperty(defaultValue = "20")
                    @JsonPropertyDescription("local steps K of a round; the source: an epoch")
                    long parameterPeriod,
            @JsonProperty(defaultValue = "0.95")
                    @JsonPropertyDescription(
                            "share s of the prunable weights that are 0 when a client sends, in [0, 1)")
                    double sparsity,
            @JsonProperty(defaultValue = "1.25")
                    @JsonPropertyDescription("exponent beta of the weights that the model computes with, from 1 to 16")
                    double exponent,
            @JsonProperty(defaultValue = "cached")
                    @JsonPropertyDescription(
                            "which activations gradients of weights see: all (off), or the largest, as many as the layer has weights other than 0, by a threshold that convolutions keep for a round (cached, the authors' code) or by one for each batch (per-batch)")
                    ActivationPruning activationPruning,
            @JsonProperty(defaultValue = "prune-weights")
                    @JsonPropertyDescription(
                            "what a client sends: its largest weights (prune-weights, the authors' code) or its largest changes (topk-delta, the authors' words), which make no model sparse")
                    SparseRound.Upload upload,
            @JsonProperty(defaultValue = "auto")
                    @JsonPropertyDescription(
                            "how models travel, both ways: coo, bitmap, dense, or auto, whichever takes the fewest bytes")
                    SparseWeights.Form payload,
            @JsonProperty(defaultValue = "0")
                    @JsonPropertyDescription(
                            "so many first rounds end without pruning; an extension, which the source does not have")
                    long warmupDenseRounds,
            @JsonProperty(defaultValue = "truncated")
                    @JsonPropertyDescription(
                            "how weights begin: as the authors' code has it (truncated) or as the model says (model)")
                    Start start,
            @JsonProperty(defaultValue = "samples")
                    @JsonPropertyDescription(
                            "what a client counts for: in proportion to its own data (samples) or the same (equal)")
                    MeanWeights weights) {
        public Settings {
            Require.period("parameterPeriod", parameterPeriod);
            SparseLoop.requireSparsity("sparsity", sparsity);
            new PowerWeights(exponent).words();
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
        return ReparameterisedModel.of(
                named, new StartedWeights(new PowerWeights(s.exponent()), s.exponent(), s.start()));
    }

    @Override
    public Round round(Settings s) {
        SparseRound client =
                new SparseRound(s.sparsity(), s.upload(), s.warmupDenseRounds(), s.activationPruning(), null, false);
        return SparseLoop.round(s.parameterPeriod(), client, s.payload(), s.weights(), new SparseFigures());
    }
}
