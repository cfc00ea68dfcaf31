package org.longhaul.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.longhaul.simulator.collective.CollectiveFactory;
import org.longhaul.simulator.network.NetworkModel;
import org.longhaul.simulator.network.NetworkModels;

/** A model's own defaults, which code and `auto` take, are those that a scenario gets and `methods` lists. */
final class DefaultsTest {
    private static final String SCENARIO =
            """
            name: defaults
            topology: {builder: star, hosts: 4, bandwidth: 10 Gbit/s}
            compute: {stepTime: 1 s}
            model: {kind: quadratic}
            training: {steps: 1, batch: 1, context: 1, optimizer: {kind: adamw, learningRate: 0.01}}
            methods: [{id: ddp}]
            network:
            """;

    private static Scenario scenario(String network) {
        return Runs.READER.parse("test.yaml", SCENARIO + "  " + network + "\n").scenario();
    }

    static Stream<NetworkModel<?>> networks() {
        return NetworkModels.all().stream();
    }

    @ParameterizedTest
    @MethodSource("networks")
    void ofNetworkModels(NetworkModel<?> model) {
        assertThat(scenario("fidelity: {kind: " + model.id() + "}")
                        .network()
                        .fidelity()
                        .settings())
                .isEqualTo(model.defaultSettings());
    }

    static Stream<CollectiveFactory<?>> collectives() {
        return java.util.ServiceLoader.load(CollectiveFactory.class).stream()
                .map(provider -> (CollectiveFactory<?>) provider.get());
    }

    @ParameterizedTest
    @MethodSource("collectives")
    void ofCollectives(CollectiveFactory<?> collective) {
        assertThat(scenario("collective: {kind: " + collective.id() + "}")
                        .network()
                        .collective()
                        .settings())
                .isEqualTo(collective.defaults());
    }
}
