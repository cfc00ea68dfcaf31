package org.longhaul.training.method.sparse;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import org.longhaul.extension.PlainNumber;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.codec.SparseWeights;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.method.MeanWeights;
import org.longhaul.training.method.round.Round;
import org.longhaul.training.method.round.RoundPreset;
import org.longhaul.training.model.Model;
import org.longhaul.training.model.sparse.LargestWeights;
import org.longhaul.training.model.sparse.ReparameterisedModel;

/**
 * ZeroFL: clients train sparsely, with the largest weights of each layer but the first and with the largest activations, and update
 * all weights; they send the largest of those, and some more.
 *
 * <pre>
 *   theta = the (1 - s) largest |w| of each layer but the first, else 0; gradients go to all w
 *   w_c   = K local steps; gradients of weights see the (1 - s) largest activations
 *   w_c   = the 1 - s + maskRatio largest |w_c| of all layers, else 0
 * </pre>
 *
 * <p><b>Cost.</b> Up (1 - s + maskRatio) N weights a round and client, down as many as some client of the round before kept. Pruning
 * is not charged.
 *
 * <p><b>Differs from the source.</b> The server's model is evaluated with the largest weights of each layer but the first, as it is
 * trained; which weights evaluation takes was not found.
 */
@SuppressWarnings("rawtypes")
@AutoService(DistributedMethodFactory.class)
@Provides(
        id = "zerofl",
        description = "Sparse local training (the largest weights and activations), and the largest weights sent.",
        source =
                "Qiu et al., \"ZeroFL: Efficient On-Device Training for Federated Learning with Local Sparsity\", arXiv 2208.02507, as the"
                        + " authors of SparsyFed (arXiv 2504.05153) compare it.")
public final class ZeroFl implements RoundPreset<ZeroFl.Settings> {
    /** Settings of {@code zerofl}. */
    public record Settings(
            @JsonProperty(defaultValue = "20") @JsonPropertyDescription("local steps K of a round")
                    long parameterPeriod,
            @JsonProperty(defaultValue = "0.95")
                    @JsonPropertyDescription(
                            "share s of the prunable weights that are 0 when a client sends, in [0, 1)")
                    double sparsity,
            @JsonProperty(defaultValue = "0")
                    @JsonPropertyDescription(
                            "share of the weights that a client sends beyond 1 - sparsity; the source has 0, 0.1 and 0.2")
                    double maskRatio,
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
            if (!(maskRatio >= 0 && maskRatio <= sparsity)) {
                throw new IllegalArgumentException("maskRatio (" + PlainNumber.of(maskRatio)
                        + ") must lie between 0 and the sparsity (" + PlainNumber.of(sparsity) + ").");
            }
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
        return ReparameterisedModel.of(named, new StartedWeights(new LargestWeights(s.sparsity()), 1, s.start()));
    }

    @Override
    public Round round(Settings s) {
        SparseRound client = new SparseRound(
                s.sparsity() - s.maskRatio(),
                SparseRound.Upload.PRUNE_WEIGHTS,
                0,
                ActivationPruning.PER_BATCH,
                s.sparsity(),
                true);
        return SparseLoop.round(s.parameterPeriod(), client, s.payload(), s.weights(), new SparseFigures());
    }
}
