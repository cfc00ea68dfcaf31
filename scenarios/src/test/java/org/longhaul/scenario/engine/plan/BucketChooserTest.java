package org.longhaul.scenario.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.scenario.Runs;

final class BucketChooserTest {
    private static final String WAN =
            """
            name: buckets
            topology: {builder: two-sites, hostsPerSite: %d, access: 100 Gbit/s, wide: 10 Gbit/s, wideLatency: %s}
            compute: {stepTime: %s}
            model: {kind: quadratic, layers: 2, elements: 64}
            projectAs:
              shape: {layers: 12, width: 768, heads: 12, feedForward: 2048, vocabulary: 19200, context: 2048, tied: true}
              parameters: 100000000
              wireFormat: bf16
            training: {steps: 3, batch: 1, context: 1, optimizer: {kind: sgd, learningRate: 0.01}}
            methods: [{id: ddp}]
            network: {fidelity: %s, collective: ring%s}
            """;

    @TempDir
    Path folder;

    private int made;

    private MethodRecord ddp(int hosts, String latency, String stepTime, String fidelity, String bucket) {
        String more = bucket.isEmpty() ? "" : ", bucket: " + bucket;
        return Runs.run(folder.resolve("run" + made++), WAN.formatted(hosts, latency, stepTime, fidelity, more))
                .methods()
                .get(0);
    }

    @ParameterizedTest
    @CsvSource({"15 ms, 300 ms, flow", "15 ms, 1 s, flow", "0.01 ms, 1 s, flow", "50 ms, 300 ms, analytic"})
    void noStatedSizeIsFaster(String latency, String stepTime, String fidelity) {
        double found = Runs.seconds(ddp(2, latency, stepTime, fidelity, ""));

        for (String bucket : new String[] {"5 MB", "25 MB", "50 MB", "100 MB", "200 MB", "1 GB"}) {
            assertThat(Runs.seconds(ddp(2, latency, stepTime, fidelity, bucket)))
                    .as("buckets of %s", bucket)
                    .isGreaterThanOrEqualTo(0.97 * found);
        }
    }

    @Test
    void theUsualSizeIsMuchSlowerOnALongLine() {
        double found = Runs.seconds(ddp(2, "30 ms", "100 ms", "flow", ""));

        assertThat(Runs.seconds(ddp(2, "30 ms", "100 ms", "flow", "25 MB"))).isGreaterThan(1.5 * found);
    }

    @Test
    void sizesThatCannotBeShorterAreNotTried() {
        String words = String.valueOf(
                ddp(2, "30 ms", "100 ms", "analytic", "").settings().get("bucket"));

        assertThat(words).contains("(1 bucket)", "(2 buckets)", "(4 buckets)").doesNotContain("(64 buckets)");
    }

    @Test
    void theEstimateIsTheStepThatIsThenSimulated() {
        RunPlan plan = Runs.plan(WAN.formatted(2, "15 ms", "300 ms", "analytic", ""));
        String line = String.join("\n", plan.summary());
        MethodRecord ddp = ddp(2, "15 ms", "300 ms", "analytic", "");

        assertThat(line).contains("bucket of ddp: auto, ").contains("25.0 MB (8 buckets)");
        assertThat(ddp.settings().get("bucket")).startsWith("auto, ");
        assertThat(line).contains(ddp.settings().get("bucket"));
    }

    /** The closed form of many workers against the simulated step of the same network with equal buckets. */
    @Test
    void closedFormsOfManyWorkersAgreeWithTheSimulatedStep() {
        MethodRecord ddp = ddp(10, "5 ms", "1 s", "analytic", "");

        String words = String.valueOf(ddp.settings().get("bucket"));
        assertThat(words).contains("by closed forms of its exchanges");
        String seconds = words.replaceFirst("auto, .*?: ", "").replaceFirst(" s a step.*", "");
        assertThat(Runs.seconds(ddp) / 3).isCloseTo(Double.parseDouble(seconds), within(0.01));
    }

    @Test
    void stagesWithoutBucketsHaveNoChoice() {
        MethodRecord stated = ddp(2, "15 ms", "300 ms", "analytic", "100 MB");
        RunPlan none =
                Runs.plan(WAN.formatted(2, "15 ms", "300 ms", "analytic", "").replace("ring}", "ring, overlap: none}"));

        assertThat(stated.settings()).doesNotContainKey("bucket");
        assertThat(String.join("\n", none.summary())).doesNotContain("bucket");
    }
}
