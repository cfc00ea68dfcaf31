package org.longhaul.scenario.engine.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.analysis.record.BlockageRecord;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.Outcome;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.StallRecord;
import org.longhaul.analysis.record.disturbance.Disturbances;
import org.longhaul.analysis.record.disturbance.FaultCost;
import org.longhaul.analysis.record.disturbance.IncidentRecord;
import org.longhaul.analysis.record.disturbance.JobRecord;
import org.longhaul.scenario.Runs;

/** What a run's faults, other jobs and traffic cost it. */
@NullUnmarked
final class DisturbanceRecorderTest {
    private static final long SECOND = 1_000_000_000L;
    private static final String SCENARIO =
            """
            name: disturbed
            topology: {builder: two-sites, hostsPerSite: 2, wide: 1 Gbit/s, wideLatency: 15 ms}
            compute: {stepTime: 1 s}
            model: {kind: quadratic, layers: 1, elements: 8}
            projectAs: {architecture: mpt-125m}
            training: {steps: 16, batch: 1, context: 1, optimizer: {kind: adamw, learningRate: 0.05}, evaluateEvery: 4}
            methods:
              - id: ddp
              - {id: diloco, parameterPeriod: 8}
            network: {fidelity: flow, collective: ring, bucket: 250 MB}
            """;

    private static final String PLAIN_FLUID = "fidelity: {kind: flow, slowStart: false, idleRestart: false,"
            + " maximumWindow: 0, acknowledgements: false, queueing: false, retransmissionTimeout: false}";

    @TempDir
    Path folder;

    private RunRecord run(String further) {
        return Runs.run(folder.resolve("run"), SCENARIO + further);
    }

    private static Disturbances of(RunRecord run, String label) {
        return Runs.method(run, label).disturbances();
    }

    @Test
    void aHostThatIsTwiceAsSlowForAWhileCostsHalfOfThatWhile() {
        // Ten seconds at half speed do five seconds of work; the whole while lies between two exchanges of DiLoCo.
        RunRecord run = run(
                """
                faults:
                  - {kind: slow-nodes, name: hot, factor: 2, nodes: ['*host0'], from: 0 s, until: 4 s}
                """);
        Disturbances diloco = of(run, "diloco");

        assertThat(diloco.faults()).hasSize(1);
        FaultCost cost = diloco.faults().get(0);
        assertThat(cost.costNanos()).isBetween(2 * SECOND - SECOND / 50, 2 * SECOND + SECOND / 50);
        assertThat(cost.affectedNanos()).isEqualTo(4 * SECOND);
        // One incident for each host; without one of them the other still holds all up.
        assertThat(diloco.incidents()).extracting(IncidentRecord::remaining).containsOnly(0.5);
        assertThat(diloco.calmNanos() + cost.costNanos())
                .isEqualTo(Runs.method(run, "diloco").totals().simulatedNanos());
    }

    @Test
    void costsAddUpAndASingleIncidentCostsWhatItsFaultDoes() {
        RunRecord run = run(
                """
                faults:
                  - {kind: maintenance, name: window, first: 12 s, duration: 20 s, links: [wide]}
                  - {kind: maintenance, name: after the end, first: 10 d, duration: 20 s, links: [wide]}
                background:
                  flows: [{kind: greedy, from: ['*host0'], to: ['*host1']}]
                """);
        for (MethodRecord method : run.methods()) {
            Disturbances all = method.disturbances();
            assertThat(all.calmNanos() + all.contentionNanos() + all.faultNanos())
                    .isEqualTo(method.totals().simulatedNanos());
            assertThat(all.faults().get(1).incidents()).isZero();
            assertThat(all.faults().get(1).costNanos()).isZero();
            assertThat(all.contentionNanos()).isPositive();
            assertThat(all.flows().get(0).bytes()).isPositive();
        }
        IncidentRecord window = of(run, "ddp").incidents().get(0);
        assertThat(window.elements()).containsExactly("wide");
        assertThat(window.kind()).isEqualTo(IncidentRecord.Kind.MAINTENANCE);
        assertThat(window.costNanos())
                .isEqualTo(of(run, "ddp").faults().get(0).costNanos())
                .isGreaterThan(15 * SECOND);
        assertThat(of(run, "ddp").pace().stream()
                        .mapToDouble(Double::doubleValue)
                        .sum())
                .isBetween(15.999, 16.001);
    }

    @Test
    void allMethodsOfASeedMeetTheSameIncidentsAndOtherSeedsOthers() {
        String faults =
                """
                faults:
                  - {kind: link-outages, links: [wide], timeToFailure: {mean: 2 s}, timeToRepair: {distribution: constant, value: 200 ms}}
                seeds: [1, 2]
                """;
        // Without windows: what an outage takes is what it lasts. Windows that it cut would grow otherwise for long,
        // now slower, now faster.
        RunRecord run = Runs.run(folder.resolve("run"), (SCENARIO + faults).replace("fidelity: flow", PLAIN_FLUID));
        List<IncidentRecord> ddp = run.seedsOf("ddp").get(0).disturbances().incidents();
        List<IncidentRecord> diloco =
                run.seedsOf("diloco").get(0).disturbances().incidents();
        List<IncidentRecord> other = run.seedsOf("ddp").get(1).disturbances().incidents();

        assertThat(diloco).hasSizeGreaterThan(0).hasSizeLessThan(ddp.size());
        for (int i = 0; i < diloco.size(); i++) {
            assertThat(ddp.get(i).startNanos()).isEqualTo(diloco.get(i).startNanos());
            assertThat(ddp.get(i).label()).isEqualTo(diloco.get(i).label());
        }
        assertThat(other.get(0).startNanos()).isNotEqualTo(ddp.get(0).startNanos());
        // The line fails for ever: those beyond the longest are left out together all the same.
        FaultCost cost = run.seedsOf("ddp").get(0).disturbances().faults().get(0);
        assertThat(cost.othersIncidents())
                .isEqualTo(ddp.size() - DisturbanceRecorder.MOST_ALONE)
                .isPositive();
        assertThat(cost.othersCostNanos()).isPositive().isLessThan(cost.costNanos());
    }

    @Test
    void twoEqualJobsOnOneLineSlowOneAnotherAlike() {
        RunRecord run = Runs.run(
                folder.resolve("shared"),
                SCENARIO.replace("hostsPerSite: 2", "hostsPerSite: 4").replace("methods:", "workers: 4\nmethods:")
                        + """
                        background:
                          jobs:
                            - name: twin
                              replay: ddp
                              hosts: [site0-host2, site1-host2, site0-host3, site1-host3]
                            - {name: small, hosts: [site0-host2, site1-host2], stepTime: 1 s, exchange: 1 MB, steps: 3}
                        """);
        MethodRecord ddp = Runs.method(run, "ddp");
        JobRecord twin = ddp.disturbances().jobs().get(0);
        double slowdown =
                (double) ddp.totals().simulatedNanos() / ddp.disturbances().calmNanos();

        assertThat(slowdown).isBetween(1.3, 2.1);
        assertThat(twin.slowdown()).isBetween(slowdown * 0.93, slowdown * 1.07);
        JobRecord small = ddp.disturbances().jobs().get(1);
        assertThat(small.steps()).isEqualTo(3);
        assertThat(small.ended()).contains("all its steps");
    }

    /** Down for 30 s of an exchange; timeouts of 5 s and pauses of 1, 2, 4 … s. */
    @Test
    void transfersThatAreTriedAgainAndTimeThatCrashesTakeAreOnRecord() {
        RunRecord run = run(
                """
                faults:
                  - {kind: maintenance, name: line, links: [wide], first: 1500 ms, duration: 30 s}
                  - {kind: maintenance, name: host, nodes: ['*host0'], first: 200 ms, duration: 1 s, restart: 1 s}
                recovery: {transfers: retry, timeout: 5 s}
                """);
        Disturbances ddp = of(run, "ddp");

        assertThat(ddp.retryCount()).isPositive().isEqualTo(ddp.retries().size());
        assertThat(ddp.retries()).allSatisfy(retry -> {
            assertThat(List.of(retry.source(), retry.target())).allMatch(id -> id.contains("host"));
            assertThat(retry.resumeNanos()).isGreaterThan(retry.atNanos());
        });
        assertThat(Runs.method(run, "ddp").workers())
                .extracting(worker -> worker.lostNanos() >= 2 * SECOND)
                .containsExactly(true, true, false, false);
    }

    @Test
    void aRunThatAPartitionCutsForEverFailsWithADiagnosisAndTheOthersGoOn() {
        RunRecord run = run(
                """
                faults: [{kind: partition, groups: [[site0]], from: 50 s}]
                recovery: {giveUpAfter: 10 min}
                """);
        MethodRecord ddp = Runs.method(run, "ddp");

        assertThat(ddp.outcome().kind()).isEqualTo(Outcome.Kind.FAILED);
        assertThat(ddp.outcome().message()).contains("cannot finish", "waits for exchange", "incident in progress");
        StallRecord stall = ddp.outcome().stall();
        assertThat(stall.reason()).isEqualTo(StallRecord.Reason.NOTHING_LEFT);
        assertThat(stall.atNanos()).isEqualTo(ddp.totals().simulatedNanos());
        assertThat(stall.blockages())
                .extracting(BlockageRecord::kind)
                .contains(
                        BlockageRecord.Kind.WAITING_WORKER,
                        BlockageRecord.Kind.EXCHANGE,
                        BlockageRecord.Kind.TRANSFER,
                        BlockageRecord.Kind.INCIDENT);
        assertThat(ddp.outcome().message().lines().skip(1).map(String::strip))
                .containsExactlyElementsOf(
                        stall.blockages().stream().map(BlockageRecord::words).toList());
        assertThat(ddp.curve()).hasSizeGreaterThan(1);
        assertThat(ddp.totals().simulatedNanos()).isGreaterThanOrEqualTo(50 * SECOND);
        assertThat(ddp.disturbances().calmNanos()).isNull();
        assertThat(ddp.disturbances().incidents()).hasSize(1).allMatch(i -> i.endNanos() == null);
        MethodRecord diloco = Runs.method(run, "diloco");
        assertThat(diloco.outcome().kind()).isEqualTo(Outcome.Kind.COMPLETED);
        assertThat(diloco.disturbances().incidents()).isEmpty();
    }
}
