package org.longhaul.training.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.longhaul.training.task.Batch;
import org.longhaul.training.task.Task;
import org.longhaul.training.tensor.Autograd;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;

class FlatParametersTest {
    private static final Init NORMAL = new Init.Normal(0.5);

    /** f = sum of squares of all parameters. */
    private record Squares(List<ParameterSpec> parameters) implements Model {
        @Override
        public String identity() {
            return "squares";
        }

        @Override
        public List<ParameterGroup> groups() {
            return List.of();
        }

        @Override
        public Task task() {
            return new Task("squares", "point");
        }

        @Override
        public Tensor loss(Tensor[] parameters, Batch batch) {
            Tensor sum = parameters[0].square().sum();
            for (int i = 1; i < parameters.length; i++) {
                sum = sum.add(parameters[i].square().sum());
            }
            return sum;
        }

        @Override
        public double forwardFlopsPerItem() {
            return 1;
        }
    }

    private static final Squares MODEL = new Squares(List.of(
            new ParameterSpec("a", List.of(30L, 20L), "first", NORMAL),
            new ParameterSpec("b", List.of(7L), "first", new Init.Constant(3)),
            new ParameterSpec("c", List.of(5L, 2L, 3L), "second", NORMAL)));

    @Test
    void leavesShareStorageWithTheFlatVectors() {
        try (FlatParameters flat = new FlatParameters(MODEL, Device.CPU)) {
            assertThat(flat.layout().elements()).isEqualTo(637);
            flat.initialize(1);
            TensorScope.run(() -> {
                long start = flat.parameters().address();
                assertThat(flat.leaves()[0].address()).isEqualTo(start);
                assertThat(flat.leaves()[1].address()).isEqualTo(start + 600 * 4);
                assertThat(flat.leaves()[2].shape()).containsExactly(5, 2, 3);
                assertThat(flat.leaves()[1].toFloats()).containsOnly(3);
                Autograd.withoutGradients(() -> flat.parameters().fillInPlace(2));
                assertThat(flat.leaves()[2].toFloats()).containsOnly(2);
            });
        }
    }

    @Test
    void backwardAccumulatesIntoTheFlatGradientWithoutMovingIt() {
        try (FlatParameters flat = new FlatParameters(MODEL, Device.CPU)) {
            flat.initialize(1);
            TensorScope.run(() -> {
                long address = flat.gradients().address();
                for (int step = 0; step < 3; step++) {
                    flat.gradients().zeroInPlace();
                    MODEL.loss(flat.leaves(), new Batch(flat.parameters(), flat.parameters(), 1))
                            .backward();
                    assertThat(flat.gradients().contentEquals(flat.parameters().mul(2)))
                            .isTrue();
                    Autograd.withoutGradients(() -> flat.parameters().addInPlace(flat.gradients(), -0.1));
                }
                assertThat(flat.gradients().address()).isEqualTo(address);
            });
        }
    }

    @Test
    void initialValuesDependOnSeedAndNameOnly() {
        Squares reordered = new Squares(List.of(
                new ParameterSpec("new", List.of(11L), "zeroth", NORMAL),
                MODEL.parameters().get(2),
                MODEL.parameters().get(0)));
        try (FlatParameters one = new FlatParameters(MODEL, Device.CPU);
                FlatParameters same = new FlatParameters(MODEL, Device.CPU);
                FlatParameters other = new FlatParameters(reordered, Device.CPU)) {
            one.initialize(42);
            same.initialize(42);
            other.initialize(42);
            TensorScope.run(() -> {
                assertThat(same.parameters().contentEquals(one.parameters())).isTrue();
                assertThat(other.leaves()[2].contentEquals(one.leaves()[0])).isTrue();
                assertThat(other.leaves()[1].contentEquals(one.leaves()[2])).isTrue();
                double deviation =
                        one.leaves()[0].detach().square().mean().sqrt().item();
                assertThat(deviation).isCloseTo(0.5, within(0.05));
                same.initialize(43);
                assertThat(same.leaves()[0].contentEquals(one.leaves()[0])).isFalse();
            });
        }
    }

    @Test
    void groupsAreRangesOfTheFlatVector() {
        assertThat(new Layout(MODEL.parameters()).ranges())
                .containsExactly(new Layout.Range("first", 0, 607), new Layout.Range("second", 607, 30));
        assertThatThrownBy(() -> new Layout(
                        List.of(MODEL.parameters().get(0), MODEL.parameters().get(0))))
                .hasMessageContaining("\"a\"");
    }

    @Test
    void closingFreesEverything() {
        long before = TensorScope.liveTensors();
        FlatParameters flat = new FlatParameters(MODEL, Device.CPU);
        flat.initialize(1);
        assertThat(TensorScope.liveTensors()).isEqualTo(before + 2 + 3);
        flat.close();
        assertThat(TensorScope.liveTensors()).isEqualTo(before);
    }
}
