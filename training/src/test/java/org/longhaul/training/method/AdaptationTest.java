package org.longhaul.training.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.longhaul.training.FunctionModel;
import org.longhaul.training.TrainingSession;
import org.longhaul.training.TrainingSessionBuilder;
import org.longhaul.training.communicate.TrainingEvent;
import org.longhaul.training.dataset.ExampleBatches;
import org.longhaul.training.dataset.StrokeDigits;
import org.longhaul.training.method.adapt.Adaptation;
import org.longhaul.training.method.fair.QFedAvg;
import org.longhaul.training.method.round.RoundState;
import org.longhaul.training.model.ModelContext;
import org.longhaul.training.model.classifier.Mlp;
import org.longhaul.training.optimizer.Sgd;
import org.longhaul.training.participation.RandomClients;
import org.longhaul.training.partition.DirichletPartitioner;
import org.longhaul.training.replica.RoundFigures;
import org.longhaul.training.task.MeasuredModel;

/** What clients make of the last model, and how it compares with one of their own. */
class AdaptationTest {
    private static final int CLIENTS = 6;
    private static final int EXAMPLES = 400;
    private static final StrokeDigits DIGITS = new StrokeDigits(new StrokeDigits.Settings(10, EXAMPLES, 150, 1));

    private record Ended(RoundFigures.Told told, MeasuredModel measured, List<TrainingEvent> events) {
        private List<Double> of(String figure) {
            return told.ofClients().values().stream()
                    .map(each -> each.get(figure))
                    .toList();
        }

        private double mean(String figure) {
            return Objects.requireNonNull(told.ofRound().get(figure));
        }
    }

    private static Adaptation adaptation(Adaptation.Kind kind, @Nullable Double rate, @Nullable Long alone) {
        return new Adaptation(kind, 10, rate, 2, 10, 0.5, 2, alone);
    }

    private static TrainingSessionBuilder session(Adaptation adaptation, double momentum, RoundState state) {
        return TrainingSession.builder()
                .model(new Mlp(new Mlp.Settings(List.of(16)), new ModelContext("digits", DIGITS.shape(), CLIENTS)))
                .batches(new ExampleBatches(
                        DIGITS,
                        new DirichletPartitioner.Factory().create(new DirichletPartitioner.Settings(0.3, 1)),
                        CLIENTS,
                        8,
                        null,
                        1))
                .optimizer(new Sgd.Factory(), new Sgd.Settings(0.1, momentum, false, 0))
                .method(new QFedAvg(), new QFedAvg.Settings(5, 1, 0, state, null, null, adaptation))
                .participation(new RandomClients.Factory(), new RandomClients.Settings(4, 0.1))
                .workers(CLIENTS)
                .steps(20);
    }

    private static Ended run(Adaptation adaptation, int threads) {
        List<TrainingEvent> events = new ArrayList<>();
        try (TrainingSession session = session(adaptation, 0, RoundState.RESET)
                .threads(threads)
                .listener(events::add)
                .build()) {
            for (int step = 0; step < 20; step++) {
                session.step();
            }
            events.clear();
            session.finish();
            return new Ended(session.takeFigures(), session.measureByClient(), events);
        }
    }

    @Test
    void aStepThatGoesNowhereLeavesEveryAccuracyAsItWas() {
        Ended ended = run(adaptation(Adaptation.Kind.FT, 1e-12, 20L), 1);
        List<Double> before = ended.measured().get("accuracy").clients().stream()
                .map(MeasuredModel.ClientValue::value)
                .toList();
        assertThat(ended.of("adapted-accuracy")).isEqualTo(before);
        assertThat(ended.of("adapted-relative-accuracy")).isEqualTo(ended.of("relative-accuracy"));
        List<Double> alone = ended.of("alone-accuracy");
        long worse = 0;
        for (int client = 0; client < CLIENTS; client++) {
            double relative = before.get(client) - alone.get(client);
            assertThat(ended.of("relative-accuracy").get(client)).isEqualTo(relative);
            worse += relative < 0 ? 1 : 0;
        }
        assertThat(ended.mean("underperforming-clients")).isEqualTo(worse);
        assertThat(ended.mean("adapted-underperforming-clients")).isEqualTo(worse);
        assertThat(ended.mean("alone-accuracy")).isCloseTo(mean(alone), within(1e-12));
    }

    private static double mean(Collection<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    /** Each client's data are few of the digits, so that what is its own is soon better; its own model of one step is not. */
    @ParameterizedTest
    @EnumSource
    void adaptingHelpsAndIsCharged(Adaptation.Kind kind) {
        Ended ended = run(adaptation(kind, null, 1L), 1);
        assertThat(mean(ended.of("adapted-accuracy")))
                .isGreaterThan(mean(ended.of("relative-accuracy")) + mean(ended.of("alone-accuracy")));
        assertThat(ended.mean("adapted-underperforming-clients")).isLessThan(3);
        double forward = ended.events().stream()
                .filter(TrainingEvent.Passed.class::isInstance)
                .mapToDouble(event -> ((TrainingEvent.Passed) event).forward()
                        * ((TrainingEvent.Passed) event).members().count(CLIENTS))
                .sum();
        double own = EXAMPLES / 8.0;
        switch (kind) {
            case FT, FB -> assertThat(forward).isEqualTo(10 * CLIENTS);
            case KD -> assertThat(forward).isEqualTo(2 * 10 * CLIENTS);
            case EWC -> assertThat(forward).isCloseTo(10 * CLIENTS + own, within(1e-9));
        }
        assertThat(ended.events().stream().filter(TrainingEvent.Updated.class::isInstance))
                .hasSize(2 * 10);
        assertThat(ended.events()).noneMatch(TrainingEvent.Exchanged.class::isInstance);
    }

    @Test
    void noResultDependsOnThreads() {
        Adaptation kd = adaptation(Adaptation.Kind.KD, null, null);
        assertThat(run(kd, 3).told()).isEqualTo(run(kd, 1).told());
    }

    /** What rests of the clients' optimizers is of their rounds: who trains alone begins without it, whatever becomes of it there. */
    @Test
    void whoTrainsAloneBeginsWithAnOptimizerOfItsOwn() {
        List<List<Double>> alone = new ArrayList<>();
        for (RoundState state : RoundState.values()) {
            try (TrainingSession session = session(adaptation(Adaptation.Kind.FT, 1e-12, 3L), 0.9, state)
                    .build()) {
                for (int step = 0; step < 20; step++) {
                    session.step();
                }
                session.finish();
                alone.add(new Ended(session.takeFigures(), session.measureByClient(), List.of()).of("alone-accuracy"));
            }
        }
        assertThat(alone.get(1)).isEqualTo(alone.get(0));
    }

    @Test
    void modelsWithoutAccuracyAreRefused() {
        FunctionModel function = new FunctionModel(2, 0, (x, client, step) -> new double[2]);
        QFedAvg.Settings settings =
                new QFedAvg.Settings(5, 1, 0, RoundState.RESET, null, null, adaptation(Adaptation.Kind.FT, null, null));
        assertThatThrownBy(() -> new QFedAvg().requireFit(settings, function))
                .hasMessage("adaptation compares accuracies, which models of the task function do not have.");
        assertThat(new QFedAvg().figures(settings))
                .extracting("id")
                .contains("underperforming-clients", "adapted-underperforming-clients");
        assertThatThrownBy(() -> new Adaptation(Adaptation.Kind.FT, 0, null, 2, 1, 0.5, 6, null))
                .hasMessageContaining("steps (0) must be at least 1");
    }
}
