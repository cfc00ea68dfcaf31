package org.longhaul.wire.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.longhaul.wire.rendezvous.LostMember;

final class SituationTest {
    private static final long NEVER = 600_000;

    private final CompletableFuture<String> exit = new CompletableFuture<>();

    @SuppressWarnings("FutureReturnValueIgnored") // only whether it is complete counts
    private Situation situation(long millisToLeave, long millisToEndAUnit) {
        return new Situation(new AtomicReference<>(), exit::complete, millisToLeave, millisToEndAUnit);
    }

    @Test
    void aProcessWhoseTrainingThreadDoesNotComeBackIsEnded() throws Exception {
        situation(1, NEVER).ended("the rendezvous closed the connection");

        assertThat(exit.get(30, TimeUnit.SECONDS)).isEqualTo("the rendezvous closed the connection");
    }

    @Test
    void aProcessThatWaitsForALostMemberIsEndedWithItsName() throws Exception {
        LostMember lost = new LostMember(2, "there", "killed", 10);

        situation(NEVER, 1).lost(lost);

        assertThat(exit.get(30, TimeUnit.SECONDS)).isEqualTo(lost.words());
    }

    @Test
    void aProcessThatHasLeftIsNotEnded() throws Exception {
        Situation situation = situation(NEVER, NEVER);
        Set<Thread> before = watchdogs();
        situation.ended("the rendezvous closed the connection");
        situation.lost(new LostMember(2, "there", "killed", 10));
        Set<Thread> own = watchdogs();
        own.removeAll(before);
        assertThat(own).hasSize(2);

        situation.close();

        for (Thread thread : own) {
            thread.join(TimeUnit.SECONDS.toMillis(30));
            assertThat(thread.isAlive()).isFalse();
        }
        assertThat(exit).isNotDone();
    }

    /** Threads of this process that would end one. */
    private static Set<Thread> watchdogs() {
        Set<Thread> watchdogs = new HashSet<>(Thread.getAllStackTraces().keySet());
        watchdogs.removeIf(thread -> !thread.getName().equals("longhaul-leave"));
        return watchdogs;
    }
}
