package org.longhaul.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.longhaul.training.DefaultSettings;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

/** What every registered optimizer must do. */
class OptimizerContractTest {
    @SuppressWarnings("rawtypes")
    static List<OptimizerFactory> all() {
        List<OptimizerFactory> all = new ArrayList<>();
        ServiceLoader.load(OptimizerFactory.class).forEach(all::add);
        assertThat(all).extracting(OptimizerFactory::id).contains("sgd", "adamw", "adopt", "qh-adamw", "qh-adopt");
        return all;
    }

    @ParameterizedTest
    @MethodSource("all")
    void describesItself(OptimizerFactory<?> factory) {
        assertThat(factory.id()).matches("[a-z][a-z0-9-]*");
        assertThat(factory.description()).endsWith(".");
        assertThat(factory.source()).isNotBlank();
        assertThat(create(factory).learningRate()).isEqualTo(0.01);
    }

    @ParameterizedTest
    @MethodSource("all")
    void namesItsStatesApart(OptimizerFactory<?> factory) {
        Set<String> names = new HashSet<>();
        for (StateSpec state : create(factory).states()) {
            assertThat(names.add(state.name())).isTrue();
        }
    }

    /** Descends a bowl of which only the direction of the gradient is known, in place and by the same bits twice. */
    @ParameterizedTest
    @MethodSource("all")
    void descendsToTheSameBitsTwice(OptimizerFactory<?> factory) {
        float[] first = descend(create(factory));
        assertThat(descend(create(factory))).isEqualTo(first);
        for (float x : first) {
            assertThat(Math.abs(x)).isLessThan(1f);
        }
    }

    private static <S extends Record> Optimizer create(OptimizerFactory<S> factory) {
        return factory.create(DefaultSettings.of(factory));
    }

    private static float[] descend(Optimizer optimizer) {
        float[][] reached = new float[1][];
        TensorScope.run(() -> {
            Tensor x = Tensors.full(Device.CPU, 1, 5);
            List<Tensor> states = new ArrayList<>();
            optimizer.states().forEach(state -> states.add(Tensors.zeros(Device.CPU, 5)));
            for (int step = 0; step < 20; step++) {
                optimizer.update(x, x.copy(), states, UpdateCount.unbroken(step), optimizer.learningRate());
            }
            reached[0] = x.toFloats();
        });
        return reached[0];
    }
}
