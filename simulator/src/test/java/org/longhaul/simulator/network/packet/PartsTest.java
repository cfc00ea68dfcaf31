package org.longhaul.simulator.network.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.event.LazyTimer;
import org.longhaul.simulator.network.packet.control.RoundTripEstimator;
import org.longhaul.simulator.network.packet.control.WindowReduction;
import org.longhaul.simulator.network.packet.control.WindowedMaximum;
import org.longhaul.simulator.network.packet.queue.Jitter;
import org.longhaul.simulator.network.packet.queue.LossProcess;

class PartsTest {

    @Test
    void gilbertElliottLosesTheStatedShareInBursts() {
        var loss = new LossProcess.GilbertElliott(0.01, 8, 0.5, new SplittableRandom(1));
        int lost = 0;
        int afterLoss = 0;
        int lostAfterLoss = 0;
        boolean before = false;
        int draws = 4_000_000;
        for (int i = 0; i < draws; i++) {
            boolean now = loss.loses();
            lost += now ? 1 : 0;
            afterLoss += before ? 1 : 0;
            lostAfterLoss += before && now ? 1 : 0;
            before = now;
        }
        assertThat((double) lost / draws).isCloseTo(0.01, within(0.0005));
        // A packet after a lost one is lost if the chain is still bad (7/8) and then by one half.
        assertThat((double) lostAfterLoss / afterLoss).isCloseTo(0.875 * 0.5, within(0.02));
    }

    @Test
    void bernoulliLosesTheStatedShare() {
        var loss = new LossProcess.Bernoulli(0.02, new SplittableRandom(2));
        int lost = 0;
        for (int i = 0; i < 1_000_000; i++) {
            lost += loss.loses() ? 1 : 0;
        }
        assertThat(lost / 1e6).isCloseTo(0.02, within(0.0006));
    }

    @Test
    void timeoutFollowsTheRoundTripAndDoubles() {
        var estimator = new RoundTripEstimator(200_000_000);
        assertThat(estimator.timeoutNanos()).isEqualTo(1_000_000_000L);
        for (int i = 0; i < 100; i++) {
            estimator.observe(i, 50_000_000);
            estimator.sample(50_000_000, i, i);
        }
        assertThat(estimator.timeoutNanos()).isEqualTo(250_000_000);
        estimator.backOff();
        estimator.backOff();
        assertThat(estimator.timeoutNanos()).isEqualTo(1_000_000_000);
        for (int i = 0; i < 20; i++) {
            estimator.backOff();
        }
        assertThat(estimator.timeoutNanos()).isEqualTo(RoundTripEstimator.LARGEST_TIMEOUT_NANOS);
        estimator.sample(50_000_000, 200, 200);
        assertThat(estimator.timeoutNanos()).isEqualTo(250_000_000);
    }

    @Test
    void windowedMaximumForgetsWhatIsOld() {
        var maximum = new WindowedMaximum();
        SplittableRandom random = new SplittableRandom(3);
        List<Long> values = new ArrayList<>();
        for (int time = 0; time < 5000; time++) {
            long value = random.nextInt(1_000_000);
            values.add(value);
            long estimate = maximum.update(50, time, value);
            long inWindow = value;
            for (int back = Math.max(0, time - 51); back <= time; back++) {
                inWindow = Math.max(inWindow, values.get(back));
            }
            assertThat(estimate).isBetween(value, inWindow);
        }
        assertThat(maximum.update(50, 6000, 7)).isEqualTo(7);
    }

    @Test
    void reductionEndsAtTheThreshold() {
        // 100 packets are out, 10 are lost; each acknowledgement reports one. The window must end at the threshold.
        var reduction = new WindowReduction();
        reduction.begin(100);
        int inFlight = 90;
        int window = 0;
        for (int i = 0; i < 300 && inFlight > 0; i++) {
            inFlight--;
            window = reduction.window(70, inFlight, 1, true);
            int sendable = Math.max(0, window - inFlight);
            reduction.sent(sendable);
            inFlight += sendable;
        }
        assertThat(window).isEqualTo(70);
        assertThat(inFlight).isEqualTo(70);
    }

    @Test
    void scoreboardCountsWhatAPlainModelCounts() {
        SplittableRandom random = new SplittableRandom(11);
        for (int trial = 0; trial < 20; trial++) {
            Scoreboard board = new Scoreboard();
            List<int[]> plain = new ArrayList<>();
            long base = 0;
            for (int step = 0; step < 600; step++) {
                int action = random.nextInt(10);
                if (action < 5 || plain.isEmpty()) {
                    board.append(step, 1448);
                    plain.add(new int[3]);
                } else if (action < 7) {
                    board.removeFirst();
                    plain.remove(0);
                    base++;
                } else {
                    int at = random.nextInt(plain.size());
                    move(board, plain.get(at), base + at, action, step);
                }
                compare(board, plain);
            }
        }
    }

    private static void move(Scoreboard board, int[] packet, long sequence, int action, int step) {
        if (packet[0] == 1) {
            return;
        }
        if (action == 7) {
            board.sacked(board.slot(sequence));
            packet[0] = 1;
            packet[1] = 0;
            packet[2] = 0;
        } else if (action == 8) {
            board.markLost(sequence);
            packet[1] = 1;
            packet[2] = 0;
        } else if (packet[1] == 1 && packet[2] == 0) {
            board.retransmitted(sequence, step);
            packet[2] = 1;
        }
    }

    private static void compare(Scoreboard board, List<int[]> plain) {
        int sacked = 0;
        int lost = 0;
        int resent = 0;
        int firstLost = -1;
        for (int i = 0; i < plain.size(); i++) {
            int[] packet = plain.get(i);
            sacked += packet[0];
            lost += packet[1];
            resent += packet[2];
            if (firstLost < 0 && packet[1] == 1 && packet[2] == 0) {
                firstLost = i;
            }
        }
        assertThat(board.packetsOut()).isEqualTo(plain.size());
        assertThat(board.sackedOut).isEqualTo(sacked);
        assertThat(board.lostOut).isEqualTo(lost);
        assertThat(board.retransmittedOut).isEqualTo(resent);
        assertThat(board.nextLost()).isEqualTo(firstLost < 0 ? -1 : board.unacknowledged + firstLost);
        long before = -1;
        for (int slot = board.oldest(); slot >= 0; slot = board.later(slot)) {
            assertThat(board.sentNanos[slot]).isGreaterThanOrEqualTo(before);
            before = board.sentNanos[slot];
        }
    }

    @Test
    void lazyTimerFiresOnceAtItsLatestDeadline() {
        EventLoop loop = new EventLoop();
        List<Long> fired = new ArrayList<>();
        LazyTimer timer = new LazyTimer(loop, fired::add);
        for (int i = 0; i < 100; i++) {
            timer.set(1000 + i);
        }
        loop.run();
        assertThat(fired).containsExactly(1099L);
        timer.set(5000);
        timer.set(2000);
        loop.run();
        assertThat(fired).containsExactly(1099L, 2000L);
        timer.set(9000);
        timer.clear();
        loop.run();
        assertThat(fired).hasSize(2);
    }

    @Test
    void jitterKeepsOrder() {
        Jitter jitter = new Jitter(100, new SplittableRandom(4));
        long last = 0;
        for (long punctual = 0; punctual < 10_000_000; punctual += 5_000) {
            long arrival = jitter.arrivalNanos(punctual);
            assertThat(arrival).isGreaterThanOrEqualTo(Math.max(last, punctual));
            last = arrival;
        }
    }

    /** Of packets far apart none holds up the next: an exponential distribution has e^-3 of them beyond three means. */
    @Test
    void latenessIsExponential() {
        Jitter jitter = new Jitter(100, new SplittableRandom(5));
        double sum = 0;
        int late = 0;
        for (int i = 0; i < 20_000; i++) {
            long lateness = jitter.arrivalNanos(i * 10_000_000L) - i * 10_000_000L;
            sum += lateness;
            late += lateness > 300_000 ? 1 : 0;
        }
        assertThat(sum / 20_000).isBetween(97_000.0, 103_000.0);
        assertThat(late / 20_000.0).isBetween(0.045, 0.055);
    }
}
