package org.longhaul.scenario.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.scenario.command.shared.ExitCode;

/** Claims of a scenario: what they may say, and what becomes of a run of which one does not hold. */
final class ClaimedScenarioTest {
    private static final String SCENARIO =
            """
            name: claimed
            topology: {builder: star, hosts: 4, bandwidth: 1 Gbit/s, latency: 1 ms}
            compute: {stepTime: 100 ms}
            model: {kind: quadratic, layers: 1, elements: 16}
            training: {steps: 24, batch: 1, context: 1, optimizer: {kind: adamw, learningRate: 0.05}}
            methods: [{id: ddp}, {id: local-sgd, label: "local (H = 8)", parameterPeriod: 8}]
            network: {fidelity: analytic}
            claims: [CLAIMS]
            """;

    @TempDir
    Path folder;

    private Path scenario(String claims) throws IOException {
        return Files.writeString(folder.resolve("claimed.yaml"), SCENARIO.replace("CLAIMS", claims));
    }

    private Said run(String claims) throws IOException {
        return run(claims, "--quiet");
    }

    private Said run(String claims, String form) throws IOException {
        return Said.to(
                "run",
                scenario(claims).toString(),
                form,
                "--out",
                folder.resolve("run").toString(),
                "--runs",
                folder.resolve("runs").toString());
    }

    @Test
    void aRunWhoseClaimsHoldEndsWellAndSaysSo() throws IOException {
        Said said = run("\"charged-bytes(ddp) / charged-bytes('local (H = 8)') = 8\", final-loss(ddp) >= 0");
        assertThat(said.code()).as(said.err()).isEqualTo(ExitCode.DONE);
        assertThat(said.out())
                .contains("claims: 2 of 2 hold.")
                .contains("holds: charged-bytes(ddp) / charged-bytes('local (H = 8)') = 8: found 8.00000");
        assertThat(Files.readString(folder.resolve("run/report.html"))).contains("<h3>Claims</h3>");
    }

    @Test
    void aRunOfWhichOneDoesNotHoldEndsWithOne() throws IOException {
        Said said = run("units(ddp) >= 25, units(ddp) = 24");
        assertThat(said.code()).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(said.out())
                .contains("claims: 1 of 2 holds.")
                .contains("does not hold: units(ddp) >= 25: found 24.0000");
    }

    @Test
    void whoReadsJsonIsToldOnStandardErrorWhyTheRunEndedWithOne() throws IOException {
        Said said = run("units(ddp) >= 25, units(ddp) = 24", "--json");
        assertThat(said.code()).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(said.err()).contains("longhaul: claim does not hold: units(ddp) >= 25: found 24.0000");
        assertThat(said.out())
                .contains("{\"claim\":\"units(ddp) >= 25\",\"holds\":false,\"found\":24.0,\"wanted\":25.0}");
    }

    @Test
    void whatCannotBeCheckedIsRefusedBeforeAnythingRuns() throws IOException {
        assertThat(Said.refused("validate", scenario("units(dpd) >= 1").toString()))
                .contains("claimed.yaml:8:")
                .contains("'dpd', which is no label of a method")
                .contains("Maybe \"ddp\"");
        assertThat(Said.refused("validate", scenario("unit(ddp) >= 1").toString()))
                .contains("claimed.yaml:8:")
                .contains("there is no figure 'unit'")
                .contains("Maybe \"units\"");
        assertThat(Said.refused("validate", scenario("final-acuracy(ddp) >= 1").toString()))
                .contains("claimed.yaml:8:")
                .contains("the model does not measure 'acuracy'");
        assertThat(Said.refused(
                        "validate", scenario("seconds-to-target(ddp) <= 1").toString()))
                .contains("claimed.yaml:8:")
                .contains("the claim is about a target, and the scenario has none");
        assertThat(Said.refused("validate", scenario("dollars(ddp) <= 1").toString()))
                .contains("claimed.yaml:8:")
                .contains("the claim is about dollars, and no link of the network has a price");
        assertThat(Said.refused(
                        "validate",
                        scenario("worst-tenth-of-clients-loss(ddp) <= 1").toString()))
                .contains("claimed.yaml:8:")
                .contains("the claim is about single clients, and none is evaluated on data like its own");
        assertThat(Said.refused("validate", scenario("1 <= 2").toString()))
                .contains("claimed.yaml:8:")
                .contains("'1 <= 2' names no figure of a method");
    }
}
