package org.longhaul.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.analysis.record.MemoryRecord;
import org.longhaul.analysis.record.MemoryUse;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.Outcome;
import org.longhaul.analysis.record.RunRecord;

/** What a run says that a worker keeps, trains and pays, against figures by hand. */
final class AccountsTest {
    private static final long CHARGED = 125_000_000;

    @TempDir
    Path folder;

    private final String scenario =
            """
            name: accounts
            topology: {builder: two-sites, hostsPerSite: 1, wide: 1 Gbit/s, wideLatency: 5 ms, wideDollarsPerGigabyte: 0.5}
            compute: {stepTime: 1 s}
            model: {kind: quadratic, layers: 1, elements: 64}
            projectAs: {architecture: mpt-125m, parameters: 125000000, wireFormat: bf16}
            training: {steps: 6, batch: 4, context: 8, optimizer: {kind: adamw, learningRate: 0.01}}
            methods: [{id: ddp}, {id: diloco, parameterPeriod: 4}]
            network: {fidelity: analytic, overlap: none, collective: ring}
            """;

    @Test
    void memoryIsThatOfTheVectorsAtTheChargedSize() {
        RunRecord run = Runs.run(folder.resolve("run"), scenario);
        // Three groups of 64 float32 values; parameters, gradients, two moments; outer parameters and outer momentum.
        long trained = 4 * 3 * 64;
        long projected = 4 * CHARGED;
        assertThat(Runs.method(run, "ddp").memory())
                .isEqualTo(new MemoryRecord(
                        new MemoryUse(trained, trained, 2 * trained, 0),
                        new MemoryUse(projected, projected, 2 * projected, 0)));
        assertThat(Runs.method(run, "diloco").memory())
                .isEqualTo(new MemoryRecord(
                        new MemoryUse(trained, trained, 2 * trained, 2 * trained),
                        new MemoryUse(projected, projected, 2 * projected, 2 * projected)));
    }

    @Test
    void tokensBytesAndDollarsFollowFromStepsAndExchanges() {
        RunRecord run = Runs.run(folder.resolve("run"), scenario);
        MethodRecord ddp = Runs.method(run, "ddp");
        MethodRecord diloco = Runs.method(run, "diloco");
        assertThat(ddp.totals().items()).isEqualTo(6 * 2 * 4 * 8);
        assertThat(ddp.totals().volume().chargedBytes()).isEqualTo(6 * 2 * CHARGED);
        // A whole round and the one that the last step breaks off.
        assertThat(diloco.totals().volume().chargedBytes()).isEqualTo(2 * 2 * CHARGED);
        // In a ring of two, each sends the whole vector, the one way and the other; the price is per 10^9 bytes.
        assertThat(ddp.dollars()).isCloseTo(2 * 6 * 2 * CHARGED / 1e9 * 0.5, within(1e-9));
        assertThat(diloco.dollars()).isCloseTo(2 * 2 * 2 * CHARGED / 1e9 * 0.5, within(1e-9));
    }

    /** What was sent up to a halt is not counted, so that it has no price either: it was not for nothing. */
    @Test
    void whatCameToAHaltHasNoPrice() {
        RunRecord run = Runs.run(
                folder.resolve("run"),
                scenario
                        + """
                        faults: [{kind: maintenance, name: cut, links: [wide], first: 3 s, duration: 1000 h}]
                        recovery: {giveUpAfter: 60 s}
                        """);
        assertThat(Runs.method(run, "ddp").outcome().kind()).isEqualTo(Outcome.Kind.FAILED);
        assertThat(Runs.method(run, "ddp").dollars()).isNull();
    }

    /** What is sent from a region costs what its provider lists there: the two ways of one line differ. */
    @Test
    void dollarsFollowFromWhereTheBytesAreSent() {
        RunRecord run = Runs.run(
                folder.resolve("run"),
                scenario.replaceFirst(
                        "topology: .*", "topology: {builder: clouds, regions: [aws:us-east-1, aws:sa-east-1]}"));
        MethodRecord ddp = Runs.method(run, "ddp");
        assertThat(ddp.dollars()).isCloseTo(6 * 2 * CHARGED / 1e9 * (0.02 + 0.138), within(1e-9));
        assertThat(run.network().links().get(2).dollarsPerGigabyte()).isEqualTo(0.02);
        assertThat(run.network().links().get(2).backwardDollarsPerGigabyte()).isEqualTo(0.138);
    }
}
