package org.longhaul.scenario.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.analysis.record.RunRecordJson;
import org.longhaul.scenario.command.shared.ExitCode;

/** Faults, other jobs and background traffic on the command line: what is refused, what is said, how a failure ends. */
final class DisturbedScenarioTest {
    private static final String SCENARIO =
            """
            name: disturbed
            topology: {builder: two-sites, hostsPerSite: 2, wide: 1 Gbit/s, wideLatency: 15 ms}
            compute: {stepTime: 1 s}
            model: {kind: quadratic, layers: 1, elements: 8}
            projectAs: {architecture: mpt-125m}
            training: {steps: 16, batch: 1, context: 1, optimizer: {kind: adamw, learningRate: 0.05}, evaluateEvery: 4}
            methods: [{id: ddp}, {id: diloco, parameterPeriod: 8}]
            """;

    @TempDir
    Path folder;

    private Path file(String further) throws IOException {
        return Files.writeString(folder.resolve("disturbed.yaml"), SCENARIO + further);
    }

    private String refused(String further) throws IOException {
        String said = Said.refused("validate", file(further).toString());
        assertThat(said).contains("disturbed.yaml:").doesNotContain("Exception");
        return said;
    }

    private static String outages(String settings) {
        return "faults:\n  - {kind: link-outages, timeToFailure: {mean: 1 h}, timeToRepair: {mean: 1 min}" + settings
                + "}\n";
    }

    @Test
    void namesWhatTheNetworkDoesNotHaveAndTheNearest() throws IOException {
        assertThat(refused(outages(", links: [wied]"))).contains(":9:", "faults[0].links", "wied", "Maybe", "wide");
        assertThat(refused(outages(", betweenSites: [site0, sit1]"))).contains("betweenSites", "sit1", "site1");
        assertThat(refused("faults: [{kind: slow-nodes, factor: 2, nodes: [site0-hst0]}]\n"))
                .contains("faults[0].nodes", "site0-hst0", "site0-host0");
        assertThat(refused("background: {flows: [{kind: greedy, from: [site0-host9], to: ['*']}]}\n"))
                .contains("background.flows[0].from", "site0-host9");
    }

    @Test
    void namesUnknownModelsDistributionsAndMethods() throws IOException {
        assertThat(refused("faults: [{kind: link-outage}]\n"))
                .contains("faults[0].kind", "'link-outage'", "link-outages");
        assertThat(refused(outages("").replace("mean: 1 h", "mean: 1"))).contains("timeToFailure.mean", "1", "ms");
        assertThat(refused(outages("").replace("mean: 1 h", "distribution: weibull, scale: 1 h")))
                .contains("shape");
        assertThat(refused("recovery: {giveUpAfter: 0 s}\n")).contains("recovery.giveUpAfter");
        assertThat(refused("background: {jobs: [{name: twin, replay: dpd}]}\n"))
                .contains("background.jobs[0].replay", "'dpd'", "ddp");
        assertThat(refused("background: {jobs: [{name: odd, stepTime: 1 s, exchange: 1 MB, hosts: [host]}]}\n"))
                .contains("background.jobs[0].hosts", "host");
        assertThat(refused("background: {jobs: [{name: odd, replay: ddp, stepTime: 1 s}]}\n"))
                .contains("not both");
        String twice = outages("") + outages("").replace("faults:\n", "");
        assertThat(refused(twice)).contains("faults[1]", "'link-outages'", "name: NAME");
    }

    @Test
    void namesFileLineAndValueOfABrokenTrace() throws IOException {
        String fault = "faults: [{kind: trace, file: '" + folder.resolve("trace.csv") + "', links: [wide]}]\n";
        assertThat(refused(fault)).contains("faults[0].file", "trace.csv", "does not exist");
        Files.writeString(folder.resolve("trace.csv"), "time,value\n0,1 Gbit/s\n5,many\n");
        assertThat(refused(fault)).contains("trace.csv", "line 3", "many");
        Files.writeString(folder.resolve("trace.csv"), "time,value\n5,1 Gbit/s\n4,1 Gbit/s\n");
        assertThat(refused(fault)).contains("line 3", "is before that of the row before");
    }

    @Test
    void saysWhatTheyComeTo() throws IOException {
        String further = outages(", name: wan, links: [wide]")
                + "background: {jobs: [{name: twin, replay: ddp}], flows: [{kind: greedy, from: ['*'], to: ['*']}]}\n";
        assertThat(Said.done("validate", file(further).toString()))
                .containsPattern(
                        "fault: wan \\(link-outages\\), \\d+ incidents in the first simulated day under seed 1")
                .contains("recovery: routes stay, transfers wait, given up after 1 d without progress")
                .contains("other job: twin, 4 workers, replay of ddp; on hosts that run workers of the methods too: ")
                .contains("background traffic: greedy, * to *");
    }

    @Test
    void aRunThatCannotFinishEndsWithOneAndKeepsEverything() throws IOException {
        Path out = folder.resolve("out");
        Path scenario = file("faults: [{kind: partition, groups: [[site0]], from: 50 s}]\n");
        Said said = Said.to(
                "run", scenario.toString(), "--out", out.toString(), "--threads", "1", "--runs", folder.toString());

        assertThat(said.code()).as(said.err()).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(said.err()).contains("failed: the workload cannot finish", "incident in progress");
        assertThat(said.out()).contains("ddp", "diloco", "undisturbed");
        String report = Files.readString(out.resolve("report.html"));
        assertThat(report)
                .contains(
                        "ddp failed: nothing more happens after",
                        "What was stuck when a method was given up",
                        "Incidents");
        assertThat(RunRecordJson.read(out.resolve("record.json")).methods()).hasSize(2);
        assertThat(Files.readString(out.resolve("timeline.json"))).contains("network: ");
        assertThat(Said.to("resume", out.toString(), "--quiet").code()).isEqualTo(ExitCode.INCOMPLETE);
    }

    @Test
    void congestionControlsAreStatedByHostSiteAndPattern() throws IOException {
        assertThat(refused("network: {congestionControls: {site9: bbr}}\n"))
                .contains("network.congestionControls", "site9", "site0");
        assertThat(refused("network: {congestionControls: {site0: vegas}}\n")).contains("vegas", "reno, cubic, bbr");
        assertThat(refused("network: {congestionControls: {'*host0': bbr, 'site0*': reno}}\n"))
                .contains("'*host0' gives it bbr", "site0-host0 reno");
        assertThat(Said.to(
                                "validate",
                                file("network: {congestionControls: {'*': reno, site0: bbr, site0-host1: cubic}}\n")
                                        .toString())
                        .code())
                .isEqualTo(ExitCode.DONE);
        assertThat(Said.to(
                                "validate",
                                file("network: {fidelity: analytic, congestionControls: {'*': reno}}\n")
                                        .toString())
                        .err())
                .contains("network.congestionControls", "has no effect");
    }

    @Test
    void aCapOfOneConnectionIsStatedByHost() throws IOException {
        assertThat(refused("network: {connectionRates: {site0: 5}}\n"))
                .contains("network.connectionRates", "10 Gbit/s");
        assertThat(refused("network: {connectionRates: {site7: 5 Gbit/s}}\n")).contains("connectionRates", "site7");
        assertThat(refused("network: {connectionRates: {'*host0': 5 Gbit/s, 'site0*': 1 Gbit/s}}\n"))
                .contains("'*host0' gives it 5 Gbit/s");
        double free = seconds("network: {bucket: 100 MB}\n", "free");
        double capped = seconds("network: {bucket: 100 MB, connectionRates: {'*': 100 Mbit/s}}\n", "capped");
        double spread =
                seconds("network: {bucket: 100 MB, connections: 4, connectionRates: {'*': 100 Mbit/s}}\n", "spread");
        assertThat(capped).isGreaterThan(2 * free);
        assertThat(spread).isBetween(free, 0.5 * capped);
    }

    /** One BBR connection leaves CUBIC less than another CUBIC one does: the queue holds one bandwidth-delay product. */
    @Test
    void aJobFeelsTheCongestionControlOfTheTrafficBesideIt() throws IOException {
        String flows = "background: {flows: [{kind: greedy, from: [site0-host1], to: [site1-host1]%s}]}\n";
        double beside = seconds(flows.formatted(""), "cubic");
        assertThat(seconds(flows.formatted(", congestionControl: cubic"), "same"))
                .isEqualTo(beside);
        double besideBbr = seconds(flows.formatted(", congestionControl: bbr"), "bbr");
        assertThat(besideBbr).isGreaterThan(1.2 * beside);
        assertThat(seconds("network: {congestionControls: {site0-host1: bbr}}\n" + flows.formatted(""), "host"))
                .isBetween(1.2 * beside, 1.2 * besideBbr);
    }

    private double seconds(String further, String name) throws IOException {
        Path out = folder.resolve(name);
        String scenario =
                SCENARIO.replace("topology:", "workers: 2\nplacement: [site0-host0, site1-host0]\ntopology:") + further;
        Path written = Files.writeString(folder.resolve(name + ".yaml"), scenario);
        Said said = Said.to(
                "run", written.toString(), "--out", out.toString(), "--threads", "1", "--runs", folder.toString());
        assertThat(said.code()).as(said.err()).isEqualTo(ExitCode.DONE);
        return RunRecordJson.read(out.resolve("record.json"))
                        .methods()
                        .get(0)
                        .totals()
                        .simulatedNanos()
                * 1e-9;
    }
}
