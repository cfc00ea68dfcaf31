package org.longhaul.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.longhaul.analysis.record.Departure;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.scenario.replay.Replay;

/** The shipped scenario {@code ethernet-cluster} at three bandwidths: what MT-DAO saves over DDP per step. */
@NullUnmarked
final class EthernetClusterTest {
    @TempDir
    private static Path folder;

    private static Replay recorded;

    /** Trained once: the network has no say in it. */
    @BeforeAll
    static void train() throws IOException {
        String yaml = Files.readString(LibraryTest.LIBRARY.resolve("ethernet-cluster.yaml"))
                .replace("compareWith: [analytic]", "compareWith: []")
                .replace("steps: 384", "steps: 96");
        Runs.run(folder.resolve("run"), yaml);
        recorded = Replay.of(folder.resolve("run"));
    }

    private static RunRecord run(String bandwidth, String fidelity) {
        return recorded.run(
                ScenarioChanges.none().set("topology.bandwidth=" + bandwidth).set("network.fidelity=" + fidelity));
    }

    private static double saving(RunRecord run, String baseline) {
        return 1 - Runs.seconds(Runs.method(run, "mt-dao")) / Runs.seconds(Runs.method(run, baseline));
    }

    @ParameterizedTest
    @CsvSource({"100 Gbit/s, 0.097, 0.001", "50 Gbit/s, 0.174, 0.001", "25 Gbit/s, 0.29, 0.003"})
    void savesWhatTheClosedFormsSay(String bandwidth, double saving, double rounding) {
        RunRecord run = run(bandwidth, "{kind: analytic, latency: false}");
        assertThat(Runs.method(run, "mt-dao").totals().units()).isEqualTo(9);
        assertThat(Runs.method(run, "ddp").totals().units()).isEqualTo(96);
        assertThat(Runs.method(run, "ddp").totals().modelBytes()).isBetween(2_879_000_000L, 2_880_000_000L);
        assertThat(saving(run, "ddp")).isCloseTo(saving, within(rounding));
        assertThat(saving(run, "ddp overlapped")).isLessThan(saving / 2);
    }

    @ParameterizedTest
    @CsvSource({"25 Gbit/s, 0.29"})
    void flowAddsHeadersAndStartUpAndExplainsThem(String bandwidth, double analyticSaving) {
        RunRecord run = run(bandwidth, "flow");
        assertThat(saving(run, "ddp")).isBetween(analyticSaving, analyticSaving + 0.03);
        MethodRecord ddp = Runs.method(run, "ddp");
        Departure departure = ddp.departures().get(0);
        assertThat(departure.valueSeconds()).isEqualTo(Runs.seconds(ddp));
        assertThat(departure.unexplainedSeconds()).isCloseTo(0, within(1e-6));
        assertThat(departure.terms()).anySatisfy(term -> {
            assertThat(term.name()).contains("headers");
            // 52 bytes of headers to 1448 of payload on every byte of the communication.
            double communication = departure.referenceSeconds() - 96 * 2.9;
            assertThat(term.seconds() / communication).isCloseTo(52.0 / 1448, within(0.003));
        });
    }
}
