package org.longhaul.training.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.longhaul.training.DefaultSettings;
import org.longhaul.training.FunctionModel;
import org.longhaul.training.StepResult;
import org.longhaul.training.TrainingSession;
import org.longhaul.training.Workers;
import org.longhaul.training.communicate.Exchange;
import org.longhaul.training.communicate.GroupElements;
import org.longhaul.training.communicate.TrainingEvent;
import org.longhaul.training.communicate.TrainingListener;
import org.longhaul.training.model.ModelContext;
import org.longhaul.training.model.ParameterGroup;
import org.longhaul.training.model.Quadratic;
import org.longhaul.training.optimizer.Optimizer;
import org.longhaul.training.optimizer.OptimizerFactory;
import org.longhaul.training.task.MeasuredModel;
import org.longhaul.training.tensor.DType;

/** What every registered distributed method must do. */
class MethodContractTest {
    private static final int WORKERS = 3;
    private static final Quadratic MODEL =
            new Quadratic(new Quadratic.Settings(1, 6, 0.05, 1, 1, 1, 1), new ModelContext(1, 1, WORKERS));

    /** Writes program order down. */
    private static final class Recorder implements TrainingListener {
        private final List<TrainingEvent> events = new ArrayList<>();

        @Override
        public void heard(TrainingEvent event) {
            events.add(event);
        }

        private List<Exchange> exchanges() {
            return events.stream()
                    .filter(TrainingEvent.Exchanged.class::isInstance)
                    .map(event -> ((TrainingEvent.Exchanged) event).exchange())
                    .toList();
        }
    }

    private record Trained(Recorder recorder, List<StepResult> results) {}

    /** What several tests look at, by method. */
    private static final Map<String, Trained> TRAINED = new HashMap<>();

    private static Trained trained(DistributedMethodFactory<?> factory) {
        return TRAINED.computeIfAbsent(factory.id(), id -> {
            Recorder recorder = new Recorder();
            return new Trained(recorder, train(factory, recorder));
        });
    }

    /** Methods whose workers differ after every exchange but the closing one. */
    private static final List<String> NEVER_EQUAL = List.of("streaming-diloco", "eager-diloco", "sparta", "noloco");

    /** How many steps after it was begun an exchange shows in the workers' parameters, where that is not at once. */
    private static final Map<String, Integer> LANDS_AFTER = Map.of("streaming-diloco", 1, "eager-diloco", 4);

    /** Methods whose clients send a loss beside their parameters. */
    private static final List<String> WITH_LOSSES = List.of("qfedavg", "term");

    /** Methods after each of whose steps all workers are equal. */
    private static final List<String> SYNCHRONOUS = List.of("ddp", "demo", "powersgd", "signsgd", "unlearning", "zero");

    /** How many models each worker trains and exchanges. */
    private static long models(DistributedMethodFactory<?> factory) {
        return factory.id().equals("mutual") ? 2 : 1;
    }

    private static <S extends Record> boolean hasOwnFormats(DistributedMethodFactory<S> factory) {
        return !factory.ownFormats(DefaultSettings.of(factory)).isEmpty();
    }

    @SuppressWarnings("rawtypes")
    static List<DistributedMethodFactory> all() {
        List<DistributedMethodFactory> all = new ArrayList<>();
        ServiceLoader.load(DistributedMethodFactory.class).forEach(all::add);
        assertThat(all)
                .extracting(DistributedMethodFactory::id)
                .contains(
                        "ddp", "local-sgd", "fedmom", "fedadam", "diloco", "local-adam", "des-loc", "mt-dao", "fedavg");
        // What those do depends on what they are answered: AskingMethodsTest.
        all.removeIf(DistributedMethodFactory::asksNetwork);
        return all;
    }

    @ParameterizedTest
    @MethodSource("all")
    void describesItself(DistributedMethodFactory<?> factory) {
        assertThat(factory.id()).matches("[a-z][a-z0-9-]*");
        assertThat(factory.description()).endsWith(".");
        assertThat(factory.source()).contains("arXiv");
    }

    @ParameterizedTest
    @MethodSource("all")
    void acceptsItsOwnDefaults(DistributedMethodFactory<?> factory) {
        assertThat(DefaultSettings.of(factory)).isInstanceOf(factory.settingsType());
    }

    @ParameterizedTest
    @MethodSource("all")
    void trainsTwentyStepsToTheSameBitsTwice(DistributedMethodFactory<?> factory) {
        Trained first = trained(factory);
        List<StepResult> results = first.results;
        Recorder second = new Recorder();
        assertThat(train(factory, second)).isEqualTo(results);
        assertThat(second.events).isEqualTo(first.recorder.events);
        for (StepResult result : results) {
            assertThat(result.outcome()).isEqualTo(new StepResult.Trained());
            assertThat(result.workerLosses()).hasSize(WORKERS);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void whatIsComputedAndExchangedIsReportedAsItWas(DistributedMethodFactory<?> factory) {
        Recorder recorder = trained(factory).recorder;
        long computed = recorder.events.stream()
                .filter(event -> event instanceof TrainingEvent.Computed each
                        && each.members().count(WORKERS) == WORKERS)
                .count();
        long updated = recorder.events.stream()
                .filter(event -> event instanceof TrainingEvent.Updated each
                        && each.members().count(WORKERS) == WORKERS)
                .count();
        assertThat(List.of(computed, updated)).containsOnly(20 * models(factory));
        List<String> groups = new ArrayList<>(
                MODEL.groups().stream().map(ParameterGroup::name).toList());
        groups.add(GroupElements.NUMBERS);
        assertThat(recorder.exchanges()).hasSizeGreaterThanOrEqualTo(6);
        for (Exchange exchange : recorder.exchanges()) {
            assertThat(exchange.members()).isSubsetOf(0, 1, 2, 3).isSorted();
            assertThat(exchange.members().contains(WORKERS)).isEqualTo(factory.hasServer());
            assertThat(exchange.elements()).isLessThanOrEqualTo(MODEL.elements());
            assertThat(exchange.payload()).extracting("group").isSubsetOf(groups);
            if (hasOwnFormats(factory)) {
                assertThat(exchange.bytes()).isPositive();
            } else {
                assertThat(exchange.bytes()).isEqualTo(4 * exchange.elements());
            }
        }
    }

    /** Whether the last round is whole, broken off, or the only one and longer than the training. */
    @ParameterizedTest
    @MethodSource("all")
    void inTheEndEveryWorkerHoldsTheModelThatIsEvaluated(DistributedMethodFactory<?> factory) {
        for (int period : new int[] {5, 3, 512}) {
            try (Workers workers = workers(factory, period, 1)) {
                workers.run(10);
                long before = workers.costs().exchanges();
                workers.finish();
                for (int worker = 0; worker < WORKERS && !factory.hasServer(); worker++) {
                    assertThat(workers.x(worker)).isEqualTo(workers.evaluated());
                }
                boolean whole =
                        !NEVER_EQUAL.contains(factory.id()) && (period == 5 || SYNCHRONOUS.contains(factory.id()));
                assertThat(workers.costs().exchanges() - before)
                        .isEqualTo(whole ? 0 : WITH_LOSSES.contains(factory.id()) ? 2 : models(factory));
                assertThat(workers.costs().elements()).isPositive();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void aRoundThatIsBrokenOffCountsLikeAWholeOne(DistributedMethodFactory<?> factory) {
        assumeThat(NEVER_EQUAL).doesNotContain(factory.id());
        try (Workers whole = workers(factory, 5, 1);
                Workers broken = workers(factory, 512, 1)) {
            double[] expected = whole.run(5).finish().evaluated();
            assertThat(expected).doesNotContain(Double.NaN);
            assertThat(broken.run(5).finish().evaluated()).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void whatIsEvaluatedIsHeldByWorkerZeroOrChangesAtExchangesOnly(DistributedMethodFactory<?> factory) {
        boolean server = factory.hasServer()
                || List.of("diloco", "fedadam", "fedmom", "muloco", "sparseloco", "streaming-diloco")
                        .contains(factory.id());
        try (Workers workers = workers(factory, 4, 1)) {
            double[] held = workers.evaluated();
            long awaited = 0;
            for (int step = 0; step < 12; step++) {
                workers.run(1);
                if (!server) {
                    assertThat(workers.holder()).isEqualTo(HeldModel.Holder.FIRST_WORKER);
                    assertThat(workers.evaluated()).isEqualTo(workers.x(0));
                } else if (LANDS_AFTER.containsKey(factory.id())) {
                    assertThat(workers.holder()).isEqualTo(HeldModel.Holder.SERVER);
                    assertThat(!Arrays.equals(workers.evaluated(), held))
                            .isEqualTo(workers.costs().awaited() > awaited);
                    awaited = workers.costs().awaited();
                    held = workers.evaluated();
                } else if (workers.costs().present().isEmpty()) {
                    assertThat(workers.holder()).isEqualTo(HeldModel.Holder.SERVER);
                    assertThat(workers.evaluated()).isEqualTo(held);
                } else {
                    assertThat(workers.evaluated()).isNotEqualTo(held);
                    if (!factory.hasServer()) {
                        assertThat(workers.evaluated()).isEqualTo(workers.x(WORKERS - 1));
                    }
                    held = workers.evaluated();
                }
            }
        }
    }

    /** A first round on bowls that pull every element upwards. */
    @ParameterizedTest
    @MethodSource("all")
    void aRoundMovesTheModelTheWayTheWorkersWent(DistributedMethodFactory<?> factory) {
        FunctionModel upwards = new FunctionModel(6, 0, (x, worker, step) -> {
            double[] g = new double[6];
            Arrays.setAll(g, i -> -1 - worker - i);
            return g;
        });
        try (Workers workers = workers(factory, 4, upwards)) {
            double[] before = workers.evaluated();
            double[] after = workers.run(5).evaluated();
            // What stays with each client does not move the server's model: here all but the first element.
            for (int i = 0; i < (factory.id().equals("fedper") ? 1 : 6); i++) {
                assertThat(after[i]).isGreaterThan(before[i]);
            }
        }
    }

    static Stream<DistributedMethodFactory<?>> withServer() {
        return all().stream().filter(DistributedMethodFactory::hasServer).map(factory ->
                (DistributedMethodFactory<?>) factory);
    }

    static Stream<DistributedMethodFactory<?>> withoutServer() {
        return all().stream().filter(factory -> !factory.hasServer()).map(factory ->
                (DistributedMethodFactory<?>) factory);
    }

    /** A server learns of its clients when the round ends, and they of each other when the next begins. */
    @ParameterizedTest
    @MethodSource("withServer")
    void theServerLearnsOfItsClientsByExchangesOnly(DistributedMethodFactory<?> factory) {
        try (Workers workers = workers(factory, 4, 1);
                Workers other = workers(factory, 4, -3)) {
            for (int step = 0; step < 3; step++) {
                workers.run(1);
                other.run(1);
                assertThat(other.x(0)).isEqualTo(workers.x(0));
                assertThat(other.x(1)).isNotEqualTo(workers.x(1));
                assertThat(other.evaluated()).isEqualTo(workers.evaluated());
                assertThat(other.ownState()).usingRecursiveComparison().isEqualTo(workers.ownState());
            }
            assertThat(other.run(1).evaluated()).isNotEqualTo(workers.run(1).evaluated());
            assertThat(other.run(1).x(0)).isNotEqualTo(workers.run(1).x(0));
        }
    }

    /** No state of worker 0 knows of worker 1 before an exchange that both take part in. */
    @ParameterizedTest
    @MethodSource("withoutServer")
    void workersLearnOfEachOtherByExchangesOnly(DistributedMethodFactory<?> factory) {
        assumeThat(factory.id()).as("who meets whom is drawn: GossipTest").isNotEqualTo("noloco");
        try (Workers workers = workers(factory, 4, 1);
                Workers other = workers(factory, 4, -3)) {
            int step = 0;
            while (true) {
                workers.run(1);
                other.run(1);
                step++;
                if (workers.costs().exchanges() > 0) {
                    break;
                }
                assertThat(other.states(1)).usingRecursiveComparison().isNotEqualTo(workers.states(1));
                assertThat(other.x(0)).isEqualTo(workers.x(0));
                assertThat(other.evaluated()).isEqualTo(workers.evaluated());
                assertThat(other.states(0)).usingRecursiveComparison().isEqualTo(workers.states(0));
                assertThat(other.ownState()).usingRecursiveComparison().isEqualTo(workers.ownState());
            }
            Integer later = LANDS_AFTER.get(factory.id());
            if (later != null) {
                assertThat(other.x(0)).isEqualTo(workers.x(0));
                workers.run(later);
                other.run(later);
            } else {
                boolean everyStep =
                        SYNCHRONOUS.contains(factory.id()) || factory.id().equals("sparta");
                assertThat(step).isEqualTo(everyStep ? 1 : 4);
            }
            assertThat(other.x(0)).isNotEqualTo(workers.x(0));
        }
    }

    /** Workers whose gradients differ; those of worker 1 carry a factor. */
    private static Workers workers(DistributedMethodFactory<?> factory, int period, double factor) {
        FunctionModel model = new FunctionModel(6, 0.5, (x, worker, step) -> {
            double[] g = new double[6];
            Arrays.setAll(g, i -> x[i] - worker + Math.sin(7 * step + 3 * worker + i));
            Arrays.setAll(g, i -> worker == 1 ? factor * g[i] : g[i]);
            return g;
        });
        return workers(factory, period, model);
    }

    private static <S extends Record> Workers workers(
            DistributedMethodFactory<S> factory, int period, FunctionModel model) {
        OptimizerFactory<?> optimizer = Workers.usualOptimizer(factory);
        return Workers.of(
                WORKERS,
                DType.FLOAT32,
                model,
                optimizer(optimizer),
                factory,
                DefaultSettings.withPeriods(factory, period));
    }

    private static <S extends Record> Optimizer optimizer(OptimizerFactory<S> factory) {
        return factory.create(DefaultSettings.of(factory));
    }

    private static List<StepResult> train(DistributedMethodFactory<?> factory, TrainingListener listener) {
        OptimizerFactory<?> optimizer = Workers.usualOptimizer(factory);
        try (TrainingSession session = TrainingSession.builder()
                .model(MODEL)
                .optimizer(optimizer, DefaultSettings.of(optimizer))
                .method(factory, DefaultSettings.withPeriods(factory, 3))
                .workers(WORKERS)
                .steps(20)
                .listener(listener)
                .build()) {
            List<StepResult> results = new ArrayList<>();
            for (int step = 0; step < 20; step++) {
                results.add(session.step());
            }
            MeasuredModel loss = session.measure();
            assertThat(loss.loss()).isFinite();
            assertThat(loss.get("bits-per-byte").value()).isEqualTo(loss.loss() / Math.log(2));
            assertThat(session.stepsDone()).isEqualTo(20);
            return results;
        }
    }
}
