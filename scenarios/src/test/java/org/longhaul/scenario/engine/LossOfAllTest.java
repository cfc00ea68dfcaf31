package org.longhaul.scenario.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.Outcome;
import org.longhaul.analysis.record.WorkerAbsence;
import org.longhaul.analysis.record.measure.CurvePoint;
import org.longhaul.scenario.Runs;

/** Whole runs of data parallelism whose workers come and go: the loss of one sends all back to the last checkpoint. */
final class LossOfAllTest {
    /** Of a worker's step, which takes about 0.11 s. */
    private static final int TOKENS = 3;

    private static final String CALM =
            """
            name: members
            topology: {builder: star, hosts: 4, bandwidth: 1 Gbit/s, latency: 1 ms}
            compute: {stepTime: 100 ms}
            model: {kind: quadratic, layers: 1, elements: 10}
            training: {steps: 40, batch: 3, context: 1, optimizer: {kind: adamw, learningRate: 0.01}, evaluateEvery: 5}
            methods:
              - id: ddp
            """;

    private static String members(int checkpointPeriod) {
        return CALM + "membership: {heartbeat: 200 ms, timeout: 300 ms, checkpointPeriod: " + checkpointPeriod + "}\n";
    }

    /** Down from 700 to 1700 ms and restarted after that: in the seventh step. */
    private static String crash(String node) {
        return "faults: [{kind: maintenance, nodes: [" + node + "], first: 700 ms, duration: 1 s, restart: 200 ms}]\n";
    }

    @TempDir
    Path folder;

    private MethodRecord ddp(String name, String scenario) {
        return Runs.method(Runs.runAndReplay(folder.resolve(name), scenario), "ddp");
    }

    /** The seventh step is lost, and before it those since the last checkpoint, of all four workers. */
    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "4, 3", "5, 2", "6, 1", "7, 7", "100, 7"})
    void theTokensSinceTheCheckpointAreLost(int period, int lostSteps) {
        MethodRecord ddp = ddp("crash", members(period) + crash("host2"));
        assertThat(ddp.outcome()).isEqualTo(Outcome.completed());
        assertThat(ddp.absences()).hasSize(1);
        WorkerAbsence absence = ddp.absences().get(0);
        assertThat(absence.worker()).isEqualTo(2);
        assertThat(absence.cause()).isEqualTo(WorkerAbsence.Cause.CRASH);
        assertThat(absence.lostSteps()).isEqualTo(4L * lostSteps);
        assertThat(absence.lostItems()).isEqualTo(4L * lostSteps * TOKENS);
        // What is lost is done again.
        assertThat(ddp.totals().steps()).isEqualTo(40 + lostSteps);
        // The work that is lost begins with the checkpoint; the last heartbeat was at 600 ms.
        assertThat(absence.beganNanos() + absence.lostWorkNanos()).isEqualTo(700_000_000L);
        assertThat(absence.lostWorkNanos() / 1e9).isBetween(0.1 * (lostSteps - 1), 0.13 * lostSteps);
        assertThat(absence.detectionNanos()).isEqualTo(200_000_000L);
        assertThat(absence.beganNanos() + absence.totalNanos()).isBetween(1_900_000_000L, 2_100_000_000L);
        assertThat(ddp.exchanges()).extracting(each -> each.label()).contains("first-moment", "parameters");
        CurvePoint last = ddp.curve().get(ddp.curve().size() - 1);
        assertThat(last.step()).isEqualTo(40 + lostSteps);
    }

    /** One that crashes for a moment is back before its step ends: all do again what they did, to the same bits. */
    @Test
    void whatIsDoneAgainIsTheSame() {
        String blip = members(5) + crash("host1").replace("1 s", "20 ms").replace("200 ms}]", "0 s}]");
        MethodRecord ddp = ddp("blip", blip);
        MethodRecord calm = ddp("calm", CALM);
        assertThat(ddp.totals().steps()).isEqualTo(42);
        assertThat(ddp.absences()).singleElement().satisfies(absence -> assertThat(absence.lostItems())
                .isEqualTo(4 * 2 * TOKENS));
        assertThat(last(ddp).values()).isNotEmpty().isEqualTo(last(calm).values());
    }

    private static CurvePoint last(MethodRecord method) {
        return method.curve().get(method.curve().size() - 1);
    }

    /** Ninety values, 360 bytes: 0.1 s to write at 3.6 kB/s and 0.2 s to read at 1.8 kB/s. */
    @Test
    void checkpointsTakeTheTimeOfTheStorage() {
        String storage = "storage: {write: 3600 B/s, read: 1800 B/s}\n";
        double free = Runs.seconds(ddp("free", members(4)));
        MethodRecord calm = ddp("written", members(4) + storage);
        assertThat(Runs.seconds(calm)).isCloseTo(free + 10 * 0.1, within(1e-6));
        assertThat(calm.workers().get(0).idleNanos() - calm.workers().get(1).idleNanos())
                .isBetween(900_000_000L, 1_000_000_000L);
        // A crash in the seventh step without storage, in the sixth with it: after the fourth 0.1 s were spent.
        MethodRecord crash = ddp("crash", members(4) + storage + crash("host2"));
        MethodRecord crashFree =
                Runs.method(Runs.run(folder.resolve("crash-free"), members(4) + crash("host2")), "ddp");
        long extraSteps = crashFree.totals().steps() - crash.totals().steps();
        assertThat(extraSteps).isEqualTo(1);
        WorkerAbsence absence = crash.absences().get(0);
        assertThat(absence.lostItems()).isEqualTo(4 * 2 * TOKENS);
        // Writing counts as what was lost after the checkpoint whose end is the beginning of the fifth step.
        assertThat(absence.lostWorkNanos()).isGreaterThan(200_000_000L);
    }

    /** Two are lost together: what all lost counts once. */
    @Test
    void whatIsLostTogetherCountsOnce() {
        MethodRecord ddp = ddp("two", members(4) + crash("host1, host3"));
        assertThat(ddp.absences()).hasSize(2);
        assertThat(ddp.absences()).extracting(WorkerAbsence::lostItems).containsExactlyInAnyOrder(4L * 3 * TOKENS, 0L);
        assertThat(ddp.absences()).extracting(WorkerAbsence::totalNanos).allMatch(total -> total > 1_000_000_000L);
    }

    /** Who is cut off is lost as one that crashed is; one that is only slow is waited for, whatever the deadline. */
    @Test
    void whoIsSlowIsWaitedFor() {
        String slow = members(4).replace("checkpointPeriod", "deadline: 350 ms, checkpointPeriod")
                + "faults: [{kind: slow-nodes, nodes: [host2], factor: 5, from: 500 ms, until: 1500 ms}]\n";
        MethodRecord ddp = ddp("slow", slow);
        assertThat(ddp.absences()).isEmpty();
        assertThat(ddp.totals().steps()).isEqualTo(40);
        String cut = members(4) + "faults: [{kind: partition, groups: [[host3]], from: 700 ms, until: 2 s}]\n";
        MethodRecord parted = ddp("cut", cut);
        assertThat(parted.absences()).extracting(WorkerAbsence::cause).containsExactly(WorkerAbsence.Cause.CUT_OFF);
        assertThat(parted.absences().get(0).lostItems()).isEqualTo(4 * 3 * TOKENS);
        assertThat(List.of(parted.outcome())).containsExactly(Outcome.completed());
    }
}
