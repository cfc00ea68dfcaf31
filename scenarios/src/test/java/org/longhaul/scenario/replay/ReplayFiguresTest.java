package org.longhaul.scenario.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.longhaul.scenario.replay.ReplayTest.TWO_SITES;
import static org.longhaul.scenario.replay.ReplayTest.set;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.scenario.Runs;
import org.longhaul.scenario.engine.simulation.ProgressListener;
import org.longhaul.scenario.engine.simulation.RunControl;

/** Figures of a replay are those of its record, whichever way they are made. */
@NullUnmarked
final class ReplayFiguresTest {
    @TempDir
    private static Path folder;

    private static Path recorded;

    @BeforeAll
    static void record() {
        recorded = folder.resolve("recorded");
        Runs.run(recorded, TWO_SITES);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "topology.wide=250 Mbit/s",
                "network.fidelity=analytic",
                "faults=[{kind: maintenance, links: [wide], first: 2 s, duration: 3 s}]",
                "background={jobs: [{name: other, hosts: [site0-host1, site1-host1], stepTime: 200 ms, exchange: 4 MB}]}"
            })
    void figuresAreThoseOfTheReplay(String change) throws IOException {
        Replay replay = Replay.of(recorded);
        RunRecord whole = replay.run(set(change));
        RunRecord figures = replay.figures(set(change));
        ExecutorService threads = Executors.newFixedThreadPool(3);
        RunRecord inThreads;
        try {
            inThreads = replay.plan(set(change)).figures(threads);
        } finally {
            threads.shutdownNow();
        }

        assertThat(inThreads).usingRecursiveComparison().isEqualTo(figures);
        boolean isDisturbed = whole.methods().get(0).disturbances() != null;
        assertThat(figures.provenance())
                .usingRecursiveComparison()
                .ignoringFields(isDisturbed ? new String[] {"fingerprint"} : new String[0])
                .isEqualTo(whole.provenance());
        assertThat(figures.methods()).hasSameSizeAs(whole.methods());
        for (int i = 0; i < whole.methods().size(); i++) {
            assertThat(figures.methods().get(i))
                    .usingRecursiveComparison()
                    .ignoringFields("timeline", "departures", "disturbances")
                    .isEqualTo(whole.methods().get(i));
        }
    }

    /** Steps are equal under both seeds, and a simulation differs only where something is drawn. */
    @ParameterizedTest
    @CsvSource({
        "analytic, topology.wide=250 Mbit/s, 1",
        "analytic, stragglers.factors[0]=1.5, 1",
        "analytic, stragglers.variation=0.2, 2",
        "flow, topology.wideLossRate=1e-4, 2"
    })
    void seedsOfWhichNothingIsAskedAreSimulatedOnce(String fidelity, String change, int times) throws IOException {
        AtomicLong last = new AtomicLong();
        AtomicInteger begun = new AtomicInteger();
        ProgressListener progress = new ProgressListener() {
            @Override
            public void simulated(long nanos) {
                // The clock of a simulation begins anew.
                if (nanos <= last.getAndSet(nanos)) {
                    begun.incrementAndGet();
                }
            }
        };
        ReplayPlan plan = Replay.of(recorded)
                .plan(set("network.fidelity=" + fidelity, "stragglers={factors: [1, 1, 1, 1]}", change));
        last.set(Long.MAX_VALUE);

        RunRecord both = plan.run(plan.manifest("both", "2026-01-01T00:00:00Z", folder), new RunControl(), progress);

        int methods = plan.plan().methods().size();
        assertThat(begun).hasValue(times * methods);
        assertThat(both.methods()).hasSize(2 * methods);
        boolean isDrawn = times == 2;
        for (int m = 0; m < methods; m++) {
            boolean isSame = both.methods().get(m).totals().simulatedNanos()
                    == both.methods().get(methods + m).totals().simulatedNanos();
            assertThat(isSame).isNotEqualTo(isDrawn);
        }
    }
}
