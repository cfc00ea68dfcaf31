package org.longhaul.scenario.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.Outcome;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.StallRecord;
import org.longhaul.analysis.record.WorkerAbsence;
import org.longhaul.analysis.record.measure.CurvePoint;
import org.longhaul.scenario.Runs;
import org.longhaul.scenario.engine.plan.RunPlan;
import org.longhaul.scenario.file.InvalidFileException;

/** Whole runs whose workers come and go. */
@NullUnmarked
final class MembershipRunsTest {
    private static final String CALM =
            """
            name: members
            topology: {builder: star, hosts: 4, bandwidth: 1 Gbit/s, latency: 1 ms}
            compute: {stepTime: 100 ms}
            model: {kind: quadratic, layers: 1, elements: 10}
            training: {steps: 40, batch: 3, context: 1, optimizer: {kind: adamw, learningRate: 0.01}, evaluateEvery: 5}
            methods:
              - {id: diloco, parameterPeriod: 5}
              - {id: des-loc, parameterPeriod: 4, firstMomentPeriod: 12, secondMomentPeriod: 6}
              - id: ddp
            """;
    private static final String MEMBERS =
            CALM + "membership: {heartbeat: 200 ms, timeout: 300 ms, minimumWorkers: 2}\n";

    /** Worker 2 is down from 700 to 1900 ms: in the second round of five steps it loses what it did. */
    private static final String CRASH =
            MEMBERS + "faults: [{kind: maintenance, nodes: [host2], first: 700 ms, duration: 1 s, restart: 200 ms}]\n";

    @TempDir
    private static Path shared;

    private static RunRecord calm;
    private static RunRecord crash;

    @TempDir
    Path folder;

    @BeforeAll
    static void run() {
        calm = Runs.runAndReplay(shared.resolve("calm"), CALM);
        crash = Runs.runAndReplay(shared.resolve("crash"), CRASH);
    }

    private static List<Object> losses(MethodRecord method) {
        return method.curve().stream()
                .map(point -> (Object) List.of(point.step(), point.values()))
                .toList();
    }

    @Test
    void whereAllAreThereMembershipChangesNoLoss() {
        RunRecord members = Runs.runAndReplay(folder.resolve("members"), MEMBERS);
        for (String label : List.of("diloco", "des-loc", "ddp")) {
            MethodRecord method = Runs.method(members, label);
            assertThat(losses(method)).isEqualTo(losses(Runs.method(calm, label)));
            assertThat(method.totals().volume())
                    .isEqualTo(Runs.method(calm, label).totals().volume());
            assertThat(Runs.seconds(method)).isEqualTo(Runs.seconds(Runs.method(calm, label)));
            assertThat(method.absences()).isEmpty();
        }
        assertThat(Runs.plan(MEMBERS).warnings()).isEmpty();
        String storage = "storage: {write: 1 GB/s, read: 1 GB/s}\n";
        assertThat(Runs.plan(MEMBERS + storage).warnings()).isEmpty();
        assertThatThrownBy(() -> Runs.plan(MEMBERS + storage.replace("read: 1", "read: 0")))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("storage.read: read (0 bit/s) must be above 0");
        assertThat(Runs.plan(CALM + storage).warnings())
                .singleElement()
                .asString()
                .contains("storage: has no effect: only with membership");
        assertThat(Runs.plan(MEMBERS.replace("  - id: ddp\n", "").replace("2}\n", "2, checkpointPeriod: 9}\n")
                                + storage)
                        .warnings())
                .hasSize(2)
                .allSatisfy(each -> assertThat(each).contains("has no effect: no method goes back to a checkpoint"));
        assertThat(Runs.plan(MEMBERS.replaceAll("  - \\{id: .*\n", "").replace("2}\n", "2, deadline: 1 min}\n"))
                        .warnings())
                .singleElement()
                .asString()
                .contains("membership.deadline: has no effect: methods that exchange in every step");
        assertThat(Runs.plan(MEMBERS.replace("- id: ddp", "- id: sparta")).warnings())
                .containsExactly(
                        "test.yaml:10:13: membership: has no effect on sparta: its workers are never equal, so that"
                                + " nobody holds what another could go on from");
    }

    @Test
    void aCrashCostsARoundOfOneWorkerAndItsPartsAddUp() {
        MethodRecord diloco = Runs.method(crash, "diloco");
        assertThat(diloco.outcome()).isEqualTo(Outcome.completed());
        assertThat(diloco.totals().steps()).isEqualTo(40);
        assertThat(diloco.absences()).hasSize(1);
        WorkerAbsence absence = diloco.absences().get(0);
        assertThat(absence.worker()).isEqualTo(2);
        assertThat(absence.cause()).isEqualTo(WorkerAbsence.Cause.CRASH);
        // H steps of a batch of three.
        assertThat(absence.lostSteps()).isEqualTo(5);
        assertThat(absence.lostItems()).isEqualTo(5 * 3);
        assertThat(absence.beganNanos()).isBetween(499_999_000L, 510_000_000L);
        assertThat(absence.beganNanos() + absence.lostWorkNanos()).isEqualTo(700_000_000L);
        // The last heartbeat was at 600 ms.
        assertThat(absence.detectionNanos()).isEqualTo(200_000_000L);
        assertThat(absence.stateTransferNanos()).isBetween(1_000_000L, 30_000_000L);
        // It is up at 1900 ms, in the fourth round, and taken up at its end.
        long resumed = absence.beganNanos() + absence.totalNanos();
        assertThat(resumed).isBetween(2_000_000_000L, 2_050_000_000L);
        assertThat(absence.isOver()).isTrue();
        assertThat(diloco.exchanges()).extracting(each -> each.label()).contains("server-momentum", "parameters");
        // The others did not wait for its repair.
        assertThat(Runs.seconds(diloco)).isBetween(4.0, 4.3);
        // A mean over three is not one over four.
        MethodRecord whole = Runs.method(calm, "diloco");
        assertThat(at(diloco, 5).values()).isNotEmpty().isEqualTo(at(whole, 5).values());
        assertThat(at(diloco, 10).values())
                .isNotEmpty()
                .isNotEqualTo(at(whole, 10).values());
    }

    private static CurvePoint at(MethodRecord method, long step) {
        return method.curve().stream()
                .filter(point -> point.step() == step)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void oneSeedIsOneRun() {
        assertThat(Runs.run(folder.resolve("again"), CRASH).provenance().fingerprint())
                .isEqualTo(crash.provenance().fingerprint());
    }

    /** Who comes late doubles the workers: FAVG and the optimizer states at the doubling of workers, as in the source of DES-LOC. */
    @Test
    void workersDouble() {
        String doubling = MEMBERS + "faults: [{kind: maintenance, nodes: [host2, host3], first: 0 s, duration: 1 s}]\n";
        RunRecord run = Runs.runAndReplay(folder.resolve("doubling"), doubling);
        MethodRecord diloco = Runs.method(run, "diloco");
        assertThat(diloco.absences()).hasSize(2).allSatisfy(absence -> {
            assertThat(absence.cause()).isEqualTo(WorkerAbsence.Cause.NOT_THERE);
            assertThat(absence.lostItems()).isZero();
            assertThat(absence.lostWorkNanos()).isZero();
        });
        assertThat(diloco.outcome()).isEqualTo(Outcome.completed());
        assertThat(Runs.method(run, "des-loc").absences()).hasSize(2);
    }

    /** Fewer than the quorum are left, for ever: the run is given up and says who is there. */
    @Test
    void aQuorumThatNobodyMeetsEndsTheMethodAndNoOther() {
        String never = MEMBERS.replace("minimumWorkers: 2", "minimumWorkers: 4").replace("  - id: ddp\n", "")
                + "faults: [{kind: maintenance, nodes: [host2], first: 700 ms, duration: 1000 d}]\n";
        RunRecord run = Runs.runAndReplay(folder.resolve("never"), never);
        for (MethodRecord method : run.methods()) {
            assertThat(method.outcome().kind()).isEqualTo(Outcome.Kind.FAILED);
            assertThat(method.outcome().message()).contains("3 of 4 workers that must be there");
        }
    }

    /** A worker is lost every second, and the next checkpoint would take ten: the run ends and says so; the others go on. */
    @Test
    void lossesThatComeFasterThanCheckpointsEndTheMethodAndNoOther() {
        String again = MEMBERS.replaceAll("  - \\{id: des-loc.*\n", "")
                + "faults: [{kind: maintenance, nodes: [host2], first: 700 ms, duration: 100 ms, every: 1 s}]\n";
        RunRecord run = Runs.runAndReplay(folder.resolve("again"), again);
        MethodRecord ddp = Runs.method(run, "ddp");
        assertThat(ddp.outcome().kind()).isEqualTo(Outcome.Kind.FAILED);
        assertThat(ddp.outcome().message())
                .contains("all went back to the same checkpoint 100 times, since 0.000000 s")
                .contains("a shorter membership.checkpointPeriod would keep more");
        StallRecord stall = Objects.requireNonNull(ddp.outcome().stall());
        assertThat(stall.reason()).isEqualTo(StallRecord.Reason.LOST_AGAIN);
        assertThat(stall.progressNanos()).isZero();
        assertThat(stall.atNanos()).isBetween(99_000_000_000L, 101_000_000_000L);
        assertThat(Runs.method(run, "diloco").outcome()).isEqualTo(Outcome.completed());
        String checkpoints = again.replaceAll("  - \\{id: .*\n", "").replace("2}\n", "2, checkpointPeriod: 4}\n");
        MethodRecord kept = Runs.method(Runs.runAndReplay(folder.resolve("kept"), checkpoints), "ddp");
        assertThat(kept.outcome()).isEqualTo(Outcome.completed());
        assertThat(kept.totals().steps()).isGreaterThan(40);
    }

    /** Another job is a recorded training, whose members nobody could call. */
    @Test
    void aJobRepeatsNoMethodThatAsks() {
        String job = "background: {jobs: [{name: twin, replay: diloco, hosts: [host0, host1, host2, host3]}]}\n";
        assertThatCode(() -> Runs.plan(CALM + job)).doesNotThrowAnyException();
        assertThatThrownBy(() -> Runs.plan(MEMBERS + job))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("background.jobs[0].replay")
                .hasMessageContaining("depends on what its network answers");
    }

    @Test
    void impossibleOrdersAreRefusedWithTheInequality() {
        assertThatThrownBy(() -> Runs.plan(MEMBERS.replace("timeout: 300 ms", "timeout: 200 ms")))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("heartbeat < timeout");
        assertThatThrownBy(() -> Runs.plan(MEMBERS.replace("minimumWorkers: 2", "minimumWorkers: 5")))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("minimumWorkers <= workers");
        assertThatThrownBy(() -> Runs.plan(MEMBERS.replace("minimumWorkers: 2", "deadline: 300 ms")))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("timeout < deadline");
        assertThatThrownBy(() -> Runs.plan(MEMBERS + "recovery: {transfers: retry, timeout: 300 ms}\n"))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("membership.timeout < recovery.timeout");
        RunPlan plan = Runs.plan(MEMBERS);
        assertThat(plan.methods().get(0).training().membership()).isNotNull();
        assertThat(plan.methods().get(2).training().membership()).isNotNull();
    }
}
