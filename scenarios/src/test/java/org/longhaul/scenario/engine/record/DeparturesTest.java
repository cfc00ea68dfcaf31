package org.longhaul.scenario.engine.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.analysis.record.Departure;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.scenario.Runs;

/** What a detailed network model adds to the closed forms is put down to the effect that adds it. */
final class DeparturesTest {
    private static final String LONG_AND_FAST =
            """
            name: window
            topology: {builder: star, hosts: 4, bandwidth: 10 Gbit/s, latency: 15 ms}
            compute: {stepTime: 1 s}
            model: {kind: quadratic, layers: 1, elements: 2}
            projectAs: {architecture: mpt-7b, wireFormat: bf16}
            training: {steps: 4, batch: 1, context: 1, optimizer: {kind: sgd, learningRate: 0.01}}
            methods: [{id: ddp}]
            network: {fidelity: flow, collective: ring, overlap: none}
            """;

    @TempDir
    Path folder;

    @Test
    void aWindowBelowTheBandwidthDelayProductIsATermOfItsOwn() {
        RunRecord run = Runs.run(folder.resolve("run"), LONG_AND_FAST);
        Departure departure = run.methods().get(0).departures().get(0);
        List<Departure.Term> terms = departure.terms();

        // A round trip of 60 ms carries at most one window of 64 MiB: 8.95 of the 10 Gbit/s.
        double windowBitsPerSecond = (1 << 26) * 8 / 0.060;
        double transferSeconds = departure.referenceSeconds() - 4 * (1 + 6 * 0.030);
        assertThat(terms)
                .filteredOn(term -> term.name().startsWith("largest window"))
                .singleElement()
                .satisfies(term -> assertThat(term.seconds() / transferSeconds)
                        .isCloseTo(10e9 / windowBitsPerSecond - 1, within(0.01)));
        assertThat(terms).noneMatch(term -> term.name().startsWith("sharing of links") && term.seconds() > 1e-3);
        assertThat(terms.stream().mapToDouble(Departure.Term::seconds).sum())
                .isCloseTo(departure.valueSeconds() - departure.referenceSeconds(), within(1e-6));
    }
}
