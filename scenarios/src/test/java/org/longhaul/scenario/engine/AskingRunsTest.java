package org.longhaul.scenario.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.analysis.record.Assumption;
import org.longhaul.analysis.record.Hearing;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.disturbance.Disturbances;
import org.longhaul.scenario.Runs;
import org.longhaul.scenario.engine.plan.RunPlan;
import org.longhaul.scenario.file.InvalidFileException;

/** Whole runs of methods that ask the network, whose answers can be worked out by hand. */
final class AskingRunsTest {
    /** Four steps of 100 ms, and twice that: updates are sent at 400 and 800 ms; the vector of 10 values takes no time. */
    private static final String TWO =
            """
            name: asking
            topology: {builder: star, hosts: 3, bandwidth: 1 Gbit/s, latency: 1 ms}
            clients: 2
            server: host2
            compute: {stepTime: 100 ms}
            stragglers: {factors: [1, 2, 1]}
            model: {kind: quadratic, layers: 1, elements: 10}
            training: {steps: 16, batch: 1, context: 1, optimizer: {kind: sgd, learningRate: 0.1}, evaluateEvery: 4}
            methods:
              - {id: fedavg, label: fedavg, parameterPeriod: 4}
              - {id: fedavg-deadline, label: long, parameterPeriod: 4, deadline: 1 s}
              - {id: fedavg-deadline, label: short, parameterPeriod: 4, deadline: 600 ms}
              - {id: async-local-sgd, label: async, parameterPeriod: 4}
            """;

    @TempDir
    Path folder;

    @Test
    void theSlowOneIsLateWhereTheDeadlineLiesBetween() {
        RunRecord run = Runs.run(folder.resolve("run"), TWO);
        MethodRecord patient = Runs.method(run, "long");
        assertThat(patient.hearings()).containsExactly(new Hearing(0, 4, 0L, 0, 0), new Hearing(1, 4, 0L, 0, 0));
        // Nobody is late: the losses are those of federated averaging.
        MethodRecord fedavg = Runs.method(run, "fedavg");
        assertThat(patient.curve().stream().map(point -> point.values()))
                .containsExactlyElementsOf(
                        fedavg.curve().stream().map(point -> point.values()).toList());
        assertThat(Runs.seconds(patient)).isBetween(3.2, 3.3);

        // Round 1 ends at 600 ms without worker 1, which is done soon after 800 ms; it is there again for the third.
        MethodRecord hasty = Runs.method(run, "short");
        List<Hearing> hearings = hasty.hearings();
        assertThat(hearings.get(0)).isEqualTo(new Hearing(0, 4, 0L, 0, 0));
        assertThat(hearings.get(1)).isEqualTo(new Hearing(1, 0, 2L, 0, 0));
        assertThat(Runs.seconds(hasty)).isBetween(1.9, 2.1);
    }

    @Test
    void arrivalsComeInTheOrderOfSpeeds() {
        MethodRecord async = Runs.method(Runs.run(folder.resolve("run"), TWO), "async");
        // 0 at 0.4, 1 at 0.8 and 0 at 0.8 + a round trip, 0 at 1.2, 1 at 1.6, 0 at 1.6, 0 at 2.0 …: eight arrivals.
        assertThat(async.totals().steps()).isEqualTo(8);
        assertThat(async.hearings()).extracting(Hearing::client).containsExactly(0, 1);
        assertThat(async.hearings().get(0).heard()).isEqualTo(5);
        assertThat(async.hearings().get(1).heard()).isEqualTo(3);
        assertThat(async.hearings().get(0).mostStale()).isEqualTo(1);
        assertThat(async.hearings().get(1).mostStale()).isEqualTo(2);
        assertThat(Runs.seconds(async)).isBetween(2.0, 2.5);
    }

    @Test
    void whatDoesNotFitTheNumberOfClientsIsSaidBeforeTheRun() {
        String async = "{id: async-local-sgd, label: async, parameterPeriod: 4";
        assertThatThrownBy(() -> Runs.plan(TWO.replace(async, async + ", between: 0.6")))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("between (0.6) must be at most 1 / 2");
        assertThat(Runs.plan(TWO.replace(async, async + ", between: 0.5")).warnings())
                .isEmpty();
        assertThat(Runs.plan(TWO.replace("deadline: 1 s", "deadline: 1 s, minimumClients: 2"))
                        .warnings())
                .singleElement()
                .asString()
                .contains("methods[1].deadline", "minimumClients (2) waits for all 2 clients");
        assertThat(Runs.plan(TWO.replace("deadline: 1 s", "deadline: 1 s, minimumClients: 3"))
                        .warnings())
                .anySatisfy(warning -> assertThat(warning)
                        .contains(
                                "methods[1].minimumClients",
                                "minimumClients (3) is above the number of clients (2): every round waits for all of"
                                        + " them"));
        assertThat(Runs.plan("participation: {kind: random, clients: 1}\n"
                                + TWO.replace("deadline: 1 s", "deadline: 1 s, minimumClients: 2"))
                        .warnings())
                .anySatisfy(warning ->
                        assertThat(warning).contains("minimumClients (2) is above the clients of a round (1)"));
    }

    /** It has no rounds that somebody could be chosen for. */
    @Test
    void allClientsOfAnAsynchronousMethodTakePart() {
        RunPlan plan = Runs.plan("participation: {kind: random, clients: 1}\n" + TWO);
        assertThat(plan.methods())
                .extracting(method -> method.training().cohort())
                .containsExactly(1.0, 1.0, 1.0, 2.0);
        assertThat(plan.warnings()).first().asString().contains("participation: has no effect on this method", "async");
        assertThat(plan.warnings()).hasSize(3).anySatisfy(warning -> assertThat(warning)
                .contains("methods[1].deadline", "minimumClients (1) waits for all 1 clients of a round"));
    }

    /** What the network answered belongs to it: neither another model nor a run without a fault is asked with the same steps. */
    @Test
    void stepsThatFollowFromAnswersAreNotSimulatedOnOtherNetworks() {
        String network = "network: {fidelity: flow, compareWith: [analytic]}\n"
                + "faults: [{kind: slow-nodes, name: slow, factor: 2, nodes: [host0], from: 0 s, until: 500 ms}]\n";
        RunPlan plan = Runs.plan(network + TWO);
        assertThat(plan.warnings())
                .filteredOn(warning -> warning.contains("network.compareWith"))
                .hasSize(3)
                .allSatisfy(warning -> assertThat(warning).contains("it asks the network"));
        RunRecord run = Runs.run(folder.resolve("run"), network + TWO);
        for (MethodRecord method : run.methods()) {
            boolean asks = !method.label().equals("fedavg");
            assertThat(method.departures().isEmpty()).as(method.label()).isEqualTo(asks);
            Disturbances all = Objects.requireNonNull(method.disturbances());
            assertThat(all.incidents()).as(method.label()).hasSize(1);
            assertThat(all.faults().get(0).costNanos() == null)
                    .as(method.label())
                    .isEqualTo(asks);
        }
        assertThat(run.provenance().assumptions())
                .filteredOn(each -> each.value().equals("hold on this network alone"))
                .extracting(Assumption::subject)
                .containsExactly("steps of long", "steps of short", "steps of async");
    }

    @Test
    void oneSeedIsOneRun() {
        RunRecord first = Runs.run(folder.resolve("a"), TWO);
        RunRecord second = Runs.run(folder.resolve("b"), TWO);
        assertThat(first.provenance().fingerprint())
                .isEqualTo(second.provenance().fingerprint());
    }
}
