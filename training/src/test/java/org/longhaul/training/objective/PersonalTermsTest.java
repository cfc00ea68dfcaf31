package org.longhaul.training.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.longhaul.training.FunctionModel;
import org.longhaul.training.model.FlatParameters;
import org.longhaul.training.model.Init;
import org.longhaul.training.model.Layout;
import org.longhaul.training.model.Model;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Functional;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

/** Terms that pull towards what was received, by numbers worked out by hand. */
class PersonalTermsTest {
    private static Tensor row(double... scores) {
        return Tensors.of(Device.CPU, scores, 1, scores.length);
    }

    @Test
    void distillationIsTheDivergenceFromTheTeacher() {
        TensorScope.run(() -> {
            Tensor student = row(2, 0, -1);
            Tensor teacher = row(1, 1, -2);
            double entropy = Functional.crossEntropy(student, Tensors.of(Device.CPU, new long[] {0}, 1))
                    .item();
            double divergence = Distillation.divergence(teacher, student, 6).item();
            assertThat(entropy).isCloseTo(0.16984602, within(5e-9));
            assertThat(divergence / 36).isCloseTo(0.01274995, within(5e-9));
            assertThat(0.05 * entropy + 0.95 * divergence).isCloseTo(0.44454068, within(5e-9));
            // Mutual training takes the same divergence, at temperature 1 and by halves.
            assertThat(0.5 * entropy
                            + 0.5 * Distillation.divergence(teacher, student, 1).item())
                    .isCloseTo(0.298834, within(5e-7));
            double ofTeacher = Functional.crossEntropy(teacher, Tensors.of(Device.CPU, new long[] {0}, 1))
                    .item();
            assertThat(0.5 * ofTeacher
                            + 0.5 * Distillation.divergence(student, teacher, 1).item())
                    .isCloseTo(0.518618, within(5e-7));
        });
    }

    /** A client that is in a round of many. */
    private static ClientRound client(
            Model model, long round, long rounds, Tensor received, Tensor parameters, Map<String, Tensor> kept) {
        return new ClientRound(
                new ClientRound.Place(0, round, rounds, 0),
                model,
                Objects.requireNonNull(model.ownBatches(1)),
                new Layout(model.parameters()),
                received,
                parameters,
                name -> kept.computeIfAbsent(name, each -> Tensors.zerosLike(parameters)),
                model::predict);
    }

    /** The loss is 0 everywhere, so that the term stands alone. */
    private static final FunctionModel FLAT = new FunctionModel(2, 0, (x, client, step) -> new double[2]);

    @Test
    void consolidationIsTheSquaredDistanceByTheFisherInformation() {
        TensorScope.run(() -> {
            try (FlatParameters x = new FlatParameters(FLAT, Device.CPU, DType.FLOAT64)) {
                x.parameters().copyInPlace(Tensors.of(Device.CPU, new double[] {0.2, -0.1}, 2));
                Tensor anchor = Tensors.of(Device.CPU, new double[] {0, 0.1}, 2);
                Map<String, Tensor> kept = new HashMap<>();
                kept.put("fisher", Tensors.of(Device.CPU, new double[] {1e-3, 2e-3}, 2));
                ClientRound client = client(FLAT, 0, 1, anchor, x.parameters(), kept);
                LocalStep step = new LocalStep(client, x.leaves(), client.trainingBatch(0), FLAT::predict);
                x.gradients().zeroInPlace();
                Tensor loss = new Consolidation(5000, false, MixingSchedule.CONSTANT).loss(step);
                assertThat(loss.item()).isCloseTo(0.3, within(1e-12));
                loss.backward();
                assertThat(x.gradients().toDoubles()).containsExactly(new double[] {1, -2}, within(1e-12));
                assertThat(client.passes()).isEqualTo(Passes.NONE);
            }
        });
    }

    /** One batch with gradient (3, -1): the information is its squares, a forward and a backward pass. */
    @Test
    void theFisherInformationIsOfSquaredGradientsAtTheReceivedModel() {
        FunctionModel slope = new FunctionModel(2, 0, (x, client, step) -> new double[] {3 * x[0], -x[0]});
        TensorScope.run(() -> {
            Tensor received = Tensors.of(Device.CPU, new double[] {1, 1}, 2);
            Map<String, Tensor> kept = new HashMap<>();
            ClientRound client = client(slope, 3, 4, received, received.copy(), kept);
            new Consolidation(1, false, MixingSchedule.SECOND_HALF).begin(client);
            assertThat(client.kept("fisher").toDoubles()).containsExactly(9, 1);
            assertThat(client.passes()).isEqualTo(new Passes(1, 1));
            ClientRound early = client(slope, 1, 4, received, received.copy(), kept);
            new Consolidation(1, false, MixingSchedule.SECOND_HALF).begin(early);
            assertThat(early.passes()).isEqualTo(Passes.NONE);
        });
    }

    @Test
    void schedulesSayInWhichRounds() {
        assertThat(parts(MixingSchedule.CONSTANT, 3)).containsExactly(1, 1, 1);
        assertThat(parts(MixingSchedule.SECOND_HALF, 5)).containsExactly(0, 0, 0, 1, 1);
        assertThat(parts(MixingSchedule.FIRST_HALF, 5)).containsExactly(1, 1, 1, 0, 0);
        assertThat(parts(MixingSchedule.RAMP, 5)).containsExactly(0, 0.25, 0.5, 0.75, 1);
        assertThat(parts(MixingSchedule.RAMP, 1)).containsExactly(1);
    }

    private static double[] parts(MixingSchedule schedule, int rounds) {
        return LongStream.range(0, rounds)
                .mapToDouble(round -> schedule.at(round, rounds))
                .toArray();
    }

    @Test
    void theLastLayersAloneAreTrained() {
        FunctionModel three = new FunctionModel(
                List.of(
                        new ParameterSpec("a", List.of(1L), "first", new Init.Constant(0)),
                        new ParameterSpec("b", List.of(1L), "rest", new Init.Constant(0)),
                        new ParameterSpec("c", List.of(1L), "rest", new Init.Constant(0))),
                (x, client, step) -> new double[] {1, 2, 3});
        TensorScope.run(() -> {
            try (FlatParameters x = new FlatParameters(three, Device.CPU, DType.FLOAT64)) {
                Tensor received = Tensors.of(Device.CPU, new double[] {7, 8, 9}, 3);
                ClientRound client = client(three, 0, 1, received, x.parameters(), new HashMap<>());
                x.gradients().zeroInPlace();
                LastLayers last = new LastLayers(2);
                last.requireFit(three);
                assertThatThrownBy(() -> new LastLayers(3).requireFit(three))
                        .hasMessageContaining("lastTensors (3) must be below 3")
                        .hasMessageContaining("Maybe take kind: ft.");
                last.loss(new LocalStep(client, x.leaves(), client.trainingBatch(0), three::predict))
                        .backward();
                assertThat(x.gradients().toDoubles()).containsExactly(0, 2, 3);
                last.updated(client);
                assertThat(x.parameters().toDoubles()).containsExactly(7, 0, 0);
            }
        });
    }

    /** Forecasts go by stand-ins, whose passes are those of the model that they stand in for. */
    @Test
    void aTeacherThatHasNothingToSayIsCountedAllTheSame() {
        TensorScope.run(() -> {
            Tensor[] x = {Tensors.zeros(Device.CPU, 2).to(DType.FLOAT64)};
            ClientRound client = client(FLAT, 0, 1, x[0], x[0], new HashMap<>());
            LocalStep step = new LocalStep(client, x, client.trainingBatch(0), FLAT::predict);
            new Distillation(0.5, 2, MixingSchedule.CONSTANT).loss(step);
            assertThat(client.passes()).isEqualTo(new Passes(1, 0));
        });
    }

    @Test
    void distillationIsForModelsThatScore() {
        assertThatThrownBy(() -> new Distillation(0.5, 2, MixingSchedule.CONSTANT).requireFit(FLAT))
                .hasMessage("distillation needs a model that scores tokens or classes; this one gives a loss only: a"
                        + " function.");
    }

    /** At the received model a divergence from it and a pull towards it have no gradient. */
    @Test
    void termsThatLeaveNothingOfTheLossAreRefused() {
        assertThatThrownBy(() -> new Distillation(1, 6, MixingSchedule.CONSTANT))
                .hasMessageContaining("weight (1) must be below 1");
        assertThatThrownBy(() -> new Consolidation(5, true, MixingSchedule.CONSTANT))
                .hasMessageContaining("replacesLoss needs a schedule")
                .hasMessageContaining("second-half");
        assertThat(new Distillation(1, 6, MixingSchedule.SECOND_HALF).words()).contains("second half");
        assertThat(new Consolidation(5, true, MixingSchedule.RAMP).words()).contains("in its place");
    }
}
