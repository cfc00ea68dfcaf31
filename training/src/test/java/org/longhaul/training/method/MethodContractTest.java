package org.longhaul.training.method;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.longhaul.training.DefaultSettings;
import org.longhaul.training.StepResult;
import org.longhaul.training.TrainingSession;
import org.longhaul.training.ValidationLoss;
import org.longhaul.training.communicate.CostListener;
import org.longhaul.training.communicate.Exchange;
import org.longhaul.training.model.ModelContext;
import org.longhaul.training.model.ParameterGroup;
import org.longhaul.training.model.Quadratic;
import org.longhaul.training.optimizer.OptimizerFactory;

/** What every registered distributed method must do. */
class MethodContractTest {
    private static final int WORKERS = 3;
    private static final Quadratic MODEL =
            new Quadratic(new Quadratic.Settings(1, 6, 0.05, 1, 1, 1, 1), new ModelContext(1, 1, WORKERS));

    /** Writes program order down. */
    private static final class Recorder implements CostListener {
        private final List<String> events = new ArrayList<>();
        private final List<Exchange> exchanges = new ArrayList<>();

        @Override
        public void gradients(long step) {
            events.add("gradients " + step);
        }

        @Override
        public void exchange(Exchange exchange) {
            events.add("exchange " + exchange);
            exchanges.add(exchange);
        }

        @Override
        public void update(long step) {
            events.add("update " + step);
        }
    }

    @SuppressWarnings("rawtypes")
    static List<DistributedMethodFactory> all() {
        List<DistributedMethodFactory> all = new ArrayList<>();
        ServiceLoader.load(DistributedMethodFactory.class).forEach(all::add);
        assertThat(all)
                .extracting(DistributedMethodFactory::id)
                .contains("ddp", "local-sgd", "fedmom", "fedadam", "diloco", "local-adam", "des-loc", "mt-dao");
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
        Recorder first = new Recorder();
        Recorder second = new Recorder();
        List<StepResult> results = train(factory, first);
        assertThat(train(factory, second)).isEqualTo(results);
        assertThat(second.events).isEqualTo(first.events);
        for (StepResult result : results) {
            assertThat(result.outcome()).isEqualTo(new StepResult.Trained());
            assertThat(result.workerLosses()).hasSize(WORKERS);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void computesEachStepOnceAndExchangesWholeVectors(DistributedMethodFactory<?> factory) {
        Recorder recorder = new Recorder();
        train(factory, recorder);
        for (int step = 0; step < 20; step++) {
            assertThat(recorder.events).containsOnlyOnce("gradients " + step, "update " + step);
            assertThat(recorder.events.indexOf("update " + step))
                    .isGreaterThan(recorder.events.indexOf("gradients " + step));
        }
        List<String> groups = MODEL.groups().stream().map(ParameterGroup::name).toList();
        assertThat(recorder.exchanges).hasSizeGreaterThanOrEqualTo(6);
        for (Exchange exchange : recorder.exchanges) {
            assertThat(exchange.workers()).containsExactly(0, 1, 2);
            assertThat(exchange.elements()).isEqualTo(MODEL.elements());
            assertThat(exchange.payload()).extracting("group").isEqualTo(groups);
        }
    }

    private static List<StepResult> train(DistributedMethodFactory<?> factory, CostListener listener) {
        OptimizerFactory<?> optimizer = optimizer(
                factory.usualOptimizers().isEmpty()
                        ? "adamw"
                        : factory.usualOptimizers().get(0));
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
            ValidationLoss loss = session.validationLoss();
            assertThat(loss.natsPerToken()).isFinite();
            assertThat(loss.bitsPerByte()).isEqualTo(loss.natsPerToken() / Math.log(2));
            assertThat(session.stepsDone()).isEqualTo(20);
            return results;
        }
    }

    private static OptimizerFactory<?> optimizer(String id) {
        for (OptimizerFactory<?> factory : ServiceLoader.load(OptimizerFactory.class)) {
            if (factory.id().equals(id)) {
                return factory;
            }
        }
        throw new AssertionError("no optimizer " + id);
    }
}
