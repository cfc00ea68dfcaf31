package org.longhaul.training.method.semisupervised;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.training.StepResult;
import org.longhaul.training.TrainingSession;
import org.longhaul.training.TrainingSessionBuilder;
import org.longhaul.training.communicate.Exchange;
import org.longhaul.training.communicate.Members;
import org.longhaul.training.communicate.TrainingEvent;
import org.longhaul.training.dataset.ExampleBatches;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.method.MeanWeights;
import org.longhaul.training.method.round.RoundState;
import org.longhaul.training.model.ModelContext;
import org.longhaul.training.model.classifier.Mlp;
import org.longhaul.training.optimizer.Sgd;
import org.longhaul.training.participation.RandomClients;
import org.longhaul.training.partition.IidPartitioner;
import org.longhaul.training.replica.GradientPass;
import org.longhaul.training.replica.RoundFigures;
import org.longhaul.training.task.Batch;
import org.longhaul.training.task.BatchSource;
import org.longhaul.training.task.DataShape;
import org.longhaul.training.task.ExamplePool;
import org.longhaul.training.task.MeasuredModel;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Tensors;

class FewLabelsTest {
    private static final ToyFeatures TOY = new ToyFeatures(1200, 0.5);
    private static final int CLIENTS = 8;
    private static final int COHORT = 3;
    private static final int LABELLED = 40;
    private static final int PERIOD = 4;
    private static final int WIDTH = 12;
    private static final int BATCH = 10;

    @TempDir
    private Path folder;

    private static SemiFl.Settings semiFl(double threshold, boolean clientsTrain) {
        return new SemiFl.Settings(
                PERIOD,
                5,
                16,
                clientsTrain,
                threshold,
                0.75,
                false,
                2,
                10,
                MeanWeights.EQUAL,
                RoundState.RESET,
                1,
                0.5,
                null,
                null);
    }

    private static FedAnchor.Settings fedAnchor(FedAnchor.Threshold threshold) {
        return fedAnchor(threshold, true, 1);
    }

    private static FedAnchor.Settings fedAnchor(FedAnchor.Threshold threshold, boolean clientsTrain, double contrast) {
        return new FedAnchor.Settings(
                PERIOD,
                5,
                16,
                clientsTrain,
                WIDTH,
                contrast,
                0.5,
                FedAnchor.Reading.ALL_PAIRS,
                FedAnchor.Score.MEAN,
                threshold,
                0.1,
                0.95,
                0.1,
                0.75,
                false,
                2,
                10,
                MeanWeights.EQUAL,
                RoundState.RESET,
                1,
                0.5,
                null,
                null);
    }

    /** The same batches, with other classes for what clients train on. */
    private record Relabelled(ExampleBatches of) implements BatchSource, ExamplePool {
        @Override
        public ExamplePool pool() {
            return this;
        }

        @Override
        public int label(int rank, int place) {
            return rank == CLIENTS ? of.label(rank, place) : (of.label(rank, place) + 3) % 10;
        }

        @Override
        public Batch batch(int worker, long step, Device device) {
            Batch known = of.batch(worker, step, device);
            long[] labels = known.targets().toLongs();
            for (int i = 0; i < labels.length; i++) {
                labels[i] = (labels[i] + 3) % 10;
            }
            return new Batch(known.inputs(), Tensors.of(device, labels, labels.length), known.items());
        }

        @Override
        public DataShape.Examples shape() {
            return of.shape();
        }

        @Override
        public int count(int rank) {
            return of.count(rank);
        }

        @Override
        public void copy(int rank, int place, float[] target, int at) {
            of.copy(rank, place, target, at);
        }

        @Override
        public String identity() {
            return of.identity();
        }

        @Override
        public int validationBatches() {
            return of.validationBatches();
        }

        @Override
        public Batch validation(int index, Device device) {
            return of.validation(index, device);
        }

        @Override
        public long itemsPerBatch() {
            return of.itemsPerBatch();
        }
    }

    private static ExampleBatches batches() {
        return new ExampleBatches(TOY, LABELLED, new IidPartitioner(), CLIENTS, BATCH, null, 1);
    }

    private static TrainingSession session(
            DistributedMethodFactory<?> method, Record settings, BatchSource batches, List<TrainingEvent> events) {
        return builder(method, settings, batches, events).build();
    }

    private static TrainingSessionBuilder builder(
            DistributedMethodFactory<?> method, Record settings, BatchSource batches, List<TrainingEvent> events) {
        return TrainingSession.builder()
                .model(new Mlp(new Mlp.Settings(List.of(20, 16)), new ModelContext("toy", TOY.shape(), CLIENTS)))
                .batches(batches)
                .optimizer(new Sgd.Factory(), new Sgd.Settings(0.05, 0.9, true, 5e-4))
                .method(method, settings)
                .participation(new RandomClients.Factory(), new RandomClients.Settings(COHORT, 0.1))
                .workers(CLIENTS)
                .seed(1)
                .steps(100)
                .threads(1)
                .listener(events::add);
    }

    /** The figures that were told. */
    private static List<RoundFigures.Told> run(TrainingSession session, int steps) {
        List<RoundFigures.Told> figures = new ArrayList<>();
        for (int step = 0; step < steps; step++) {
            assertThat(session.step().outcome()).isEqualTo(new StepResult.Trained());
            RoundFigures.Told told = session.takeFigures();
            if (!told.isEmpty()) {
                figures.add(told);
            }
        }
        return figures;
    }

    private static long parameters() {
        return 32 * 20 + 20 + 20 * 16 + 16 + 16 * 10 + 10;
    }

    @Test
    void noTrainedBitDependsOnTheClassesOfTheClients() {
        for (DistributedMethodFactory<?> method : List.of(new SemiFl(), new FedAnchor())) {
            Record settings = method instanceof SemiFl ? semiFl(0.5, true) : fedAnchor(FedAnchor.Threshold.SOFTMAX);
            List<TrainingEvent> first = new ArrayList<>();
            List<TrainingEvent> second = new ArrayList<>();
            try (TrainingSession right = session(method, settings, batches(), first);
                    TrainingSession wrong = session(method, settings, new Relabelled(batches()), second)) {
                for (int step = 0; step < 3 * PERIOD; step++) {
                    assertThat(wrong.step()).isEqualTo(right.step());
                    // The measures do depend on them.
                    assertThat(wrong.takeFigures().equals(right.takeFigures())).isEqualTo(step % PERIOD > 0);
                }
                MeasuredModel measured = right.measure();
                assertThat(wrong.measure()).isEqualTo(measured);
                assertThat(second).isEqualTo(first);
            }
        }
    }

    @Test
    void whoKeepsNothingSendsNothingAndTheServerGoesOnAlone() {
        List<TrainingEvent> events = new ArrayList<>();
        try (TrainingSession nobody = session(new SemiFl(), semiFl(1, true), batches(), events);
                TrainingSession alone = session(new SemiFl(), semiFl(1, false), batches(), new ArrayList<>())) {
            run(nobody, 2 * PERIOD);
            run(alone, 2 * PERIOD);
            assertThat(nobody.measure()).isEqualTo(alone.measure());
        }
        assertThat(events).noneMatch(TrainingEvent.Computed.class::isInstance);
        assertThat(exchanges(events)).extracting(Exchange::operation).containsOnly(Exchange.Operation.BROADCAST);
    }

    @Test
    void aServerAloneSendsNothing() {
        List<TrainingEvent> events = new ArrayList<>();
        try (TrainingSession alone = session(new SemiFl(), semiFl(0.95, false), batches(), events)) {
            assertThat(run(alone, 2 * PERIOD)).isEmpty();
            assertThat(alone.measure().get("accuracy").value()).isGreaterThan(0.3);
        }
        Members server = new Members(List.of(CLIENTS));
        double passes = 5.0 * LABELLED / BATCH;
        // Before the first round, and after both.
        assertThat(events).hasSize(3).containsOnly(new TrainingEvent.Passed(server, passes, passes));
    }

    /** The servers of both methods differ in the contrastive loss alone. */
    @Test
    void withoutTheContrastiveLossAServerTrainsAsThatOfSemiFl() {
        try (TrainingSession plain = session(new SemiFl(), semiFl(0.95, false), batches(), new ArrayList<>());
                TrainingSession weightless = session(
                        new FedAnchor(),
                        fedAnchor(FedAnchor.Threshold.SOFTMAX, false, 0),
                        batches(),
                        new ArrayList<>())) {
            run(plain, PERIOD);
            run(weightless, PERIOD);
            assertThat(weightless.measure()).isEqualTo(plain.measure());
        }
    }

    /** Bytes of the facts: down 4 (f + h_c + h_a) + N_A (4 d + 2), up 4 (f + h_c). */
    @Test
    void anchorsTravelDownWithTheModelAndTheHeadDoesNotComeBack() {
        List<TrainingEvent> events = new ArrayList<>();
        try (TrainingSession session =
                session(new FedAnchor(), fedAnchor(FedAnchor.Threshold.NONE), batches(), events)) {
            run(session, PERIOD);
        }
        long head = 16 * WIDTH + WIDTH;
        Map<Exchange.Operation, Long> bytes = new TreeMap<>();
        for (Exchange exchange : exchanges(events)) {
            bytes.merge(exchange.operation(), exchange.totalBytes(), Long::sum);
            assertThat(exchange.root()).isEqualTo(CLIENTS);
        }
        assertThat(bytes)
                .containsEntry(
                        Exchange.Operation.BROADCAST,
                        COHORT * (4 * (parameters() + head) + LABELLED * (4L * WIDTH + 2)))
                .containsEntry(Exchange.Operation.REDUCE, COHORT * 4 * parameters());
    }

    @Test
    void anEmbeddingIsAsWideAsTheFeaturesAtMost() {
        FedAnchor.Settings usual = fedAnchor(FedAnchor.Threshold.NONE);
        assertThat(new AnchorHead(128, new LabelContrast(usual.reading(), 1), 1, usual.score()).width(16))
                .isEqualTo(16);
    }

    @Test
    void whatServerAndClientsComputeBesideTheirStepsIsReported() {
        List<TrainingEvent> events = new ArrayList<>();
        try (TrainingSession session =
                session(new FedAnchor(), fedAnchor(FedAnchor.Threshold.NONE), batches(), events)) {
            run(session, PERIOD);
        }
        Map<Integer, Double> forward = new TreeMap<>();
        Map<Integer, Double> backward = new TreeMap<>();
        ExampleBatches batches = batches();
        for (TrainingEvent event : events) {
            if (event instanceof TrainingEvent.Passed passed) {
                for (int rank : Objects.requireNonNull(passed.members().ranks())) {
                    forward.merge(rank, passed.forward(), Double::sum);
                    backward.merge(rank, passed.backward(), Double::sum);
                }
            }
        }
        // Two trainings of the server, and its anchors once; of a client one pass over all it has, and one of mixtures
        // a step.
        double training = 5.0 * LABELLED / BATCH;
        assertThat(forward).hasSize(COHORT + 1).containsEntry(CLIENTS, 2 * training + (double) LABELLED / BATCH);
        assertThat(backward).containsEntry(CLIENTS, 2 * training);
        forward.forEach((rank, passes) -> {
            if (rank < CLIENTS) {
                assertThat(passes).isCloseTo(batches.count(rank) / (double) BATCH + PERIOD, within(1e-9));
                assertThat(backward.get(rank)).isEqualTo(PERIOD);
            }
        });
    }

    @Test
    void figuresAreSharesOfTheCohortsExamples() {
        try (TrainingSession session =
                session(new FedAnchor(), fedAnchor(FedAnchor.Threshold.SOFTMAX), batches(), new ArrayList<>())) {
            RoundFigures.Told told = run(session, 1).get(0);
            assertThat(told.ofRound())
                    .containsOnlyKeys(
                            "pseudo-label-accuracy",
                            "kept-pseudo-label-accuracy",
                            "kept-share",
                            "classifier-label-accuracy");
            assertThat(told.ofRound().values()).allMatch(share -> share > 0 && share <= 1);
            assertThat(told.ofClients()).hasSize(COHORT);
            double kept = 0;
            double all = 0;
            for (Map.Entry<Integer, Map<String, Double>> client :
                    told.ofClients().entrySet()) {
                int count = batches().count(client.getKey());
                kept += client.getValue().getOrDefault("kept-share", 0.0) * count;
                all += count;
            }
            assertThat(told.ofRound().get("kept-share")).isCloseTo(kept / all, within(1e-12));
        }
    }

    @Test
    void anInterruptedRoundGoesOnToTheSameBits() throws IOException {
        FedAnchor.Settings settings = fedAnchor(FedAnchor.Threshold.SOFTMAX);
        List<TrainingEvent> whole = new ArrayList<>();
        List<TrainingEvent> rest = new ArrayList<>();
        try (TrainingSession first = session(new FedAnchor(), settings, batches(), whole);
                TrainingSession second = session(new FedAnchor(), settings, batches(), rest)) {
            run(first, PERIOD + 2);
            first.save(folder);
            second.restore(folder);
            whole.clear();
            for (int step = 0; step < PERIOD + 1; step++) {
                assertThat(second.step()).isEqualTo(first.step());
                assertThat(second.takeFigures()).isEqualTo(first.takeFigures());
            }
            assertThat(rest).isEqualTo(whole);
            assertThat(second.measure()).isEqualTo(first.measure());
        }
    }

    /** Parts of a batch would all be the same part, since a step knows its number only. */
    @Test
    void batchesAreNotCutIntoParts() {
        for (DistributedMethodFactory<?> method : List.of(new SemiFl(), new FedAnchor())) {
            Record settings = method instanceof SemiFl ? semiFl(0.5, true) : fedAnchor(FedAnchor.Threshold.SOFTMAX);
            assertThatThrownBy(() -> builder(method, settings, batches(), new ArrayList<>())
                            .pass(new GradientPass(2, false, false))
                            .build())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "method " + method.id() + " draws the examples of each step itself, a whole batch at once:"
                                    + " accumulate (2) must be 1.");
        }
    }

    private static List<Exchange> exchanges(List<TrainingEvent> events) {
        return events.stream()
                .filter(TrainingEvent.Exchanged.class::isInstance)
                .map(event -> ((TrainingEvent.Exchanged) event).exchange())
                .toList();
    }
}
