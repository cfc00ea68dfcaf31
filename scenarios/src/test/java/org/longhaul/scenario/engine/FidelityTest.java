package org.longhaul.scenario.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.network.NetworkValidity;
import org.longhaul.analysis.statistics.Comparison;
import org.longhaul.analysis.text.RunTable;
import org.longhaul.analysis.text.TextTable;
import org.longhaul.scenario.Runs;

/** Runs say whether they lie within what was measured, and a run whose network model is left open which it took. */
final class FidelityTest {
    private static final String STAR =
            """
            name: star
            topology: {builder: star, hosts: 4, bandwidth: %s, latency: %s}
            compute: {stepTime: 100 ms}
            model: {kind: quadratic, layers: 1, elements: 100000}
            training: {steps: 2, batch: 1, context: 1, optimizer: {kind: sgd, learningRate: 0.01}}
            methods: [{id: ddp}]
            network: {fidelity: %s, collective: ring}
            """;

    @TempDir
    Path folder;

    private int made;

    private RunRecord run(String bandwidth, String latency, String fidelity, String... further) {
        return Runs.run(
                folder.resolve("run" + made++),
                STAR.formatted(bandwidth, latency, fidelity) + String.join("\n", further));
    }

    private static NetworkValidity validity(RunRecord record) {
        NetworkValidity validity = record.methods().get(0).validity();
        assertThat(validity).isNotNull();
        return Objects.requireNonNull(validity);
    }

    private static String table(RunRecord record) {
        return RunTable.render(Comparison.of(record), TextTable.Style.UNICODE, 200);
    }

    @Test
    void aRunOnMeasuredPathsLiesInside() {
        RunRecord record = run("100 Mbit/s", "5 ms", "flow");
        assertThat(validity(record).outside()).isZero();
        assertThat(validity(record).kinds()).isEqualTo(1);
        assertThat(table(record)).contains("network: inside the ranges of the measured rows.");
    }

    @Test
    void aRunOnFasterAndShorterPathsSaysWhatLeavesTheRanges() {
        RunRecord record = run("40 Gbit/s", "0.01 ms", "flow");
        assertThat(validity(record).excesses())
                .extracting(NetworkValidity.Excess::quantity)
                .contains("rate");
        assertThat(table(record))
                .contains("network: rate, ")
                .contains("outside the ranges of the measured rows: see the report.");
        assertThat(record.provenance().assumptions())
                .anySatisfy(assumption -> assertThat(assumption.subject() + ": " + assumption.value())
                        .isEqualTo("measured ranges, ddp: outside"));
    }

    @Test
    void closedFormsAreJudgedByNoRow() {
        assertThat(run("100 Mbit/s", "5 ms", "analytic").methods().get(0).validity())
                .isNull();
    }

    @Test
    void aSmallRunIsSimulatedPacketByPacketIfTheModelIsLeftOpen() {
        RunRecord record = run("100 Mbit/s", "5 ms", "auto");
        assertThat(record.network().fidelity()).isEqualTo("packet");
        assertThat(Runs.seconds(record.methods().get(0)))
                .isEqualTo(Runs.seconds(
                        run("100 Mbit/s", "5 ms", "packet").methods().get(0)));
        // Of 1.2 MB each of 4 workers sends 300 kB, 208 segments and half as many acknowledgements, over 2 links, 6
        // times a step.
        assertThat(record.provenance().assumptions()).anySatisfy(assumption -> assertThat(assumption.value())
                .startsWith("network.fidelity: auto takes 'packet': the run takes about 29952 packet"));
    }

    @Test
    void aLargerRunAndOneWithOtherTrafficRunAsFlows() {
        RunRecord limited = run("100 Mbit/s", "5 ms", "{kind: auto, packetLimit: 10000, congestionControl: reno}");
        assertThat(limited.network().fidelity()).isEqualTo("flow");
        assertThat(limited.provenance().assumptions()).anySatisfy(assumption -> assertThat(assumption.value())
                .startsWith("network.fidelity: auto takes 'flow': up to ddp the run takes 29952 packet"));
        assertThat(Runs.seconds(limited.methods().get(0)))
                .isEqualTo(Runs.seconds(run("100 Mbit/s", "5 ms", "{kind: flow, congestionControl: reno}")
                        .methods()
                        .get(0)));
        assertThat(run(
                                "100 Mbit/s",
                                "5 ms",
                                "auto",
                                "background: {flows: [{kind: greedy, name: other, from: [host0], to: [host1]}]}")
                        .network()
                        .fidelity())
                .isEqualTo("flow");
    }
}
