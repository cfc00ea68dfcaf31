package org.longhaul.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.network.Volume;

/** What is trained, what is charged and what the links carry are three counts. */
final class VolumeTest {
    private static final String DDP =
            """
            name: volume
            topology: {builder: star, hosts: %d, bandwidth: 100 Mbit/s, latency: 10 ms}
            workers: %d
            compute: {stepTime: 1 s}
            model: {kind: quadratic, layers: 1, elements: 64}
            projectAs: {architecture: mpt-125m, parameters: 125000000, wireFormat: bf16}
            training: {steps: 2, batch: 1, context: 1, optimizer: {kind: adamw, learningRate: 0.01}}
            methods: [{id: ddp}]
            network: {fidelity: %s, overlap: none, collective: %s}
            %s
            """;

    @TempDir
    Path folder;

    private int made;

    private MethodRecord ddp(int hosts, int workers, String fidelity, String collective, String more) {
        return Runs.run(folder.resolve("run" + made++), DDP.formatted(hosts, workers, fidelity, collective, more))
                .methods()
                .get(0);
    }

    @ParameterizedTest
    @CsvSource({
        // a ring sends 2 (W - 1) / W of the vector, everybody to everybody W - 1 times
        "7, ring, 428571428",
        "7, all-to-all, 1500000000",
        "2, ring, 250000000",
        "16, all-to-all, 3750000000"
    })
    void countsWhatOneHostPutsOnItsLinks(int workers, String collective, long linkBytes) {
        MethodRecord ddp = ddp(workers, workers, "analytic", collective, "");

        Volume volume = ddp.totals().volume();
        assertThat(volume.chargedBytes()).isEqualTo(2 * 250_000_000L);
        assertThat((double) volume.linkBytes()).isCloseTo(2.0 * linkBytes, within(16.0));
        assertThat(ddp.curve().get(1).volume().linkBytes())
                .isBetween(volume.linkBytes() / 2, volume.linkBytes() / 2 + 1);
        assertThat((double) ddp.exchanges().get(0).each().linkBytes()).isCloseTo(linkBytes, within(16.0));
    }

    @Test
    void tellsTheTrainedTensorsFromTheChargedModel() {
        Volume volume = ddp(4, 4, "analytic", "ring", "").totals().volume();

        assertThat(volume.vectorBytes()).isBetween(2 * 192 * 2L, 2 * 192 * 4L);
        assertThat(volume.chargedBytes()).isEqualTo(500_000_000L);
    }

    @Test
    void aServerThatIsNoWorkerIsNotCounted() {
        Volume volume = ddp(5, 4, "analytic", "parameter-server", "placement: fill")
                .totals()
                .volume();

        // Each worker sends its vector once; the server's answers leave another host.
        assertThat(volume.linkBytes()).isEqualTo(volume.chargedBytes());
    }

    @Test
    void headersCountWhereTheNetworkModelHasThem() {
        MethodRecord ddp = ddp(4, 4, "flow", "ring", "");

        Volume volume = ddp.totals().volume();
        double payload = 1.5 * volume.chargedBytes();
        assertThat(volume.linkBytes() / payload).isBetween(1.03, 1.12);
        long wire = ddp.arcs().stream()
                .filter(arc -> arc.from().startsWith("host"))
                .mapToLong(arc -> arc.wireBytes())
                .sum();
        assertThat((double) volume.linkBytes()).isCloseTo(wire / 4.0, within(2.0));
    }

    @Test
    void trafficOfOthersIsNotCounted() {
        Volume alone = ddp(4, 4, "flow", "ring", "").totals().volume();
        Volume beside = ddp(
                        4,
                        4,
                        "flow",
                        "ring",
                        """
                        background:
                          flows:
                            - {kind: on-off, from: [host0], to: [host2], rate: 50 Mbit/s}
                        """)
                .totals()
                .volume();

        assertThat((double) beside.linkBytes()).isCloseTo(alone.linkBytes(), within(0.01 * alone.linkBytes()));
    }
}
