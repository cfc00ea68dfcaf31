package org.longhaul.scenario.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code longhaul network compare}: what it prints and refuses. */
final class NetworkCompareTest {
    @TempDir
    static Path folder;

    private static String scenario;

    @BeforeAll
    static void write() throws IOException {
        scenario = Files.writeString(
                        folder.resolve("small.yaml"),
                        """
                        name: small
                        topology: {builder: two-sites, hostsPerSite: 2, wide: 1 Gbit/s, wideLatency: 10 ms}
                        compute: {stepTime: 100 ms}
                        model: {kind: quadratic}
                        projectAs: {architecture: mpt-125m, wireFormat: bf16}
                        training: {steps: 16, batch: 1, context: 1, optimizer: {kind: adamw, learningRate: 0.01}}
                        methods: [{id: ddp}, {id: local-adam, period: 8}]
                        network: {collective: ring, bucket: 25 MB}
                        """)
                .toString();
    }

    @Test
    void everyMethodsExchangesAreComparedAndExplained() {
        assertThat(Said.done("network", "compare", scenario, "--packet-limit", "200000"))
                .contains(
                        "ddp, 16 steps: 2 kinds of exchange",
                        "local-adam, 16 steps: 1 kind of exchange",
                        "first-moment, second-moment, parameters: 251 MB among 4 workers by ring",
                        "6 times, after 33.3 ms of computing",
                        "1 Gbit/s, 10 ms, 3 links",
                        "of the bytes (all: about",
                        "All of them one after another: analytic");
    }

    @Test
    void oneMethodForSomeStepsAsJson() {
        JsonNode compared = JsonMapper.shared()
                .readTree(Said.done(
                        "network",
                        "compare",
                        scenario,
                        "--method",
                        "ddp",
                        "--steps",
                        "3",
                        "--packet-limit",
                        "0",
                        "--json"));
        assertThat(compared).hasSize(1);
        JsonNode ddp = compared.get(0);
        assertThat(ddp.get("steps").asInt()).isEqualTo(3);
        JsonNode first = ddp.get("exchanges").get(0).get("comparison");
        long rest = first.get("flowNanos").asLong() - first.get("analyticNanos").asLong();
        for (JsonNode term : first.get("terms")) {
            rest -= term.get("nanos").asLong();
        }
        assertThat(rest).isZero();
        assertThat(first.get("packetNote").asString()).startsWith("left out");
    }

    @Test
    void whatIsWrongIsSaidWithWhatIsAllowed() {
        assertThat(Said.refused("network", "compare", scenario, "--method", "local-adm"))
                .contains("--method", "allowed: ddp, local-adam", "Maybe \"local-adam\"");
        assertThat(Said.refused("network", "compare", scenario, "--steps", "0")).contains("--steps");
        assertThat(Said.refused(
                        "network", "compare", folder.resolve("none.yaml").toString()))
                .contains("none.yaml");
    }
}
