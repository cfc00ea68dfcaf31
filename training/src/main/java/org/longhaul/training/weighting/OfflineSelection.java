package org.longhaul.training.weighting;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.training.partition.DataStreams;
import org.longhaul.training.task.Batch;
import org.longhaul.training.task.RoundFigure;
import org.longhaul.training.task.RowPool;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

/**
 * Samples are chosen before training, and the rest is never trained on: the share of all workers' samples that scores highest, or a
 * random share.
 *
 * <p><b>By similarity.</b> All workers train a proxy by data parallelism: the same model from other initial parameters. Each scores
 * all that it has by the anchors' states under the proxy, as {@code adapt} does in training. The scores are all-gathered, as many
 * numbers of each worker as the largest has samples, so that each knows its own place; whoever has none among the best keeps its
 * best one. All of that is charged before the first step's gradients.
 *
 * <p><b>At random.</b> Each worker draws from its own samples; nothing is computed or sent.
 *
 * <p>What was chosen is repeated, epoch by epoch, to as many steps as the other methods have.
 *
 * <p>Source: the offline baselines of ADAPT, arXiv 2605.05227, with its own score; how long the proxy trains is ours.
 */
@SuppressWarnings("rawtypes")
@AutoService(SampleWeightingFactory.class)
@Provides(
        id = "selection",
        description = "A share of the samples is chosen before training, by a proxy model's score or at random.",
        source = "ADAPT, arXiv 2605.05227, offline baselines; length of the proxy's training is ours")
public final class OfflineSelection implements SampleWeightingFactory<OfflineSelection.Settings> {
    private static final String CHOSEN = "chosen";
    private static final String SCORES = "scores";

    /** What samples are chosen by. */
    public enum By {
        /** How like the anchors a proxy takes them to be. */
        SIMILARITY,
        /** Chance. */
        RANDOM
    }

    /** Settings of {@code selection}. */
    public record Settings(
            @JsonProperty(defaultValue = "similarity")
                    @JsonPropertyDescription(
                            "what samples are chosen by: similarity to anchors under a proxy, or random")
                    By by,
            @JsonProperty(defaultValue = "0.1") @JsonPropertyDescription("share of the samples that is kept")
                    double share,
            @JsonProperty(defaultValue = "200") @JsonPropertyDescription("steps that the proxy is trained; ours")
                    long proxySteps,
            @JsonProperty(defaultValue = "100") @JsonPropertyDescription("number of anchors") int anchors,
            @JsonProperty(defaultValue = "[]")
                    @JsonPropertyDescription("domains that anchors are drawn from; empty for all")
                    List<String> anchorDomains,
            @JsonProperty(defaultValue = "replicated")
                    @JsonPropertyDescription("replicated or sharded: who computes the anchors' states")
                    AnchorSharing held,
            @JsonProperty(defaultValue = "none")
                    @JsonPropertyDescription("what is taken off states first: none, own or shared; ours")
                    Centre centre,
            @JsonProperty(defaultValue = "8")
                    @JsonPropertyDescription("batches of a worker's that the centre is the mean of; ours")
                    int centreBatches) {
        public Settings {
            Require.positive("share", share, 1);
            Require.atLeast("proxySteps", proxySteps, 1);
            Require.count("anchors", anchors, Integer.MAX_VALUE);
            Require.count("centreBatches", centreBatches, 1 << 20);
            anchorDomains = List.copyOf(anchorDomains);
        }
    }

    @Override
    public SampleWeighting create(Settings settings, Samples samples) {
        if (settings.by() == By.RANDOM) {
            return new Selection(settings, samples, null);
        }
        int[] anchors =
                new AnchorChoice(settings.anchors(), settings.anchorDomains()).rows(samples.rows(), samples.seed());
        return new Selection(
                settings,
                samples,
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
        return settings.by() == By.RANDOM
                ? null
                : "the proxy is trained, and samples are ranked, by all workers together.\nMaybe take by: random.";
    }

    @Override
    public List<String> namedDomains(Settings settings) {
        return settings.by() == By.RANDOM ? List.of() : settings.anchorDomains();
    }

    @Override
    public List<RoundFigure> figures(Settings settings, List<String> domains) {
        return settings.by() == By.RANDOM ? List.of() : List.of(AnchorStates.COSINE);
    }

    /** Each worker keeps which of its samples are chosen: 1 or 0. */
    private static final class Selection implements SampleWeighting {
        private final Settings settings;
        private final RowPool pool;
        private final long seed;
        private final @Nullable AnchorStates anchors;

        Selection(Settings settings, Samples samples, @Nullable AnchorStates anchors) {
            this.settings = settings;
            pool = samples.rows();
            seed = samples.seed();
            this.anchors = anchors;
        }

        @Override
        public List<Kept> kept() {
            int most = 0;
            for (int worker = 0; worker < pool.workers(); worker++) {
                most = Math.max(most, pool.trainingRows(worker));
            }
            List<Kept> kept = new ArrayList<>(List.of(new Kept(CHOSEN, most), new Kept(SCORES, most)));
            if (anchors != null) {
                kept.addAll(anchors.kept());
            }
            return kept;
        }

        @Override
        public long period() {
            return Long.MAX_VALUE;
        }

        @Override
        public boolean weighs() {
            return false;
        }

        @Override
        public void prepare(WeighedWorkers workers) {
            AnchorStates states = anchors;
            if (states == null) {
                workers.each(this::drawAtRandom);
                return;
            }
            TensorScope.run(() -> {
                Tensor proxy = workers.trainProxy(settings.proxySteps());
                states.refresh(workers, worker -> proxy);
                workers.each(worker -> score(worker, states, proxy));
                choose(workers, workers.allGather(workers.kept(SCORES)));
            });
        }

        private void drawAtRandom(WeighedWorker worker) {
            int rows = pool.trainingRows(worker.rank());
            int[] order = DataStreams.shuffled(rows, DataStreams.stream(seed, "weighting.selection", worker.rank()));
            keep(worker.kept(CHOSEN), Arrays.copyOf(order, (int) Math.max(1, Math.round(settings.share() * rows))));
        }

        private void score(WeighedWorker worker, AnchorStates states, Tensor proxy) {
            int rows = pool.trainingRows(worker.rank());
            int each = pool.batchRows();
            Tensor scores = worker.kept(SCORES);
            for (int from = 0; from < rows; from += each) {
                int first = from;
                int[] some = IntStream.range(from, Math.min(rows, from + each)).toArray();
                TensorScope.run(() -> {
                    Batch batch = pool.training(worker.rank(), some, worker.device());
                    scores.narrow(0, first, some.length)
                            .copyInPlace(states.scores(worker, worker.hidden(proxy, batch)));
                });
            }
        }

        /** Of equal scores those of the worker and the sample with the lower number come first. */
        private void choose(WeighedWorkers workers, List<Tensor> gathered) {
            List<double[]> scores = new ArrayList<>();
            int all = 0;
            for (int i = 0; i < gathered.size(); i++) {
                int rows = pool.trainingRows(workers.ranks().get(i));
                scores.add(Arrays.copyOf(gathered.get(i).toDoubles(), rows));
                all += rows;
            }
            double[] sorted =
                    scores.stream().flatMapToDouble(Arrays::stream).sorted().toArray();
            int wanted = (int) Math.max(1, Math.round(settings.share() * all));
            double bound = sorted[all - wanted];
            int above = 0;
            for (double score : sorted) {
                above += score > bound ? 1 : 0;
            }
            int ties = wanted - above;
            for (int i = 0; i < scores.size(); i++) {
                double[] own = scores.get(i);
                List<Integer> chosen = new ArrayList<>();
                int best = 0;
                for (int row = 0; row < own.length; row++) {
                    best = own[row] > own[best] ? row : best;
                    if (own[row] > bound || (own[row] == bound && ties-- > 0)) {
                        chosen.add(row);
                    }
                }
                if (chosen.isEmpty()) {
                    chosen.add(best);
                }
                keep(
                        workers.kept(CHOSEN).of(workers.ranks().get(i)),
                        chosen.stream().mapToInt(Integer::intValue).toArray());
            }
        }

        private static void keep(Tensor vector, int[] rows) {
            double[] marks = new double[Math.toIntExact(vector.elements())];
            for (int row : rows) {
                marks[row] = 1;
            }
            TensorScope.run(() -> vector.copyInPlace(
                    Tensors.of(vector.device(), marks, marks.length).to(vector.dtype())));
        }

        @Override
        public Batch batch(WeighedWorker worker, long step) {
            double[] marks = worker.kept(CHOSEN).toDoubles();
            int[] chosen = IntStream.range(0, marks.length)
                    .filter(row -> marks[row] > 0)
                    .toArray();
            return chosen.length == 0 ? worker.drawn(step) : pool.batchOf(worker.rank(), step, chosen, worker.device());
        }
    }
}
