package org.longhaul.scenario.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.analysis.record.Hearing;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.Outcome;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.WorkerAbsence;
import org.longhaul.scenario.Runs;

/** A client whose host goes down while it sends what it has trained, and rounds that close before all were heard. */
final class ClientDropOutTest {
    /** Four models of 360 kB take 3.9 s down the server's line, four steps 0.4 s, and each upload a second from then on. */
    private static final String CALM =
            """
            name: drop-out
            topology: {builder: star, hosts: 5, bandwidth: 3 Mbit/s, down: 15 Mbit/s, latency: 10 ms}
            clients: 4
            server: host4
            compute: {stepTime: 100 ms}
            model: {kind: quadratic, layers: 1, elements: 30000}
            training: {steps: 8, batch: 1, context: 1, optimizer: {kind: sgd, learningRate: 0.01}, evaluateEvery: 4}
            methods:
              - {id: fedavg-deadline, parameterPeriod: 4, deadline: 8 s}
              - {id: fedavg, parameterPeriod: 4}
            membership: {heartbeat: 200 ms, timeout: 500 ms, minimumWorkers: 2}
            """;

    private static final String CRASH =
            CALM + "faults: [{kind: maintenance, nodes: [host2], first: 5300 ms, duration: 30 s}]\n";

    @TempDir
    Path folder;

    private static long sent(MethodRecord method, String host) {
        return method.arcs().stream()
                .filter(arc -> arc.from().equals(host))
                .mapToLong(arc -> arc.wireBytes())
                .sum();
    }

    @Test
    void whatItHadSentIsChargedAndTheRoundGoesOnAndNamesIt() {
        RunRecord calm = Runs.run(folder.resolve("calm"), CALM);
        RunRecord crash = Runs.run(folder.resolve("crash"), CRASH);
        MethodRecord whole = Runs.method(calm, "fedavg-deadline");
        MethodRecord broken = Runs.method(crash, "fedavg-deadline");
        assertThat(broken.outcome()).isEqualTo(Outcome.completed());
        assertThat(broken.totals().steps()).isEqualTo(8);
        // Two uploads, then a part of one, each with some acknowledgements of models that came down.
        long both = sent(whole, "host2");
        long part = sent(broken, "host2");
        assertThat(both).isGreaterThan(2 * 360_000);
        assertThat(part).isBetween(50_000L, 300_000L);
        assertThat(sent(broken, "host1")).isGreaterThan(2 * 360_000);
        // The result names the client, and that nobody else was late.
        assertThat(broken.hearings()).hasSize(4);
        for (Hearing hearing : broken.hearings()) {
            assertThat(hearing.heard()).isEqualTo(hearing.client() == 2 ? 0 : 2);
            assertThat(hearing.late()).isEqualTo(hearing.client() == 2 ? 1L : 0L);
        }
        assertThat(Objects.requireNonNull(broken.disturbances())
                        .incidents()
                        .get(0)
                        .elements())
                .containsExactly("host2");
        // A mean over three is another one than over four.
        assertThat(broken.curve().get(broken.curve().size() - 1).values())
                .isNotEqualTo(whole.curve().get(whole.curve().size() - 1).values());
    }

    @Test
    void underMembershipTheClientIsAwayByName() {
        MethodRecord fedavg = Runs.method(Runs.run(folder.resolve("away"), CRASH), "fedavg");
        assertThat(fedavg.outcome()).isEqualTo(Outcome.completed());
        assertThat(fedavg.absences()).singleElement().satisfies(absence -> {
            assertThat(absence.worker()).isEqualTo(2);
            assertThat(absence.cause()).isEqualTo(WorkerAbsence.Cause.CRASH);
        });
        assertThat(sent(fedavg, "host2")).isBetween(50_000L, 300_000L);
    }

    /** Five are drawn and three waited for: two of each round are late, and it ends before its deadline. */
    @Test
    void aRoundThatDrawsMoreClosesWhenEnoughWereHeard() {
        String open =
                """
                name: closing
                topology: {builder: star, hosts: 7, bandwidth: 20 Mbit/s, latency: 10 ms}
                clients: 6
                server: host6
                participation: {kind: random, clients: 5}
                compute: {stepTime: 50 ms}
                stragglers: {factors: [1, 1, 1, 1, 8, 8, 1]}
                model: {kind: quadratic, layers: 1, elements: 100}
                training: {steps: 40, batch: 1, context: 1, optimizer: {kind: sgd, learningRate: 0.01}, evaluateEvery: 20}
                methods:
                  - {id: fedavg-deadline, label: all, parameterPeriod: 4, deadline: 10 s}
                  - {id: fedavg-deadline, label: three, parameterPeriod: 4, deadline: 10 s, closeAt: 3}
                """;
        RunRecord run = Runs.run(folder.resolve("closing"), open);
        MethodRecord all = Runs.method(run, "all");
        MethodRecord three = Runs.method(run, "three");
        assertThat(heard(three.hearings())).isEqualTo(10 * 3);
        assertThat(heard(all.hearings())).isEqualTo(10 * 5);
        assertThat(three.hearings().stream().mapToLong(hearing -> late(hearing)).sum())
                .isPositive();
        assertThat(Runs.seconds(three)).isLessThan(Runs.seconds(all) / 2);
        assertThat(Runs.plan(open.replace("closeAt: 3", "closeAt: 5")).warnings())
                .singleElement()
                .asString()
                .contains("closeAt")
                .contains("draw more of them");
    }

    private static long heard(List<Hearing> hearings) {
        return hearings.stream().mapToLong(Hearing::heard).sum();
    }

    private static long late(Hearing hearing) {
        Long late = hearing.late();
        return late == null ? 0 : late;
    }
}
