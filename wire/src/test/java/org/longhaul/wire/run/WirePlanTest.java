package org.longhaul.wire.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.scenario.ScenarioChanges;
import org.longhaul.scenario.file.InvalidFileException;

final class WirePlanTest {
    private static final String SCENARIO =
            """
            name: two
            topology: {builder: star, hosts: 2, bandwidth: 1 Gbit/s, latency: 0 s}
            compute: {stepTime: 10 ms}
            model: {kind: quadratic, layers: 2, elements: 20000}
            training: {steps: 6, batch: 2, optimizer: {kind: adamw, learningRate: 3e-3}}
            methods: [{id: ddp}]
            """;

    @TempDir
    Path folder;

    private WirePlan plan(String text) throws IOException {
        return WirePlan.of(Files.writeString(folder.resolve("two.yaml"), text), ScenarioChanges.none(), null);
    }

    @Test
    void whatCannotBeDoneBetweenProcessesIsRefusedByNameAndLine() throws IOException {
        WirePlan disturbed = plan(
                SCENARIO
                        + "faults: [{kind: node-crashes, timeToFailure: {mean: 5 h}, timeToRepair: {distribution: constant, value: 1 min}, restart: 2 min}]\n");
        assertThatThrownBy(disturbed::check)
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("two.yaml:7")
                .hasMessageContaining("faults: nothing can be made to fail");

        WirePlan huge = plan(SCENARIO.replace("elements: 20000", "elements: 140000000"));
        assertThatThrownBy(huge::check)
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("two.yaml:4")
                .hasMessageContaining("in one vector for ddp");
    }

    @Test
    void whatCountsForNothingIsSaid() throws IOException {
        assertThat(plan(SCENARIO).check()).isEmpty();
        assertThat(plan(SCENARIO + "limits: {events: 1000}\nstragglers: {factors: [1, 2]}\n")
                        .check())
                .hasSize(2)
                .allSatisfy(warning -> assertThat(warning).contains("counts for nothing between real processes"));
    }
}
