package org.longhaul.training.method.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.longhaul.training.FunctionModel;
import org.longhaul.training.Workers;
import org.longhaul.training.method.DistributedMethod;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.method.MeanWeights;
import org.longhaul.training.objective.ClientRound;
import org.longhaul.training.objective.LocalObjective;
import org.longhaul.training.objective.LocalStep;
import org.longhaul.training.optimizer.Sgd;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Tensor;

/** What clients minimise and do in a round beside the loss of their batches. */
class LocalObjectiveTest {
    private static final double RATE = 0.1;

    /** Client c has the constant gradient c + 1 in every element. */
    private static final FunctionModel SLOPES =
            new FunctionModel(2, 0, (x, client, step) -> new double[] {client + 1, client + 1});

    private static <S extends Record> Workers workers(DistributedMethodFactory<S> method, S settings) {
        return Workers.of(
                2,
                DType.FLOAT64,
                SLOPES,
                new Sgd.Factory().create(new Sgd.Settings(RATE, 0, false, 0)),
                method,
                settings);
    }

    private static FederatedAveraging.Settings proximal(double mu, FederatedAveraging.Server server) {
        return new FederatedAveraging.Settings(
                3, MeanWeights.EQUAL, RoundState.RESET, server, 1, 0, 0, 1e-3, mu, null, null, false);
    }

    /** x(k+1) = x(k) - eta (g + mu x(k)) from 0: after three steps -eta g (1 + a + a^2), a = 1 - eta mu. */
    @Test
    void theProximalTermPullsBackToWhatWasReceived() {
        double mu = 2;
        double a = 1 - RATE * mu;
        double g = 1.5;
        double moved = -RATE * g * (1 + a + a * a);
        try (Workers workers = workers(new FederatedAveraging(), proximal(mu, FederatedAveraging.Server.MEAN))) {
            assertThat(workers.run(3).evaluated()[0]).isCloseTo(moved, within(1e-7));
            // What was received is now elsewhere, and nothing else has changed.
            assertThat(workers.run(3).evaluated()[1]).isCloseTo(2 * moved, within(1e-7));
            assertThat(workers.costs().passed()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyServerOptimizerTakesWhatProximalClientsCameTo(FederatedAveraging.Server server) {
        try (Workers plain = workers(new FederatedAveraging(), proximal(0, server));
                Workers held = workers(new FederatedAveraging(), proximal(5, server))) {
            double[] far = plain.run(9).evaluated();
            double[] near = held.run(9).evaluated();
            assertThat(near[0]).isNegative().isGreaterThan(far[0]);
        }
    }

    /** An objective that writes down, in what it keeps, that it was called. */
    private record Written(boolean rests) implements LocalObjective {
        @Override
        public List<Kept> kept() {
            return List.of(new Kept("seen", rests));
        }

        @Override
        public void begin(ClientRound client) {
            assertThat(client.parameters().toDoubles())
                    .isEqualTo(client.received().toDoubles());
            assertThat(client.place().rounds()).isEqualTo(7);
            client.kept("seen").addInPlace(1);
            if (client.place().worker() == 1) {
                client.gradient(client.received(), client.trainingBatch(0));
            }
        }

        @Override
        public Tensor loss(LocalStep step) {
            step.client().predict(step.client().received(), step.batch());
            step.client().kept("seen").addInPlace(10);
            return step.predict().loss().mul(2);
        }

        @Override
        public void end(ClientRound client) {
            client.parameters().mulInPlace(0.5);
        }

        @Override
        public String words() {
            return "twice the loss";
        }
    }

    private record Rounds(LocalObjective objective) implements RoundPreset<Rounds.Settings> {
        private record Settings() {}

        @Override
        public Class<Settings> settingsType() {
            return Settings.class;
        }

        @Override
        public boolean hasServer() {
            return true;
        }

        @Override
        public Round round(Settings settings) {
            return Round.every(3)
                    .ofCohorts(null)
                    .minimising(objective)
                    .optimizerState(RoundState.RESET)
                    .build();
        }

        @Override
        public DistributedMethod create(Settings settings, Replicas replicas) {
            return round(settings).on(replicas);
        }
    }

    @Test
    void whatItComputesBesideTheStepIsToldAndBothEndsOfTheRoundAreItsOwn() {
        try (Workers workers = workers(new Rounds(new Written(false)), new Rounds.Settings())) {
            workers.run(2);
            assertThat(workers.kept("seen", 0)).containsExactly(21, 21);
            assertThat(workers.x(1)[0]).isCloseTo(-2 * RATE * 2 * 2, within(1e-7));
            assertThat(workers.costs().passed()).containsExactly("[1] 1.0 1.0", "[0, 1] 1.0 0.0", "[0, 1] 1.0 0.0");
            assertThat(workers.run(1).evaluated()[0]).isCloseTo(0.5 * -3 * RATE * 2 * 1.5, within(1e-7));
            assertThat(workers.run(1).kept("seen", 0)).containsExactly(11, 11);
        }
        try (Workers workers = workers(new Rounds(new Written(true)), new Rounds.Settings())) {
            assertThat(workers.run(4).kept("seen", 1)).containsExactly(42, 42);
        }
    }

    /** A round that is broken off ends as a whole one does. */
    @Test
    void aRoundThatIsBrokenOffEndsItsClientsToo() {
        try (Workers workers = workers(new Rounds(new Written(false)), new Rounds.Settings())) {
            assertThat(workers.run(1).finish().evaluated()[1]).isCloseTo(0.5 * -RATE * 2 * 1.5, within(1e-7));
        }
    }
}
