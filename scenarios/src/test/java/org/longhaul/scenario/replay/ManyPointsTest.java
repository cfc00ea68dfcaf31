package org.longhaul.scenario.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.scenario.Runs;
import org.longhaul.scenario.ScenarioChanges;

/** What one replay keeps from point to point changes nothing: each point is what a replay of its own gives, to the bit. */
@NullUnmarked
final class ManyPointsTest {
    private static final String SCENARIO =
            """
            name: points
            topology: {builder: two-sites, hostsPerSite: 2, wide: 1 Gbit/s, wideLatency: 15 ms}
            compute: {stepTime: 150 ms}
            model: {kind: quadratic, layers: 2, elements: 8}
            projectAs: {architecture: mpt-125m, wireFormat: bf16, batch: 8}
            training: {steps: 96, batch: 2, optimizer: {kind: adamw, learningRate: 3e-3}, evaluateEvery: 12}
            methods:
              - id: ddp
              - {id: des-loc, parameterPeriod: 8, firstMomentPeriod: 16, secondMomentPeriod: 32}
              - {id: streaming-diloco, parameterPeriod: 16}
            network: {overlap: bucketed}
            targets: [{loss: 6}]
            seeds: [1, 2]
            """;

    /** Values of axes; of an empty one the key stays what it is. */
    private static final List<List<String>> AXES = List.of(
            List.of("network.fidelity=analytic", "network.fidelity=analytic", "network.fidelity=flow"),
            List.of("", "methods[ddp].collective=ring", "network.collective=auto"),
            List.of("", "compute.stepTime=20 ms", "stragglers={factors: [1, 1, 1.5, 1]}"),
            List.of("", "", "network.overlap=none"),
            List.of("", "", "topology.wideDollarsPerGigabyte=0.02", "topology.wideLossRate=1e-5"),
            List.of(
                    "",
                    "",
                    "network.fidelity={kind: analytic, efficiency: 0.9, overhead: 20 us, maximumWindow: 4000000}"),
            List.of("", "", "placement=fill", "workers=4"));

    @TempDir
    private static Path folder;

    private static Path recorded;

    @BeforeAll
    static void record() {
        recorded = folder.resolve("recorded");
        Runs.run(recorded, SCENARIO);
    }

    @Test
    void pointsOfOneReplayAreThoseOfReplaysOfTheirOwn() throws IOException {
        Replay shared = Replay.of(recorded);
        Random random = new Random(11);
        for (int point = 0; point < 16; point++) {
            ScenarioChanges changes = ScenarioChanges.none()
                    .set("topology.wide=" + (50 + random.nextInt(20_000)) + " Mbit/s")
                    .set("topology.wideLatency=" + random.nextInt(100) + " ms");
            for (List<String> axis : AXES) {
                String value = axis.get(random.nextInt(axis.size()));
                changes = value.isEmpty() ? changes : changes.set(value);
            }
            ReplayPlan own = Replay.of(recorded).plan(changes);
            RunRecord alone = own.figures();
            ReplayPlan plan = shared.plan(changes);

            assertThat(plan.tallies())
                    .as(changes.toString())
                    .isEqualTo(alone.methods().stream().map(MethodRecord::tally).toList());
            assertThat(plan.plan().warnings()).isEqualTo(own.plan().warnings());
            assertThat(plan.plan().methods().get(0).targets()).isEqualTo(alone.targets());
        }
    }
}
