package org.longhaul.training.weighting;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.training.task.Batch;
import org.longhaul.training.task.RoundFigure;
import org.longhaul.training.tensor.Tensor;

/**
 * Each sample counts for how like the anchors the model that is being trained takes it to be: its loss is weighted by {@code
 * sigmoid(s(x) / tau)}, s the mean cosine between its pooled hidden state and theirs.
 *
 * <p>Anchors are sequences of the data's test split, which nobody trains on and no measure is taken of. Their states are made anew
 * every R steps at the worker's own parameters: |V| forward passes, and one all-reduce of d numbers where anchors are sharded.
 *
 * <p>With tau = 1 weights lie between 0.269 and 0.731. Hidden states are those that enter the head, before its norm. Weights below 1
 * make plain gradient descent slower; optimizers that divide by the size of gradients see differences between samples alone.
 *
 * <p>Source: "ADAPT", arXiv 2605.05227. <b>Not in the source as far as it could be read</b>, so ours: R = 50, no clipping below 0 and
 * above 1, division by the number of samples, and the centre.
 */
@SuppressWarnings("rawtypes")
@AutoService(SampleWeightingFactory.class)
@Provides(
        id = "adapt",
        description = "Each sample counts for the mean cosine between its hidden state and those of anchors.",
        source = "ADAPT, arXiv 2605.05227; refresh, bounds, normaliser and centre are ours")
public final class AdaptWeighting implements SampleWeightingFactory<AdaptWeighting.Settings> {
    /** Settings of {@code adapt}. */
    public record Settings(
            @JsonProperty(defaultValue = "1")
                    @JsonPropertyDescription("tau: the smaller, the further weights lie apart")
                    double temperature,
            @JsonProperty(defaultValue = "0.00000001") @JsonPropertyDescription("least value of tau") double epsilon,
            @JsonProperty(defaultValue = "0") @JsonPropertyDescription("least weight; ours") double least,
            @JsonProperty(defaultValue = "1") @JsonPropertyDescription("most weight; ours") double most,
            @JsonProperty(defaultValue = "50")
                    @JsonPropertyDescription("R: steps between two computations of the anchors' states; ours")
                    long refreshPeriod,
            @JsonProperty(defaultValue = "100") @JsonPropertyDescription("number of anchors") int anchors,
            @JsonProperty(defaultValue = "[]")
                    @JsonPropertyDescription("domains that anchors are drawn from; empty for all")
                    List<String> anchorDomains,
            @JsonProperty(defaultValue = "replicated")
                    @JsonPropertyDescription(
                            "replicated (each worker computes all anchors, nothing is sent) or sharded (each a part, and their"
                                    + " sums are all-reduced: d numbers)")
                    AnchorSharing held,
            @JsonProperty(defaultValue = "none")
                    @JsonPropertyDescription(
                            "what is taken off states first: none, own (the mean state of some of the worker's batches) or"
                                    + " shared (that of all workers', by an all-reduce of d numbers); ours")
                    Centre centre,
            @JsonProperty(defaultValue = "8")
                    @JsonPropertyDescription("batches of a worker's that the centre is the mean of; ours")
                    int centreBatches,
            @JsonProperty(defaultValue = "batch")
                    @JsonPropertyDescription(
                            "what weighted losses are divided by: batch (the number of samples) or sum (of the weights); ours")
                    Normaliser normaliser,
            @JsonProperty(defaultValue = "false")
                    @JsonPropertyDescription(
                            "whether a worker counts in an outer mean for the sum of its samples' weights in the round")
                    boolean weighWorkers,
            @JsonProperty(defaultValue = "false")
                    @JsonPropertyDescription("whether the mean weight of each domain is told, beside that of all")
                    boolean byDomain) {
        public Settings {
            new Gate(temperature, epsilon, least, most);
            Require.period("refreshPeriod", refreshPeriod);
            Require.count("anchors", anchors, Integer.MAX_VALUE);
            Require.count("centreBatches", centreBatches, 1 << 20);
            anchorDomains = List.copyOf(anchorDomains);
        }
    }

    @Override
    public SampleWeighting create(Settings settings, Samples samples) {
        int[] anchors =
                new AnchorChoice(settings.anchors(), settings.anchorDomains()).rows(samples.rows(), samples.seed());
        return new Adapt(
                settings,
                new AnchorStates(
                        samples.rows(),
                        anchors,
                        settings.held(),
                        settings.centre(),
                        settings.centreBatches(),
                        samples.hiddenWidth()));
    }

    @Override
    public @Nullable String needsEverybody(Settings settings) {
        return AnchorStates.needsEverybody(settings.held(), settings.centre());
    }

    @Override
    public List<String> namedDomains(Settings settings) {
        return settings.anchorDomains();
    }

    @Override
    public List<RoundFigure> figures(Settings settings, List<String> domains) {
        List<RoundFigure> figures = new ArrayList<>(WeightFigures.of(settings.byDomain() ? domains : List.of()));
        figures.add(AnchorStates.COSINE);
        return List.copyOf(figures);
    }

    /** At anchors. */
    private static final class Adapt implements SampleWeighting {
        private final Settings settings;
        private final AnchorStates anchors;
        private final Gate gate;

        Adapt(Settings settings, AnchorStates anchors) {
            this.settings = settings;
            this.anchors = anchors;
            gate = new Gate(settings.temperature(), settings.epsilon(), settings.least(), settings.most());
        }

        @Override
        public List<Kept> kept() {
            return anchors.kept();
        }

        @Override
        public long period() {
            return settings.refreshPeriod();
        }

        @Override
        public void prepare(WeighedWorkers workers) {
            anchors.refresh(workers, WeighedWorker::parameters);
        }

        @Override
        public Tensor weights(WeighedWorker worker, Batch batch, Tensor hidden, Tensor losses) {
            return gate.weights(anchors.scores(worker, hidden));
        }

        @Override
        public Normaliser normaliser() {
            return settings.normaliser();
        }

        @Override
        public double flopsOfSample(long positions, int width) {
            return AnchorStates.flops(positions, width);
        }

        @Override
        public boolean tellsDomains() {
            return settings.byDomain();
        }

        @Override
        public boolean weighsWorkers() {
            return settings.weighWorkers();
        }
    }
}
