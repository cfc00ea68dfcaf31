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
        RunRecord run = Runs.runAndReplay(folder.resolve("run"), TWO);
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
        MethodRecord async = Runs.method(Runs.runAndReplay(folder.resolve("run"), TWO), "async");
        // 0 at 0.4, 1 at 0.8 and 0 at 0.8 + a round trip, 0 at 1.2, 1 at 1.6, 0 at 1.6, 0 at 2.0 …: eight arrivals.
        assertThat(async.totals().steps()).isEqualTo(8);
        assertThat(async.hearings()).extracting(Hearing::client).containsExactly(0, 1);
        assertThat(async.hearings().get(0).heard()).isEqualTo(5);
        assertThat(async.hearings().get(1).heard()).isEqualTo(3);
        assertThat(async.hearings().get(0).mostStale()).isEqualTo(1);
        assertThat(async.hearings().get(1).mostStale()).isEqualTo(2);
        assertThat(Runs.seconds(async)).isBetween(2.0, 2.5);
    }

    /** With 4 and 2 steps both take 400 ms, and nobody is stale but by the other. */
    @Test
    void stepsBySpeedLetAllReplyEquallyOften() {
        String bySpeed = "  - {id: async-local-sgd, label: by speed, parameterPeriod: 4, speeds: [1, 0.5]}\n";
        MethodRecord method = Runs.method(Runs.runAndReplay(folder.resolve("run"), TWO + bySpeed), "by speed");
        // 16 steps of two workers in arrivals of 3 on average.
        assertThat(method.totals().steps()).isEqualTo(11);
        assertThat(method.hearings()).extracting(Hearing::heard).containsExactlyInAnyOrder(6L, 5L);
        assertThat(method.hearings()).extracting(Hearing::mostStale).containsExactly(1L, 1L);
        assertThat(Runs.plan(TWO + bySpeed).warnings())
                .hasSameSizeAs(Runs.plan(TWO).warnings());
        assertThatThrownBy(() -> Runs.plan(TWO + bySpeed.replace("0.5", "0.5, 1")))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("speeds must be one for each of the 2 workers, found 3");
        assertThatThrownBy(() -> Runs.plan(TWO + bySpeed.replace("1, 0.5", "1")))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("speeds must be one for each of the 2 workers, found 1");
    }

    @Test
    void moreFragmentsThanParametersAreRefused() {
        String fragments = "  - {id: decoupled-diloco, parameterPeriod: 16, fragments: 16}\n";
        assertThatThrownBy(() -> Runs.plan(TWO.replace("elements: 10", "elements: 5") + fragments))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("fragments (16) must be at most 15, the number of the model's parameters");
    }

    /**
     * Regions of two clients, 100 ms apart, of whom each takes 100 ms. Both send what they have come to after two arrivals, at 0.1
     * s. The global model is with the near one at once, with the far one at 0.3 s: of the arrivals meanwhile none counts.
     */
    @Test
    void regionsGoOnWhileTheirUpdatesTravel() {
        String two =
                """
                name: two-levels
                topology: {builder: two-sites, hostsPerSite: 3, access: 1 Gbit/s, accessLatency: 1 us, wide: 1 Gbit/s, wideLatency: 100 ms}
                clients: 4
                workers: 4
                placement: [site0-host0, site0-host1, site1-host0, site1-host1]
                server: site0-host2
                federation: {a: [site0], b: [site1]}
                compute: {stepTime: 50 ms}
                model: {kind: quadratic, layers: 1, elements: 10}
                training: {steps: 40, batch: 1, context: 1, optimizer: {kind: sgd, learningRate: 0.1}, evaluateEvery: 40}
                methods:
                  - {id: halos, parameterPeriod: 2, accumulation: 2, localBuffer: 1, globalBuffer: 1}
                  - {id: async-local-sgd, parameterPeriod: 2}
                """;
        RunRecord run = Runs.runAndReplay(folder.resolve("run"), two);
        MethodRecord halos = Runs.method(run, "halos");
        MethodRecord async = Runs.method(run, "async-local-sgd");
        assertThat(async.totals().steps()).isEqualTo(80);
        assertThat(halos.totals().steps()).isEqualTo(160);
        long heard = halos.hearings().stream().mapToLong(Hearing::heard).sum();
        long letters = 160 - heard;
        // Every arrival, and the four that are never heard: a model and a pseudo-gradient of 3 x 10 fp32 values.
        long vectors = 2 * (heard + 4);
        long underWay = halos.totals().volume().chargedBytes() / (120 / 4) - vectors - letters;
        assertThat(underWay).isBetween(0L, 2L);
        assertThat(halos.hearings()).extracting(Hearing::client).containsExactly(0, 1, 2, 3);
        assertThat(halos.hearings()).extracting(Hearing::mostStale).containsOnly(1L);
        // The near region sends after every second arrival, the far one when the global model has come back.
        assertThat(letters).isBetween(60L, 70L);
        // Nobody waits for what is far: a tenth of a second an arrival, where the single server needs three for two of
        // the four.
        assertThat(Runs.seconds(halos)).isLessThan(0.1 * (heard / 4.0 + 2));
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
        RunRecord run = Runs.runAndReplay(folder.resolve("run"), network + TWO);
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
        RunRecord first = Runs.runAndReplay(folder.resolve("a"), TWO);
        RunRecord second = Runs.runAndReplay(folder.resolve("b"), TWO);
        assertThat(first.provenance().fingerprint())
                .isEqualTo(second.provenance().fingerprint());
    }
}
