package org.longhaul.scenario.testing;

import static org.longhaul.scenario.testing.LonghaulAssertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a method of ours claims, checked by every build. */
final class CheaperThanDdpTest {
    private static ScenarioRun run;

    @BeforeAll
    static void runTheScenario() {
        run = ScenarioRun.ofText(
                """
                name: cheaper-than-ddp
                topology: {builder: two-sites, hostsPerSite: 2, access: 10 Gbit/s, wide: 1 Gbit/s, wideLatency: 15 ms}
                compute: {stepTime: 100 ms}
                model: {kind: quadratic, layers: 2, elements: 16}
                projectAs: {architecture: mpt-125m, wireFormat: bf16}
                training: {steps: 64, batch: 1, context: 1, optimizer: {kind: sgd, learningRate: 0.05}, evaluateEvery: 16}
                methods: [{id: ddp}, {id: local-sgd, parameterPeriod: 16}]
                """);
    }

    @Test
    void sendsSixteenTimesLess() {
        assertThat(run.method("local-sgd")).sendsAtMost("1.1 GB").sendsTimesLessThan(run.method("ddp"), 16);
    }

    @Test
    void reachesTheLossInATenthOfTheTime() {
        assertThat(run.method("local-sgd")).reachesLoss(2).withinTimeOf(run.method("ddp"), 0.1);
    }
}
