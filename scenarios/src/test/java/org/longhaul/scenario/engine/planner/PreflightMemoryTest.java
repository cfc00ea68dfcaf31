package org.longhaul.scenario.engine.planner;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.longhaul.scenario.Runs;
import org.longhaul.scenario.ScenarioReader;
import org.longhaul.scenario.file.InvalidFileException;

/** Whether the memory of this machine suffices is told before the run. */
final class PreflightMemoryTest {
    private static final int ELEMENTS = 100_000;
    private static final int WORKERS = 4;

    private static void check(String replicas, long memoryBytes) {
        String yaml =
                """
                name: memory
                topology: {builder: star, hosts: %d, bandwidth: 1 Gbit/s}
                compute: {stepTime: 1 s}
                model: {kind: quadratic, layers: 1, elements: %d}
                training: {steps: 12, batch: 1, context: 1, optimizer: {kind: adamw, learningRate: 0.01}, replicas: %s}
                methods: [{id: ddp}]
                """
                        .formatted(WORKERS, ELEMENTS, replicas);
        preflight(yaml, memoryBytes);
    }

    private static void preflight(String yaml, long memoryBytes) {
        ScenarioReader.Source source = Runs.READER.parse("test.yaml", yaml);
        Preflight.quick(Runs.plan(yaml), source.document(), memoryBytes);
    }

    /** Parameters, gradients and two moments of three groups, at four bytes an element; a fifth vector where they are stacked. */
    @Test
    void stackedReplicasKeepTheirGradientsTwice() {
        long vector = 4L * 3 * ELEMENTS * WORKERS;
        assertThatCode(() -> check("threaded", 4 * vector)).doesNotThrowAnyException();
        assertThatThrownBy(() -> check("threaded", 4 * vector - 1)).isInstanceOf(InvalidFileException.class);
        assertThatCode(() -> check("stacked", 5 * vector)).doesNotThrowAnyException();
        assertThatThrownBy(() -> check("stacked", 5 * vector - 1))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("of memory with gradients, moments and activations");
    }

    /** While they are measured both are there, and the message says what would fit. */
    @Test
    void replicasThatAreMeasuredAreThereTwice() {
        long vector = 4L * 3 * ELEMENTS * WORKERS;
        assertThatCode(() -> check("measured", 9 * vector)).doesNotThrowAnyException();
        assertThatThrownBy(() -> check("measured", 9 * vector - 1))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("while both modes are measured")
                .hasMessageContaining("training.replicas: threaded takes 19.2 MB");
    }

    /** Two of eight clients are there at once, with parameters and gradients; six have taken part in the end, each with what rests. */
    @Test
    void whatRestsOfClientsIsThereOfAllWhoTookPart() {
        long vector = 4L * 3 * ELEMENTS;
        String clients =
                """
                name: resting
                topology: {builder: star, hosts: 9, bandwidth: 1 Gbit/s}
                clients: 8
                server: host8
                participation: {kind: random, clients: 2}
                compute: {stepTime: 1 s}
                model: {kind: quadratic, layers: 1, elements: %d}
                training: {steps: 6, batch: 1, context: 1, optimizer: {kind: sgd, learningRate: 0.01}, replicas: threaded}
                methods: [{id: fedavg, parameterPeriod: 2%s}]
                """;
        String plain = clients.formatted(ELEMENTS, "");
        String controlled = clients.formatted(ELEMENTS, ", controlVariates: true");
        assertThatCode(() -> preflight(plain, 4 * vector)).doesNotThrowAnyException();
        assertThatThrownBy(() -> preflight(plain, 4 * vector - 1)).hasMessageNotContaining("while they are away");
        assertThatCode(() -> preflight(controlled, 10 * vector)).doesNotThrowAnyException();
        assertThatThrownBy(() -> preflight(controlled, 10 * vector - 1))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("and what clients keep while they are away");
    }
}
