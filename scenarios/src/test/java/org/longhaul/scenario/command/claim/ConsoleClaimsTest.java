package org.longhaul.scenario.command.claim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.longhaul.scenario.claim.ClaimProgress.Planned;
import org.longhaul.scenario.engine.simulation.ProgressListener;
import org.longhaul.scenario.engine.simulation.ProgressListener.Work;

/** Progress of trainings: which, how far, and how long the rest of all of them takes. */
final class ConsoleClaimsTest {
    private static final long SECOND = 1_000_000_000L;

    private final StringWriter said = new StringWriter();
    private final long[] now = {0};

    private ConsoleClaims claims(int threads) {
        return new ConsoleClaims(new PrintWriter(said), 10, threads, () -> now[0]);
    }

    @Test
    void whatIsLeftIsToldFromWhatWasTrainedHere() {
        ConsoleClaims claims = claims(1);
        claims.planned(List.of(
                new Planned("a small", List.of(new Work(10, 4, true), new Work(10, 4, false))),
                new Planned("b small", List.of(new Work(20, 4, true)))));
        assertThat(said.toString()).isEqualTo("claims: 2 trainings of 3 methods and seeds, 1 at a time\n");
        ProgressListener first = claims.began("a small");
        first.unitStarted("ddp", 1, 1, 2, 10);
        first.stepped(1, 2.0, true);
        for (int step = 2; step <= 6; step++) {
            now[0] += 2 * SECOND;
            first.stepped(step, 2.0, true);
        }
        // Six of ten steps are done at two seconds each: four more, the second unit trains nothing, and twenty of the
        // other.
        assertThat(said.toString())
                .contains("claims: a small [1/2] ddp, seed 1  step 4 of 10  trained 0 of 2  left about 52.0 s\n");
        first.unitFinished("");
        first.unitStarted("local-sgd", 1, 2, 2, 10);
        first.unitFinished("");
        assertThat(said.toString()).endsWith("claims: trained a small, 1 of 2  left about 40.0 s\n");
        ProgressListener second = claims.began("b small");
        second.unitStarted("ddp", 1, 1, 1, 20);
        second.stepped(1, 2.0, true);
        second.unitFinished("");
        assertThat(said.toString()).endsWith("claims: trained b small, 2 of 2  left about 0 s\n");
    }

    @Test
    void trainingsAtATimeShareTheTime() {
        ConsoleClaims claims = claims(2);
        claims.planned(List.of(
                new Planned("a small", List.of(new Work(10, 4, true))),
                new Planned("b small", List.of(new Work(10, 4, true)))));
        ProgressListener first = claims.began("a small");
        first.unitStarted("ddp", 1, 1, 1, 10);
        first.stepped(1, 2.0, true);
        now[0] += 6 * SECOND;
        first.stepped(2, 2.0, true);
        assertThat(said.toString()).endsWith("left about 54.0 s\n");
    }

    /** Where all go back to a checkpoint, more steps are done than were foreseen. */
    @Test
    void stepsDoneForNothingLeaveNoTimeLessThanNone() {
        ConsoleClaims claims = claims(1);
        claims.planned(List.of(
                new Planned("a small", List.of(new Work(10, 4, true))),
                new Planned("b small", List.of(new Work(10, 4, true)))));
        ProgressListener first = claims.began("a small");
        first.unitStarted("ddp", 1, 1, 1, 10);
        first.stepped(11, 2.0, true);
        now[0] += 6 * SECOND;
        first.stepped(12, 2.0, true);
        assertThat(said.toString()).endsWith("trained 0 of 2  left about 60.0 s\n");
    }

    @Test
    void whatACheckpointHadCountsAsDoneAndNotAsFast() {
        ConsoleClaims claims = claims(1);
        claims.planned(List.of(new Planned("a small", List.of(new Work(10, 4, true)))));
        ProgressListener first = claims.began("a small");
        first.unitStarted("ddp", 1, 1, 1, 10);
        first.stepped(7, 2.0, false);
        now[0] += 6 * SECOND;
        first.stepped(8, 2.0, true);
        assertThat(said.toString()).endsWith("step 8 of 10  trained 0 of 1  left about 12.0 s\n");
    }
}
