package org.longhaul.simulator.workload.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.longhaul.simulator.Draws;
import org.longhaul.simulator.fault.Fault;
import org.longhaul.simulator.fault.Incident;
import org.longhaul.simulator.fault.IncidentSource;
import org.longhaul.simulator.fault.Occurrence;
import org.longhaul.simulator.workload.result.ExecutionResult;
import org.longhaul.topology.Topology;

/** Every run under random faults ends with a result or a diagnosis, with every byte accounted for. */
class RandomFaultsTest {

    private static final List<String> FAST = List.of(Bench.FLUID, "flow", Bench.TRANSFERS, "analytic");
    /** Longest patience of a random run, and a hundred times the longest computation under any slow-down. */
    private static final long LONGEST_NANOS = 3600L * 1_000_000_000;

    @Test
    void everyRunEndsWithAResultOrADiagnosisAndWithItsBytes() {
        int finished = 0;
        int runs = Draws.of(200, 470);
        for (long seed = 0; seed < runs; seed++) {
            finished += requireEnd(seed, new RandomRun(seed, FAST, seed % 5 == 0)) ? 1 : 0;
        }
        assertThat(finished).isBetween(runs * 300 / 470, runs * 450 / 470);
    }

    @Test
    void packetByPacketToo() {
        int finished = 0;
        for (long seed = 0; seed < 30; seed++) {
            finished += requireEnd(seed, new RandomRun(seed, List.of(Bench.PACKET), seed % 5 == 0)) ? 1 : 0;
        }
        assertThat(finished).isBetween(15, 29);
    }

    /** Runs; whether it finished. */
    private static boolean requireEnd(long seed, RandomRun run) {
        RandomRun.Outcome outcome = run.run(true);
        String what = "seed " + seed + " on " + run.model + " " + run.topology + " " + run.conditions;
        assertThat(outcome.nowNanos()).as(what).isLessThan(LONGEST_NANOS);
        assertThat(outcome.network().completedTwice).as(what).isZero();
        if (outcome.result() != null) {
            requireStruck(what, run, outcome.result());
            requireConserved(what, run, outcome);
            return true;
        }
        assertThat(outcome.stalled()).as(what).isNotNull();
        if (outcome.stalled() != null) {
            assertThat(outcome.stalled().stall().blockages()).as(what).isNotEmpty();
        }
        return false;
    }

    /** What the simulator says struck is what the faults draw up to the end of the run. */
    private static void requireStruck(String what, RandomRun run, ExecutionResult result) {
        List<Incident> drawn = new ArrayList<>();
        for (Fault fault : run.conditions.faults()) {
            IncidentSource source = fault.incidents(run.topology, run.conditions.streams());
            Incident incident = source.next();
            while (incident != null && incident.startNanos() < result.elapsedNanos()) {
                drawn.add(incident);
                incident = source.next();
            }
        }
        assertThat(result.surroundings().occurrences().stream()
                        .map(Occurrence::incident)
                        .filter(incident -> incident.startNanos() < result.elapsedNanos()))
                .as(what)
                .containsExactlyInAnyOrderElementsOf(drawn);
    }

    /** What left a host on its only line, and what arrived on it, is what its transfers carried. */
    private static void requireConserved(String what, RandomRun run, RandomRun.Outcome outcome) {
        CountingNetwork network = outcome.network();
        boolean isAlone =
                run.conditions.jobs().isEmpty() && run.conditions.flows().isEmpty();
        if (!isAlone) {
            return;
        }
        assertThat(network.completed).as(what).isEqualTo(network.started);
        assertThat(network.activeTransfers()).as(what).isEmpty();
        Topology topology = run.topology;
        for (int host : topology.hosts()) {
            assertThat(topology.degree(host)).isEqualTo(1);
            int out = topology.outArc(host, 0);
            assertThat(network.arcPayloadBytes(out)).as(what).isEqualTo(network.sentBytes[host]);
            assertThat(network.arcPayloadBytes(out ^ 1)).as(what).isEqualTo(network.receivedBytes[host]);
        }
    }

    @Test
    void theSameSeedTakesTheSameCourse() {
        for (long seed = 1000; seed < 1008; seed++) {
            RandomRun.Outcome once = new RandomRun(seed, FAST, true).run(true);
            RandomRun.Outcome again = new RandomRun(seed, FAST, true).run(true);
            assertThat(again.transcript().lines).isEqualTo(once.transcript().lines);
            assertThat(again.result() == null).isEqualTo(once.result() == null);
            if (once.result() != null && again.result() != null) {
                assertThat(again.result().fingerprint()).isEqualTo(once.result().fingerprint());
                assertThat(again.result().surroundings())
                        .isEqualTo(once.result().surroundings());
            }
        }
    }
}
