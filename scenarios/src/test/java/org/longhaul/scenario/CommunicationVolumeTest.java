package org.longhaul.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.network.ExchangeSummary;
import org.longhaul.analysis.record.timeline.SpanCategory;
import org.longhaul.analysis.record.timeline.Timeline;

/**
 * What the methods send over a whole cycle of their periods or two, counted from the tensors that they exchange, through the whole
 * path.
 */
final class CommunicationVolumeTest {
    @TempDir
    Path folder;

    @Test
    void countsUnitsOverWholeCycles() {
        RunRecord run = Runs.run(
                folder.resolve("run"),
                """
                name: volume
                topology: {builder: star, hosts: 2, bandwidth: 100 Gbit/s}
                model: {kind: quadratic, layers: 1, elements: 2}
                projectAs: {architecture: llama-1b}
                compute: {stepTime: 1 s}
                training: {replicas: stacked, steps: 1536, batch: 1, context: 1, optimizer: {kind: adopt, learningRate: 0.01}}
                methods:
                  - {id: ddp, steps: 96}
                  - {id: des-loc, parameterPeriod: 256, firstMomentPeriod: 768, secondMomentPeriod: 1536}
                  - {id: local-adam, steps: 256, period: 256}
                  - {id: mt-dao, steps: 192, optimizer: {kind: qh-adopt, learningRate: 0.01}}
                  - {id: local-sgd, label: fedavg 64, steps: 128, parameterPeriod: 64}
                  - {id: local-sgd, label: fedavg 128, steps: 128, parameterPeriod: 128}
                  - {id: local-sgd, label: fedavg 512, steps: 512, parameterPeriod: 512}
                network: {fidelity: analytic, overlap: none}
                """);
        assertThat(units(run, "ddp")).isEqualTo(96);
        assertThat(units(run, "des-loc")).isEqualTo(9);
        assertThat(fewer(run, "des-loc")).isCloseTo(170.67, within(0.005));
        assertThat(fewer(run, "local-adam")).isCloseTo(85.33, within(0.005));
        assertThat(fewer(run, "mt-dao")).isCloseTo(10.667, within(0.0005));
        assertThat(fewer(run, "fedavg 64")).isEqualTo(64);
        assertThat(fewer(run, "fedavg 128")).isEqualTo(128);
        assertThat(fewer(run, "fedavg 512")).isEqualTo(512);

        MethodRecord desLoc = Runs.method(run, "des-loc");
        assertThat(desLoc.exchanges()).extracting(ExchangeSummary::count).containsExactlyInAnyOrder(6L, 2L, 1L);
        assertThat(desLoc.exchanges()).allSatisfy(e -> assertThat(e.units()).isEqualTo(1));
        Timeline timeline = Objects.requireNonNull(desLoc.timeline());
        assertThat(timeline.spans())
                .filteredOn(span -> span.worker() == 0 && span.category() == SpanCategory.EXPOSED_COMMUNICATION)
                .as("the burst of three states that are due together")
                .hasSize(3);
    }

    private static double units(RunRecord run, String label) {
        return Runs.method(run, label).totals().units();
    }

    /** How many times fewer than ddp in as many steps. */
    private static double fewer(RunRecord run, String label) {
        double ddp = units(run, "ddp") / Runs.method(run, "ddp").totals().steps();
        return ddp * Runs.method(run, label).totals().steps() / units(run, label);
    }
}
