package org.longhaul.wire.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Members among themselves: meeting, being lost, leaving. */
@Timeout(30)
final class RendezvousTest {
    @TempDir
    Path folder;

    private TrialMeeting meeting;

    @BeforeEach
    void open() {
        meeting = new TrialMeeting(folder);
    }

    @AfterEach
    void close() throws Exception {
        meeting.close();
    }

    @Test
    void membersJoinFindEachOthersAddressesAndMeet() throws Exception {
        Rendezvous at = meeting.rendezvous(2);
        RendezvousMember first = meeting.member(at, 0, TrialMeeting.DEAF);
        assertThat(meeting.next()).isEqualTo("joined 0 host0");
        RendezvousMember second = meeting.member(at, 1, TrialMeeting.DEAF);
        assertThat(meeting.next()).isEqualTo("joined 1 host1");
        assertThat(first.members()).isEqualTo(2);
        assertThat(first.run()).isEqualTo("a-run");

        CompletableFuture<byte[]> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return first.get("port/1", TrialMeeting.SOON);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        second.put("port/1", new byte[] {4, 2});
        assertThat(waiting.get()).containsExactly(4, 2);
        assertThat(second.get("port/1", TrialMeeting.SOON)).containsExactly(4, 2);

        CompletableFuture<Void> met = CompletableFuture.runAsync(() -> {
            try {
                first.barrier("begin", 2, TrialMeeting.SOON);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        assertThat(met).isNotDone();
        second.barrier("begin", 2, TrialMeeting.SOON);
        met.get();
        assertThatThrownBy(() -> second.barrier("alone", 2, Duration.ofMillis(50)))
                .isInstanceOf(RendezvousException.class)
                .hasMessageContaining("in vain for the others at alone");
        assertThatThrownBy(() -> second.get("nobody", Duration.ofMillis(50))).isInstanceOf(RendezvousException.class);
    }

    @Test
    void clocksAreComparedAndFilesHandedIn() throws Exception {
        Rendezvous at = meeting.rendezvous(2);
        RendezvousMember member = meeting.member(at, 1, TrialMeeting.DEAF);
        long before = System.nanoTime();
        ClockExchange stamps = member.compareClocks(TrialMeeting.SOON);
        // Both ends read one clock here.
        assertThat(before).isLessThanOrEqualTo(stamps.askedNanos());
        assertThat(stamps.askedNanos()).isLessThanOrEqualTo(stamps.arrivedNanos());
        assertThat(stamps.arrivedNanos()).isLessThanOrEqualTo(stamps.answeredNanos());
        assertThat(stamps.answeredNanos()).isLessThanOrEqualTo(stamps.returnedNanos());

        byte[] content = new byte[1_300_000];
        new Random(3).nextBytes(content);
        Path file = Files.write(folder.resolve("big"), content);
        Path empty = Files.write(folder.resolve("empty"), new byte[0]);
        member.handIn(file, "record.bin");
        member.handIn(empty, "empty.bin");
        member.tell("done", "all");
        assertThat(meeting.next()).isEqualTo("joined 1 host1");
        assertThat(meeting.next()).isEqualTo("told 1 done all");
        Path taken = folder.resolve("collected/rank-1");
        assertThat(taken.resolve("record.bin")).hasBinaryContent(content);
        assertThat(taken.resolve("empty.bin")).isEmptyFile();

        member.handIn(empty, "../../escape");
        assertThat(meeting.next())
                .startsWith("refused the connection of rank 1 on host1 was closed: a file is handed in");
        assertThat(folder.resolve("escape")).doesNotExist();
    }

    @Test
    void whoStatesOtherFactsIsRefusedWithBothSidesNamed() throws Exception {
        Rendezvous at = meeting.rendezvous(2);
        meeting.member(at, 0, TrialMeeting.DEAF);
        assertThatThrownBy(() -> RendezvousMember.join(
                        at.address(),
                        meeting.token(),
                        null,
                        1,
                        "there",
                        Map.of("scenario", "xyz", "seeds", "[1]"),
                        TrialMeeting.DEAF))
                .isInstanceOf(RendezvousException.class)
                .hasMessage("scenario is xyz on there (rank 1) and abc at the rendezvous");
        assertThatThrownBy(() -> meeting.member(at, 0, TrialMeeting.DEAF))
                .hasMessage("rank 0 is taken by a process on host0");
        assertThatThrownBy(() -> meeting.member(at, 2, TrialMeeting.DEAF))
                .hasMessageContaining("rank is 2; allowed: 0 to 1");
        meeting.member(at, 1, TrialMeeting.DEAF);
    }

    /** Of the last member as well: nobody counts as there who cannot be taken in, and another comes instead. */
    @Test
    void whoIsObjectedToIsRefusedBeforeItIsTakenIn() throws Exception {
        Rendezvous at = meeting.rendezvous(2);
        meeting.member(at, 0, TrialMeeting.DEAF);
        assertThat(meeting.next()).isEqualTo("joined 0 host0");
        assertThatThrownBy(() -> RendezvousMember.join(
                        at.address(),
                        meeting.token(),
                        null,
                        1,
                        TrialMeeting.NOWHERE,
                        TrialMeeting.FACTS,
                        TrialMeeting.DEAF))
                .isInstanceOf(RendezvousException.class)
                .hasMessage("there is no such host");
        assertThat(meeting.next()).isEqualTo("refused rank 1 on nowhere: there is no such host");
        meeting.member(at, 1, TrialMeeting.DEAF);
        assertThat(meeting.next()).isEqualTo("joined 1 host1");
    }

    @Test
    void beforeAllAreThereOneMayGoAndComeAgain() throws Exception {
        Rendezvous at = meeting.rendezvous(2);
        Socket broken = meeting.connection(at);
        AuthenticatedSocket proved = new Handshake(meeting.token(), "rendezvous").connect(broken);
        proved.frames().write(new Message.Join(0, "early", TrialMeeting.FACTS).encode());
        assertThat(meeting.next()).isEqualTo("joined 0 early");
        broken.close();
        assertThat(meeting.next()).isEqualTo("lost 0 early");
        RendezvousMember again = meeting.member(at, 0, TrialMeeting.DEAF);
        RendezvousMember other = meeting.member(at, 1, TrialMeeting.DEAF);
        CompletableFuture<Void> met = CompletableFuture.runAsync(() -> {
            try {
                again.barrier("begin", 2, TrialMeeting.SOON);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        other.barrier("begin", 2, TrialMeeting.SOON);
        met.get();
    }

    @Test
    void aLostMemberIsToldOfAndWhoWaitsForItGoesOn() throws Exception {
        Rendezvous at = meeting.rendezvous(2);
        RendezvousMember first = meeting.member(at, 0, meeting.hearing());
        Socket broken = meeting.connection(at);
        AuthenticatedSocket proved = new Handshake(meeting.token(), "rendezvous").connect(broken);
        proved.frames().write(new Message.Join(1, "there", TrialMeeting.FACTS).encode());
        assertThat(List.of(meeting.next(), meeting.next())).containsExactly("joined 0 host0", "joined 1 there");
        CompletableFuture<Throwable> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                first.barrier("begin", 2, TrialMeeting.SOON);
                return new AssertionError("it met nobody");
            } catch (IOException e) {
                return e;
            }
        });
        while (first.compareClocks(TrialMeeting.SOON).askedNanos() == 0) {
            Thread.onSpinWait();
        }
        broken.close();
        assertThat(waiting.get())
                .isInstanceOf(RendezvousException.class)
                .hasMessageContaining("rank 1 on there is lost");
        assertThat(List.of(meeting.next(), meeting.next())).containsOnly("lost 1 there");
        assertThatThrownBy(() -> meeting.member(at, 1, TrialMeeting.DEAF)).hasMessageContaining("the run is under way");
    }

    @Test
    void whoIsTakenOutOfAUnitWaitsForNobodyAndComparesClocksAllTheSame() throws Exception {
        Rendezvous at = meeting.rendezvous(2);
        RendezvousMember first = meeting.member(at, 0, TrialMeeting.DEAF);
        RendezvousMember second = meeting.member(at, 1, TrialMeeting.DEAF);
        first.abandon("ended");
        assertThatThrownBy(() -> first.barrier("a", 2, TrialMeeting.SOON))
                .isInstanceOf(RendezvousException.class)
                .hasMessage("ended");
        assertThatThrownBy(() -> first.get("b", TrialMeeting.SOON)).hasMessage("ended");
        // Abandoning comes in the middle of comparisons again and again, and none of them is in vain.
        CompletableFuture<Void> compared = CompletableFuture.runAsync(() -> {
            try {
                for (int i = 0; i < 200; i++) {
                    first.compareClocks(TrialMeeting.SOON);
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        while (!compared.isDone()) {
            first.abandon("ended");
        }
        compared.get();

        first.waitAgain();
        second.put("b", new byte[1]);
        assertThat(first.get("b", TrialMeeting.SOON)).hasSize(1);
    }

    @Test
    void onlyWhoTakesLeaveIsNotLost() throws Exception {
        Rendezvous at = meeting.rendezvous(3);
        RendezvousMember leaving = meeting.member(at, 0, TrialMeeting.DEAF);
        RendezvousMember failing = meeting.member(at, 1, TrialMeeting.DEAF);
        assertThat(List.of(meeting.next(), meeting.next())).containsExactly("joined 0 host0", "joined 1 host1");
        leaving.leave();
        leaving.close();
        failing.close();
        assertThat(meeting.next()).isEqualTo("lost 1 host1");
        assertThat(meeting.heard()).isEmpty();
    }

    @Test
    void whoIsSilentForTooLongIsLost() throws Exception {
        Rendezvous at = meeting.rendezvous(1, Set.of(), null, Duration.ofMillis(600));
        Socket silent = meeting.connection(at);
        AuthenticatedSocket proved = new Handshake(meeting.token(), "rendezvous").connect(silent);
        proved.frames().write(new Message.Join(0, "mute", TrialMeeting.FACTS).encode());
        assertThat(meeting.next()).isEqualTo("joined 0 mute");
        assertThat(meeting.next()).isEqualTo("lost 0 mute");
        silent.close();
    }

    @Test
    void whoDoesNotReadHoldsUpNobody() throws Exception {
        Rendezvous at = meeting.rendezvous(3);
        RendezvousMember first = meeting.member(at, 0, meeting.hearing());
        RendezvousMember second = meeting.member(at, 1, TrialMeeting.DEAF);
        try (Socket full = meeting.connection(at)) {
            AuthenticatedSocket proved = new Handshake(meeting.token(), "rendezvous").connect(full);
            proved.frames().write(new Message.Join(2, "full", TrialMeeting.FACTS).encode());
            for (int member = 0; member < 3; member++) {
                assertThat(meeting.next()).startsWith("joined " + member);
            }
            // More than the connection's buffers hold.
            String much = "x".repeat(Message.LONGEST_TEXT);
            int orders = 300;
            for (int i = 0; i < orders; i++) {
                at.order("much", much);
            }
            for (int i = 0; i < orders; i++) {
                assertThat(meeting.next()).startsWith("ordered much");
            }
            second.close();
            assertThat(List.of(meeting.next(), meeting.next())).containsOnly("lost 1 host1");
            assertThat(first.members()).isEqualTo(3);
        }
    }

    @Test
    void whatListenersCannotReadEndsTheConnectionOfWhoToldIt() throws Exception {
        Rendezvous at = meeting.rendezvous(2);
        RendezvousMember first = meeting.member(at, 0, meeting.hearing());
        RendezvousMember second = meeting.member(at, 1, TrialMeeting.DEAF);
        assertThat(List.of(meeting.next(), meeting.next())).containsExactly("joined 0 host0", "joined 1 host1");
        second.tell(TrialMeeting.UNREADABLE, "");
        assertThat(meeting.next()).startsWith("refused the connection of rank 1 on host1 was closed: unreadable");
        assertThat(List.of(meeting.next(), meeting.next())).containsOnly("lost 1 host1");
        first.tell("state", "fine");
        assertThat(meeting.next()).isEqualTo("told 0 state fine");
    }

    @Test
    void ordersReachAllAndTheEndIsHeard() throws Exception {
        Rendezvous at = meeting.rendezvous(1);
        meeting.member(at, 0, meeting.hearing());
        assertThat(meeting.next()).isEqualTo("joined 0 host0");
        at.order("start", "0 1");
        assertThat(meeting.next()).isEqualTo("ordered start 0 1");
        at.close();
        assertThat(meeting.next()).startsWith("ended ");
    }
}
