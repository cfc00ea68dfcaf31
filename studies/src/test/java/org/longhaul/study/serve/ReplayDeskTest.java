package org.longhaul.study.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Equal questions are one simulation; what nobody waits for is dropped; too much is refused. */
final class ReplayDeskTest {
    private static final ReplayDesk.Asker ANYONE = new ReplayDesk.Asker(null, 0);

    private final ReplayDesk<Integer, Integer> desk = new ReplayDesk<>("test", 1, 10);

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void whatWasAnsweredIsRemembered() {
        assertThat(desk.ask(3, ANYONE, () -> 9)).isEqualTo(new ReplayDesk.Answer<>(9, false));
        assertThat(desk.ask(3, ANYONE, () -> 10)).isEqualTo(new ReplayDesk.Answer<>(9, true));
    }

    @Test
    void equalQuestionsAtTheSameTimeAreMadeOnce() throws Exception {
        AtomicInteger made = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        List<Future<ReplayDesk.Answer<Integer>>> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(asked(7, ANYONE, () -> {
                await(go);
                return made.incrementAndGet();
            }));
        }
        go.countDown();

        for (Future<ReplayDesk.Answer<Integer>> each : all) {
            assertThat(each.get(10, TimeUnit.SECONDS).value()).isEqualTo(1);
        }
    }

    @Test
    void whatABrowserHasMovedOnFromIsDroppedUnlessAnotherWaitsForIt() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        asked(0, ANYONE, () -> {
            await(go);
            return 0;
        });
        Future<ReplayDesk.Answer<Integer>> alone = asked(1, new ReplayDesk.Asker("a", 1), () -> 1);
        Future<ReplayDesk.Answer<Integer>> shared = asked(2, new ReplayDesk.Asker("a", 1), () -> 2);
        Future<ReplayDesk.Answer<Integer>> others = asked(2, new ReplayDesk.Asker("b", 1), () -> 2);
        Future<ReplayDesk.Answer<Integer>> latest = asked(3, new ReplayDesk.Asker("a", 2), () -> 3);
        go.countDown();

        assertThat(latest.get(10, TimeUnit.SECONDS).value()).isEqualTo(3);
        assertThat(others.get(10, TimeUnit.SECONDS).value()).isEqualTo(2);
        assertThat(shared.get(10, TimeUnit.SECONDS).value()).isEqualTo(2);
        assertThatThrownBy(() -> alone.get(10, TimeUnit.SECONDS))
                .hasCauseInstanceOf(RequestRefused.class)
                .hasMessageContaining("later question");
    }

    @Test
    void aQueueThatIsFullRefuses() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        for (int i = 0; i < 97; i++) {
            int question = i;
            asked(question, ANYONE, () -> {
                await(go);
                return question;
            });
        }

        Future<ReplayDesk.Answer<Integer>> tooMany = asked(1000, ANYONE, () -> 1);
        assertThatThrownBy(() -> tooMany.get(10, TimeUnit.SECONDS))
                .cause()
                .isInstanceOfSatisfying(
                        RequestRefused.class, e -> assertThat(e.status()).isEqualTo(503));
        go.countDown();
        assertThat(desk.ask(1, ANYONE, () -> 1).value()).isEqualTo(1);
    }

    @Test
    void whatFailsIsToldAndAskedAnew() {
        assertThatThrownBy(() -> desk.ask(5, ANYONE, () -> {
                    throw new IllegalArgumentException("no");
                }))
                .hasMessage("no");
        assertThat(desk.ask(5, ANYONE, () -> 5).value()).isEqualTo(5);
    }

    /** Asks in a thread of its own, and returns once that waits for the answer: the only wait of a question that has an end. */
    private Future<ReplayDesk.Answer<Integer>> asked(int question, ReplayDesk.Asker asker, Supplier<Integer> work) {
        FutureTask<ReplayDesk.Answer<Integer>> asking = new FutureTask<>(() -> desk.ask(question, asker, work));
        Thread thread = new Thread(asking);
        thread.setDaemon(true);
        thread.start();
        while (thread.getState() != Thread.State.TIMED_WAITING && thread.isAlive()) {
            Thread.onSpinWait();
        }
        return asking;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
