package org.longhaul.simulator.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.longhaul.simulator.Draws;

class EventLoopTest {

    private final EventLoop loop = new EventLoop();
    private final List<String> log = new ArrayList<>();

    private record Expected(long time, int priority, int sequence) {}

    @Test
    void runsInTheOrderOfTimePrioritySequence() {
        RandomGenerator random = new RandomStreams(7).stream("order", 0);
        List<Expected> expected = new ArrayList<>();
        List<Expected> seen = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            // Many ties, and times from a few nanoseconds to days.
            long time = random.nextLong(1L << random.nextInt(1, 48)) / 3 * 3;
            Expected event = new Expected(time, random.nextInt(4), i);
            expected.add(event);
            loop.schedule(event.time, event.priority, now -> {
                assertThat(now).isEqualTo(event.time);
                seen.add(event);
            });
        }
        loop.run();
        expected.sort(Comparator.comparingLong(Expected::time)
                .thenComparingInt(Expected::priority)
                .thenComparingInt(Expected::sequence));
        assertThat(seen).isEqualTo(expected);
        assertThat(loop.executedEvents()).isEqualTo(20_000);
        assertThat(loop.pendingEvents()).isZero();
    }

    @Test
    void keepsTheOrderWhileEventsScheduleOthersAndCancelThem() {
        for (int seed = 0; seed < Draws.of(20, 50); seed++) {
            new Churn(seed, Integer.MAX_VALUE).run();
        }
    }

    /** Some more or fewer than the few for which a sorted list is enough. */
    @Test
    void keepsTheOrderWhileTheNumberOfEventsIsSmall() {
        for (int seed = 0; seed < Draws.of(10, 20); seed++) {
            for (int most : new int[] {31, 32, 33, 50}) {
                new Churn(seed, most).run();
            }
        }
    }

    /** Compares the loop with a plain sorted list under random scheduling, cancelling and running to a horizon. */
    private static final class Churn {
        private final EventLoop loop = new EventLoop();
        private final RandomGenerator random;
        private final List<Expected> model = new ArrayList<>();
        private final List<Long> handles = new ArrayList<>();
        private final List<Expected> scheduled = new ArrayList<>();
        private int sequence;

        private final int most;

        Churn(long seed, int most) {
            this.most = most;
            random = new RandomStreams(seed).stream("churn", 0);
        }

        void run() {
            for (int round = 0; round < 300; round++) {
                for (int i = random.nextInt(12); i > 0; i--) {
                    schedule();
                }
                for (int i = random.nextInt(8); i > 0 && !handles.isEmpty(); i--) {
                    int victim = random.nextInt(handles.size());
                    boolean pending = model.remove(scheduled.get(victim));
                    assertThat(loop.cancel(handles.get(victim))).isEqualTo(pending);
                }
                long horizon = loop.nowNanos() + random.nextLong(1L << random.nextInt(1, 20));
                loop.runUntil(horizon);
                assertThat(loop.nowNanos()).isEqualTo(horizon);
                assertThat(model).allMatch(event -> event.time > horizon);
                assertThat(loop.pendingEvents()).isEqualTo(model.size());
            }
            loop.run();
            assertThat(model).isEmpty();
        }

        private void schedule() {
            if (model.size() >= most) {
                return;
            }
            long time = loop.nowNanos() + random.nextLong(1L << random.nextInt(1, 24));
            Expected event = new Expected(time, random.nextInt(3), sequence++);
            model.add(event);
            scheduled.add(event);
            handles.add(loop.schedule(event.time, event.priority, now -> {
                Expected first = model.stream()
                        .min(Comparator.comparingLong(Expected::time)
                                .thenComparingInt(Expected::priority)
                                .thenComparingInt(Expected::sequence))
                        .orElseThrow();
                assertThat(event).isEqualTo(first);
                model.remove(event);
                if (random.nextInt(3) == 0) {
                    schedule();
                }
            }));
        }
    }

    /** Thousands of events before the next one that was known keep the order, as do the latest times that there are. */
    @Test
    void keepsTheOrderOfBurstsAndOfTheLatestTimes() {
        List<Expected> expected = new ArrayList<>();
        List<Expected> seen = new ArrayList<>();
        RandomGenerator random = new RandomStreams(3).stream("bursts", 0);
        int[] sequence = {0};
        for (long begin : new long[] {1, 1_000_000, 1L << 40, (1L << 62) + 5, Long.MAX_VALUE - 200_000}) {
            for (int i = 0; i < 50; i++) {
                long far = begin + 60_000 + random.nextLong(100_000);
                schedule(new Expected(far, 1, sequence[0]++), expected, seen);
            }
            loop.schedule(begin, 0, now -> {
                for (int i = 0; i < 2000; i++) {
                    long near = now + 1 + random.nextLong(50_000);
                    schedule(new Expected(near, 1, sequence[0]++), expected, seen);
                }
            });
        }
        schedule(new Expected(Long.MAX_VALUE, 1, sequence[0]++), expected, seen);
        loop.run();
        expected.sort(Comparator.comparingLong(Expected::time).thenComparingInt(Expected::sequence));
        assertThat(seen).hasSize(5 * 2050 + 1).isEqualTo(expected);
    }

    private void schedule(Expected event, List<Expected> expected, List<Expected> seen) {
        expected.add(event);
        loop.schedule(event.time, event.priority, now -> {
            assertThat(now).isEqualTo(event.time);
            seen.add(event);
        });
    }

    @Test
    void anEventOfTheSameInstantRunsInItBeforeLargerPriorities() {
        loop.schedule(5, 3, now -> {
            log.add("a");
            loop.schedule(now, 1, later -> log.add("urgent"));
            loop.schedule(now, 3, later -> log.add("c"));
        });
        loop.schedule(5, 3, now -> log.add("b"));
        loop.run();
        assertThat(log).containsExactly("a", "urgent", "b", "c");
    }

    @Test
    void aCancelledEventDoesNotRunAndItsHandleIsSpent() {
        long handle = loop.schedule(10, 0, now -> log.add("cancelled"));
        loop.schedule(20, 0, now -> log.add("kept"));
        assertThat(loop.cancel(handle)).isTrue();
        assertThat(loop.cancel(handle)).isFalse();
        loop.run();
        assertThat(log).containsExactly("kept");
        assertThat(loop.nowNanos()).isEqualTo(20);
    }

    @Test
    void endlessReschedulingKeepsThePendingSetSmall() {
        long handle = loop.schedule(1_000_000_000L, 0, now -> log.add("timeout"));
        for (int i = 1; i <= 1_000_000; i++) {
            loop.cancel(handle);
            handle = loop.schedule(1_000_000_000L + i, 0, now -> log.add("timeout"));
        }
        assertThat(loop.pendingEvents()).isEqualTo(1);
        loop.run();
        assertThat(log).containsExactly("timeout");
        assertThat(loop.nowNanos()).isEqualTo(1_001_000_000L);
    }

    @Test
    void theFingerprintTellsCoursesApart() {
        assertThat(fingerprintOf(1, 2, 0)).isEqualTo(fingerprintOf(1, 2, 0));
        assertThat(fingerprintOf(1, 2, 0)).isNotEqualTo(fingerprintOf(1, 3, 0));
        assertThat(fingerprintOf(1, 2, 0)).isNotEqualTo(fingerprintOf(1, 2, 1));
    }

    private static long fingerprintOf(long first, long second, int priority) {
        EventLoop loop = new EventLoop();
        loop.schedule(first, 0, now -> {});
        loop.schedule(second, priority, now -> {});
        loop.run();
        return loop.fingerprint();
    }

    @Test
    void refusesThePastAndPrioritiesOutOfRange() {
        loop.schedule(10, 0, now -> {});
        loop.run();
        assertThatThrownBy(() -> loop.schedule(9, 0, now -> {}))
                .hasMessageContaining("(9)")
                .hasMessageContaining("(10)");
        assertThatThrownBy(() -> loop.schedule(11, 64, now -> {})).hasMessageContaining("0 to 63");
        assertThatThrownBy(() -> loop.runUntil(3)).isInstanceOf(IllegalArgumentException.class);
    }
}
