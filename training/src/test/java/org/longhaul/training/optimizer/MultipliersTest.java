package org.longhaul.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.longhaul.training.DefaultSettings;
import org.longhaul.training.Matrices;
import org.longhaul.training.model.Init;
import org.longhaul.training.model.Layout;
import org.longhaul.training.model.ModelContext;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.model.ParameterSpec.Multipliers;
import org.longhaul.training.model.ParameterSpec.Role;
import org.longhaul.training.model.transformer.Transformer;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

/** Learning rates and weight decays that differ from parameter to parameter. */
class MultipliersTest {
    private static final Map<Role, Multipliers> SCALES =
            Map.of(Role.HIDDEN, new Multipliers(0.25, 3), Role.VECTOR, new Multipliers(2, 0));

    @SuppressWarnings("rawtypes")
    static List<OptimizerFactory> all() {
        List<OptimizerFactory> all = new ArrayList<>();
        ServiceLoader.load(OptimizerFactory.class).forEach(all::add);
        return all;
    }

    private static List<Tensor> states(Optimizer optimizer, Layout layout) {
        List<Tensor> states = new ArrayList<>();
        for (StateSpec state : optimizer.states()) {
            states.add(Tensors.zeros(
                    Device.CPU, DType.FLOAT64, state.layout(layout).elements()));
        }
        return states;
    }

    private static Tensor normal(long count, long seed) {
        return Tensors.of(Device.CPU, Matrices.normal((int) count, seed), count);
    }

    private static <S extends Record> Optimizer made(OptimizerFactory<S> factory) {
        return factory.create(DefaultSettings.of(factory));
    }

    /** Each parameter moves as it would alone at its own learning rate. */
    @ParameterizedTest
    @MethodSource("all")
    void everyParameterHasItsOwnLearningRate(OptimizerFactory<?> factory) {
        List<ParameterSpec> specs = List.of(
                Matrices.vector("a", 4),
                Matrices.hidden("b", 3, 5),
                Matrices.hidden("c", 5, 3),
                Matrices.vector("d", 2));
        TensorScope.run(() -> {
            Layout layout = new Layout(specs);
            Optimizer scaled = new ScaledByRole(made(factory), SCALES).on(layout);
            List<Tensor> states = states(scaled, layout);
            Tensor x = normal(layout.elements(), 1);
            Tensor start = x.copy();
            for (int step = 0; step < 3; step++) {
                scaled.update(x, normal(layout.elements(), 10 + step), states, UpdateCount.unbroken(step), 0.01);
            }
            for (int i = 0; i < specs.size(); i++) {
                ParameterSpec spec = specs.get(i);
                Layout own = new Layout(List.of(spec));
                Optimizer alone = made(factory).on(own);
                List<Tensor> ownStates = states(alone, own);
                Tensor y = start.narrow(0, layout.offset(i), spec.elements()).copy();
                for (int step = 0; step < 3; step++) {
                    Tensor g = normal(layout.elements(), 10 + step)
                            .narrow(0, layout.offset(i), spec.elements())
                            .copy();
                    double rate = 0.01
                            * Objects.requireNonNull(SCALES.get(spec.role())).learningRate();
                    alone.update(y, g, ownStates, UpdateCount.unbroken(step), rate);
                }
                double[] found = x.narrow(0, layout.offset(i), spec.elements()).toDoubles();
                double[] expected = y.toDoubles();
                for (int j = 0; j < found.length; j++) {
                    assertThat(found[j]).isCloseTo(expected[j], within(1e-12));
                }
            }
        });
    }

    /** With a gradient of zero only the decay is left. */
    @Test
    void everyParameterHasItsOwnDecay() {
        List<Optimizer> optimizers = List.of(
                new AdamW().create(new AdamW.Settings(0.01, 0.9, 0.99, 1e-8, 0.5)),
                new Sgd.Factory().create(new Sgd.Settings(0.01, 0, false, 0.5)),
                new Muon.Factory().create(new Muon.Settings(0.01, 0.9, true, 5, 0.5, 0.01)),
                new LowRankAdamW.Factory()
                        .create(new LowRankAdamW.Settings(
                                0.01,
                                2,
                                List.of(),
                                0.9,
                                0.9,
                                0.99,
                                1e-8,
                                0.5,
                                LowRankAdamW.Mix.FULL_RANK,
                                true,
                                LowRankAdamW.BasisSource.DISPLACEMENT,
                                1,
                                true,
                                0,
                                0.9,
                                1)));
        for (Optimizer plain : optimizers) {
            TensorScope.run(() -> {
                Layout layout = new Layout(List.of(Matrices.vector("a", 4), Matrices.hidden("b", 3, 5)));
                Optimizer scaled = new ScaledByRole(plain, SCALES).on(layout);
                Tensor x = normal(19, 1);
                double[] before = x.toDoubles();
                scaled.update(x, x.mul(0), states(scaled, layout), UpdateCount.unbroken(0), 0.01);
                double[] after = x.toDoubles();
                for (int i = 0; i < 19; i++) {
                    double factor = i < 4 ? 1 : 1 - 0.01 * 0.25 * 0.5 * 3;
                    assertThat(after[i]).isCloseTo(factor * before[i], within(1e-9));
                }
            });
        }
    }

    @Test
    void multipliersLieAboveZero() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Multipliers(0, 1))
                .withMessageStartingWith("multipliers of learning rate (0.0)");
        assertThatIllegalArgumentException().isThrownBy(() -> new Multipliers(1, -1));
    }

    // muP of the transformer

    private static Transformer transformer(@Nullable Integer baseWidth, @Nullable Integer baseLayers, boolean tied) {
        return new Transformer(
                new Transformer.Settings(
                        2,
                        16,
                        2,
                        null,
                        Transformer.Activation.SWIGLU,
                        10_000,
                        tied,
                        false,
                        0.02,
                        false,
                        1e-5,
                        baseWidth,
                        baseLayers,
                        null),
                new ModelContext(20, 8, 1));
    }

    @Test
    void hiddenMatricesOfAWiderModelLearnSlowerAndStartSmaller() {
        List<ParameterSpec> plain = transformer(null, null, false).parameters();
        List<ParameterSpec> scaled = transformer(4, null, false).parameters();
        for (int i = 0; i < plain.size(); i++) {
            ParameterSpec spec = scaled.get(i);
            if (spec.role() == Role.HIDDEN) {
                assertThat(spec.multipliers()).isEqualTo(new Multipliers(0.25, 4));
                assertThat(spec.init()).isEqualTo(new Init.Normal(0.01));
            } else {
                assertThat(spec).isEqualTo(plain.get(i));
            }
        }
        assertThat(plain).filteredOn(spec -> spec.role() == Role.HIDDEN).hasSize(2 * 7);
        assertThat(plain).filteredOn(spec -> spec.role() == Role.OUTPUT).hasSize(1);
        assertThat(plain).filteredOn(spec -> spec.role() == Role.INPUT).hasSize(1);
    }

    private static double[] scores(Transformer model, double ofBlocks) {
        double[][] scores = new double[1][];
        TensorScope.run(() -> {
            List<Tensor> parameters = new ArrayList<>();
            for (ParameterSpec spec : model.parameters()) {
                Tensor value = normal(spec.elements(), spec.name().hashCode()).mul(0.3);
                boolean isAdded = spec.name().endsWith("wo") || spec.name().endsWith("w2");
                parameters.add(value.mul(isAdded ? ofBlocks : 1).view(spec.dimensions()));
            }
            Tensor tokens = Tensors.of(Device.CPU, new long[] {1, 5, 3, 7, 2, 0, 9, 11}, 1, 8);
            scores[0] = model.scores(parameters.toArray(new Tensor[0]), tokens).toDoubles();
        });
        return scores[0];
    }

    /** What a block adds is divided by the depth, as its last matrices divided would do; the scores by the width. */
    @Test
    void blocksOfADeeperModelAddLessAndScoresOfAWiderOneAreSmaller() {
        double[] expected = scores(transformer(null, null, true), 0.5);
        double[] deeper = scores(transformer(null, 1, true), 1);
        double[] wider = scores(transformer(4, 1, true), 1);
        for (int i = 0; i < expected.length; i++) {
            assertThat(deeper[i]).isCloseTo(expected[i], within(1e-9));
            assertThat(wider[i]).isCloseTo(expected[i] / 4, within(1e-9));
        }
        assertThat(deeper).isNotEqualTo(scores(transformer(null, null, true), 1));
    }
}
