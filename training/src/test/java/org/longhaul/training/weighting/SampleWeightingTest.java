package org.longhaul.training.weighting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.longhaul.training.TrainingSession;
import org.longhaul.training.TrainingSessionBuilder;
import org.longhaul.training.communicate.Exchange;
import org.longhaul.training.communicate.TrainingEvent;
import org.longhaul.training.data.CorpusBatches;
import org.longhaul.training.data.GeneratedDomains;
import org.longhaul.training.data.TokenDocuments;
import org.longhaul.training.data.Tokenizer;
import org.longhaul.training.method.asking.AsyncLocalSgd;
import org.longhaul.training.method.round.DiLoCo;
import org.longhaul.training.method.round.RoundState;
import org.longhaul.training.method.synchronous.Ddp;
import org.longhaul.training.model.ModelContext;
import org.longhaul.training.model.transformer.Transformer;
import org.longhaul.training.optimizer.AdamW;
import org.longhaul.training.partition.IidPartitioner;
import org.longhaul.training.partition.Partitioner;
import org.longhaul.training.partition.StatedDomains;
import org.longhaul.training.replica.GradientPass;
import org.longhaul.training.replica.ReplicaMode;
import org.longhaul.training.task.RowPool;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.TensorScope;

/** Weights of samples: their closed forms, what they cost, and that they go with every way to compute gradients. */
class SampleWeightingTest {
    private static final int WIDTH = 16;
    private static final int LENGTH = 12;
    private static final int BATCH = 4;
    private static final int WORKERS = 3;
    private static final int ANCHORS = 9;
    private static final long REFRESH = 4;
    private static final TokenDocuments CORPUS = TokenDocuments.read(
            new GeneratedDomains.Factory()
                    .create(new GeneratedDomains.Settings(1200, LENGTH, 32, List.of(0.3, 0.3), 0.45, 0.45, 3)),
            Tokenizer.of("bytes"));

    private final List<TrainingEvent> heard = new ArrayList<>();

    private static CorpusBatches batches(Partitioner partitioner) {
        return new CorpusBatches(CORPUS, partitioner, WORKERS, new CorpusBatches.Shape(BATCH, LENGTH, 8), 5);
    }

    private static Transformer model() {
        return new Transformer(
                new Transformer.Settings(
                        1, WIDTH, 2, 24, Transformer.Activation.SWIGLU, 10_000, true, false, 0.05, false, 1e-5),
                new ModelContext(32, LENGTH, WORKERS));
    }

    private TrainingSessionBuilder session(SampleWeightingFactory<?> factory, Record settings) {
        return TrainingSession.builder()
                .model(model())
                .batches(batches(new IidPartitioner()))
                .method(new Ddp.Factory(), new Ddp.Settings(null))
                .optimizer(new AdamW(), new AdamW.Settings(0.01, 0.9, 0.95, 1e-8, 0))
                .weighting(factory, settings)
                .workers(WORKERS)
                .steps(12)
                .seed(5)
                .listener(heard::add);
    }

    private static AdaptWeighting.Settings adapt(AnchorSharing held, Centre centre, boolean weighsWorkers) {
        return new AdaptWeighting.Settings(
                0.3,
                1e-8,
                0,
                1,
                REFRESH,
                ANCHORS,
                List.of("domain0"),
                held,
                centre,
                2,
                Normaliser.BATCH,
                weighsWorkers,
                true);
    }

    private static DiLoCo.Settings rounds() {
        return new DiLoCo.Settings(3, 0.7, 0.9, RoundState.KEEP, null);
    }

    private static List<Double> losses(TrainingSessionBuilder described, int steps) {
        List<Double> losses = new ArrayList<>();
        try (TrainingSession session = described.build()) {
            for (int step = 0; step < steps; step++) {
                losses.addAll(session.step().workerLosses());
            }
            losses.add(session.measure().loss());
        }
        return losses;
    }

    @Test
    void uniformIsToTheBitWhatItIsWithoutWeights() {
        List<Double> uniform = losses(session(new UniformWeighting(), new UniformWeighting.Settings(true)), 6);
        List<Double> plain = losses(session(new UniformWeighting(), new UniformWeighting.Settings(false)), 6);
        assertThat(uniform).isEqualTo(plain);
    }

    @Test
    void weightsOfOneAreThePlainMeanToRounding() {
        // Of equal bounds all weights are the same, and divided by their sum they are one.
        AdaptWeighting.Settings same = new AdaptWeighting.Settings(
                1,
                1e-8,
                0.5,
                0.5,
                REFRESH,
                ANCHORS,
                List.of(),
                AnchorSharing.REPLICATED,
                Centre.NONE,
                1,
                Normaliser.SUM,
                false,
                false);
        List<Double> weighted = losses(session(new AdaptWeighting(), same), 4);
        List<Double> plain = losses(session(new UniformWeighting(), new UniformWeighting.Settings(false)), 4);
        assertThat(weighted)
                .usingComparatorForType((a, b) -> Math.abs(a - b) < 1e-4 ? 0 : 1, Double.class)
                .isEqualTo(plain);
    }

    @ParameterizedTest
    @CsvSource({"STACKED, 1, false", "THREADED, 2, false", "THREADED, 1, true", "STACKED, 2, true"})
    void everyWayToComputeAGradientGivesTheSame(ReplicaMode mode, int accumulate, boolean recompute) {
        AdaptWeighting.Settings settings = adapt(AnchorSharing.REPLICATED, Centre.OWN, false);
        List<Double> plain = losses(session(new AdaptWeighting(), settings), 6);
        List<Double> other = losses(
                session(new AdaptWeighting(), settings).mode(mode).pass(new GradientPass(accumulate, false, recompute)),
                6);
        for (int i = 0; i < plain.size(); i++) {
            assertThat(other.get(i)).isEqualTo(plain.get(i), within(2e-4));
        }
    }

    @Test
    void anchorsTravelAsOneVectorOfTheModelsWidthEveryRefresh() {
        List<List<Exchange>> steps = new ArrayList<>();
        try (TrainingSession session = session(new AdaptWeighting(), adapt(AnchorSharing.SHARDED, Centre.NONE, false))
                .build()) {
            for (int step = 0; step < 9; step++) {
                heard.clear();
                session.step();
                steps.add(exchanges("anchor-states"));
            }
        }
        for (int step = 0; step < steps.size(); step++) {
            if (step % REFRESH != 0) {
                assertThat(steps.get(step)).as("step %s", step).isEmpty();
                continue;
            }
            assertThat(steps.get(step)).hasSize(1);
            Exchange exchange = steps.get(step).get(0);
            assertThat(exchange.operation()).isEqualTo(Exchange.Operation.ALL_REDUCE);
            assertThat(exchange.elements()).isEqualTo(WIDTH);
            assertThat(exchange.bytes()).isEqualTo(4L * WIDTH);
            assertThat(exchange.members()).containsExactly(0, 1, 2);
        }
    }

    @Test
    void replicatedAnchorsSendNothingAndAreTheSameToRounding() {
        List<Double> sharded =
                losses(session(new AdaptWeighting(), adapt(AnchorSharing.SHARDED, Centre.NONE, false)), 8);
        heard.clear();
        List<Double> replicated =
                losses(session(new AdaptWeighting(), adapt(AnchorSharing.REPLICATED, Centre.NONE, false)), 8);
        assertThat(exchanges("anchor-states")).isEmpty();
        for (int i = 0; i < sharded.size(); i++) {
            assertThat(replicated.get(i)).isEqualTo(sharded.get(i), within(1e-4));
        }
    }

    @Test
    void whatIsComputedForWeightsIsTold() {
        try (TrainingSession session = session(new AdaptWeighting(), adapt(AnchorSharing.SHARDED, Centre.OWN, false))
                .build()) {
            session.step();
            double passes = passes();
            // Two batches for the centre, three of nine anchors in batches of four, and the pooling of each batch.
            double scoring = AnchorStates.flops(LENGTH, WIDTH) / (LENGTH * model().forwardFlopsPerItem());
            assertThat(passes).isEqualTo(2 + 3.0 / BATCH + scoring, within(1e-9));
            heard.clear();
            session.step();
            assertThat(passes()).isEqualTo(scoring, within(1e-12));
        }
    }

    @Test
    void samplesOfWorkersThatStepOneByOneAreWeighted() {
        Set<String> weighed = new TreeSet<>();
        try (TrainingSession session = session(
                        new AdaptWeighting(), adapt(AnchorSharing.REPLICATED, Centre.NONE, false))
                .method(new AsyncLocalSgd.Factory(), new AsyncLocalSgd.Settings(3, 0.7, 0.9, null, 0, List.of()))
                .build()) {
            for (int step = 0; step < 12; step++) {
                session.step();
                session.takeFigures().ofClients().forEach((worker, told) -> {
                    if (told.containsKey("weight")) {
                        weighed.add(worker.toString());
                    }
                });
            }
        }
        assertThat(weighed).containsExactly("0", "1", "2");
    }

    private double passes() {
        return heard.stream()
                .filter(TrainingEvent.Passed.class::isInstance)
                .mapToDouble(event -> ((TrainingEvent.Passed) event).forward())
                .sum();
    }

    private List<Exchange> exchanges(String label) {
        return heard.stream()
                .filter(TrainingEvent.Exchanged.class::isInstance)
                .map(event -> ((TrainingEvent.Exchanged) event).exchange())
                .filter(exchange -> exchange.label().equals(label))
                .toList();
    }

    @Test
    void selectionIsChargedBeforeTheFirstStepAndRepeatsWhatItChose() {
        OfflineSelection.Settings settings = new OfflineSelection.Settings(
                OfflineSelection.By.SIMILARITY, 0.25, 3, ANCHORS, List.of(), AnchorSharing.SHARDED, Centre.NONE, 1);
        CorpusBatches batches = batches(new IidPartitioner());
        try (TrainingSession session = session(new OfflineSelection(), settings).build()) {
            session.step();
            List<Exchange> proxy = exchanges("proxy-gradients");
            assertThat(proxy).hasSize(3);
            assertThat(proxy.get(0).elements()).isEqualTo(session.elements());
            assertThat(exchanges("anchor-states")).hasSize(1);
            long most = 0;
            for (int worker = 0; worker < WORKERS; worker++) {
                most = Math.max(most, batches.samples(worker));
            }
            assertThat(exchanges("scores")).hasSize(1);
            assertThat(exchanges("scores").get(0).elements()).isEqualTo(most);
            // Batches of the proxy are not among those that the model was trained on.
            assertThat(heard.stream().filter(TrainingEvent.Computed.class::isInstance))
                    .hasSize(1);
            double backward = heard.stream()
                    .filter(TrainingEvent.Passed.class::isInstance)
                    .mapToDouble(event -> ((TrainingEvent.Passed) event).backward())
                    .sum();
            assertThat(backward).isEqualTo(3);
            heard.clear();
            session.step();
            assertThat(exchanges("scores")).isEmpty();
        }
    }

    @Test
    void batchesOfWhatWasChosenAreOfNothingElse() {
        RowPool pool = batches(new IidPartitioner()).rowPool();
        int[] chosen = {1, 4, 9};
        TensorScope.run(() -> {
            List<List<Long>> allowed = new ArrayList<>();
            for (int row : chosen) {
                allowed.add(tokens(
                        pool.training(1, new int[] {row}, Device.CPU).inputs().toLongs(), 0));
            }
            for (long step = 0; step < 4; step++) {
                long[] tokens =
                        pool.batchOf(1, step, chosen, Device.CPU).inputs().toLongs();
                for (int row = 0; row < BATCH; row++) {
                    assertThat(allowed).contains(tokens(tokens, row));
                }
            }
        });
    }

    private static List<Long> tokens(long[] all, int row) {
        List<Long> tokens = new ArrayList<>();
        for (int i = 0; i < LENGTH; i++) {
            tokens.add(all[row * LENGTH + i]);
        }
        return tokens;
    }

    @Test
    void sequencesAreOfTheDomainOfTheirDocument() {
        // Worker 2 has noise alone, the others a domain each.
        RowPool pool = batches(new StatedDomains.Factory()
                        .create(new StatedDomains.Settings(
                                List.of(List.of("domain0"), List.of("domain1"), List.of("noise")))))
                .rowPool();
        for (int worker = 0; worker < WORKERS; worker++) {
            assertThat(pool.domainsOfBatch(worker, 7)).containsOnly(worker);
        }
        assertThat(pool.domains()).containsExactly("domain0", "domain1", "noise");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void resumesToTheSameBits(boolean weighsWorkers, @TempDir Path folder) throws IOException {
        AdaptWeighting.Settings settings = adapt(AnchorSharing.SHARDED, Centre.SHARED, weighsWorkers);
        List<Double> whole = new ArrayList<>();
        Map<String, Double> told = new TreeMap<>();
        try (TrainingSession session = session(new AdaptWeighting(), settings)
                .method(new DiLoCo(), rounds())
                .build()) {
            for (int step = 0; step < 11; step++) {
                if (step == 6) {
                    session.save(folder);
                }
                whole.addAll(session.step().workerLosses());
                told.putAll(session.takeFigures().ofRound());
            }
        }
        Map<String, Double> again = new TreeMap<>();
        try (TrainingSession session = session(new AdaptWeighting(), settings)
                .method(new DiLoCo(), rounds())
                .build()) {
            session.restore(folder);
            List<Double> rest = new ArrayList<>();
            for (int step = 6; step < 11; step++) {
                rest.addAll(session.step().workerLosses());
                again.putAll(session.takeFigures().ofRound());
            }
            assertThat(rest).isEqualTo(whole.subList(6 * WORKERS, whole.size()));
        }
        assertThat(again)
                .isEqualTo(told)
                .containsKeys("weight", "weight-of-noise", "anchor-cosine", "pseudo-gradient-norm");
        assertThat(told.get("weight")).isBetween(0.0, 1.0);
    }

    @Test
    void workersThatCountForTheirWeightsSendOneNumber() {
        try (TrainingSession session = session(new AdaptWeighting(), adapt(AnchorSharing.REPLICATED, Centre.NONE, true))
                .method(new DiLoCo(), rounds())
                .build()) {
            for (int step = 0; step < 3; step++) {
                session.step();
            }
        }
        assertThat(exchanges("sample-weights")).hasSize(1);
        assertThat(exchanges("sample-weights").get(0).bytes()).isEqualTo(4);
    }

    @Test
    void refusesWhatDoesNotGoTogether() {
        assertThatThrownBy(() -> anchored(4, List.of("domain9")).build())
                .hasMessageContaining("'domain9'")
                .hasMessageContaining("domain0");
        assertThatThrownBy(() -> anchored(4000, List.of()).build()).hasMessageContaining("anchors (4000)");
    }

    private TrainingSessionBuilder anchored(int anchors, List<String> domains) {
        return session(
                new AdaptWeighting(),
                new AdaptWeighting.Settings(
                        1,
                        1e-8,
                        0,
                        1,
                        5,
                        anchors,
                        domains,
                        AnchorSharing.SHARDED,
                        Centre.NONE,
                        1,
                        Normaliser.BATCH,
                        false,
                        false));
    }
}
