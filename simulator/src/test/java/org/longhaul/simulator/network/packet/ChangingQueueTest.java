package org.longhaul.simulator.network.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.longhaul.extension.RecordValues;
import org.longhaul.simulator.event.EventPriority;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.network.ArcState;
import org.longhaul.simulator.network.packet.queue.LossKind;
import org.longhaul.simulator.network.packet.queue.QueueKind;

/** Queues and wires of links that change while packets are on them. */
class ChangingQueueTest {

    private static final long PACKET_BITS = 1500 * 8;

    private static ArcState state(boolean up, double megabit, double oneWayMillis, double loss) {
        return new ArcState(up, Math.round(megabit * 1e6), Math.round(oneWayMillis * 1e6), loss);
    }

    private static void at(TestNetworks bed, double seconds, Runnable action) {
        bed.loop.schedule(Math.round(seconds * 1e9), EventPriority.CHANGE, now -> action.run());
    }

    private static TestNetworks bed(QueueKind queue) {
        return new TestNetworks(
                TestNetworks.line(1, 20, 0, 1_000_000L), TestNetworks.settings("reno", queue, false), 1);
    }

    /** Ten packets at 12 ms each; at 30 ms the third is in transmission and seven wait. */
    @ParameterizedTest
    @EnumSource(
            value = QueueKind.class,
            names = {"DROP_TAIL", "CODEL"})
    void whatWaitsIsTransmittedAtTheNewRate(QueueKind queue) {
        long bytes = 10L * (1500 - PacketNetwork.HEADER_BYTES);
        TestNetworks slow = bed(queue);
        assertThat(slow.transferNanos(bytes)).isEqualTo(10 * PACKET_BITS * 1000 + 10_000_000);
        TestNetworks faster = bed(queue);
        at(faster, 0.030, () -> faster.network.setArc(0, state(true, 4, 10, 0)));
        assertThat(faster.transferNanos(bytes)).isEqualTo(36_000_000 + 7 * PACKET_BITS * 250 + 10_000_000);
        assertThat(faster.network.arcWireBytes(0)).isEqualTo(slow.network.arcWireBytes(0));
        if (queue == QueueKind.CODEL) {
            // It would drop what waits for longer than 100 ms.
            return;
        }
        TestNetworks slower = bed(queue);
        at(slower, 0.030, () -> slower.network.setArc(0, state(true, 0.5, 10, 0)));
        assertThat(slower.transferNanos(bytes)).isEqualTo(36_000_000 + 7 * PACKET_BITS * 2000 + 10_000_000);
    }

    /** Bytes are carried as they leave, not once their turn is known, whatever the rate becomes meanwhile. */
    @ParameterizedTest
    @EnumSource(
            value = QueueKind.class,
            names = {"DROP_TAIL", "CODEL"})
    void bytesOnTheWireAreThoseThatHaveLeft(QueueKind queue) {
        TestNetworks bed = bed(queue);
        // 1500 bytes take 12 ms at 1 Mbit/s.
        at(bed, 0.006, () -> assertThat(bed.network.arcWireBytes(0)).isEqualTo(750));
        at(bed, 0.030, () -> {
            assertThat(bed.network.arcWireBytes(0)).isEqualTo(3750);
            bed.network.setArc(0, state(true, 4, 10, 0));
            assertThat(bed.network.arcWireBytes(0)).isEqualTo(3750);
        });
        at(bed, 0.032, () -> bed.network.setArc(0, state(true, 2, 10, 0)));
        // The third packet keeps the rate that it began with; the fourth takes 6 ms from 36 ms on.
        at(bed, 0.033, () -> assertThat(bed.network.arcWireBytes(0)).isEqualTo(4125));
        at(bed, 0.039, () -> {
            assertThat(bed.network.arcWireBytes(0)).isEqualTo(5250);
            bed.network.setArc(0, state(false, 2, 10, 0));
            assertThat(bed.network.arcWireBytes(0)).isEqualTo(5250);
        });
        bed.network.send(0, 1, 10L * (1500 - PacketNetwork.HEADER_BYTES), 0, now -> {});
        bed.loop.runUntil(100_000_000);
        assertThat(bed.network.arcWireBytes(0)).isEqualTo(5250);
    }

    @Test
    void aVerySlowLinkCarriesNoMoreThanItsRate() {
        TestNetworks bed =
                new TestNetworks(TestNetworks.line(1e-4, 20, 0, 1_000_000L), TestNetworks.settings("cubic"), 1);
        bed.network.send(0, 1, 20_000, 0, now -> {});
        // 100 bit/s: the set-up takes 9.6 s, and a full packet two minutes.
        for (long seconds = 1; seconds < 400; seconds += 7) {
            bed.loop.runUntil(seconds * 1_000_000_000L);
            assertThat(bed.network.arcWireBytes(0)).isLessThanOrEqualTo(seconds * 100 / 8);
        }
        assertThat(bed.network.arcWireBytes(0)).isGreaterThan(4500);
    }

    @Test
    void noPacketOvertakesAnotherWhenALatencyFalls() {
        // The sixth packet leaves at 72 ms; those in transmission before were given 100 ms more.
        TestNetworks bed = bed(QueueKind.DROP_TAIL);
        bed.network.setArc(0, state(true, 1, 110, 0));
        at(bed, 0.066, () -> bed.network.setArc(0, state(true, 1, 1, 0)));
        long bytes = 10L * (1500 - PacketNetwork.HEADER_BYTES);
        long[] end = {-1};
        bed.network.send(0, 1, bytes, 0, now -> end[0] = now);
        bed.loop.run();
        assertThat(end[0]).isEqualTo(72_000_000 + 110_000_000);
        assertThat(bed.network.counts().sent()).isEqualTo(10 + acknowledgements());
    }

    /** Of ten packets on a link that does not change. */
    private static long acknowledgements() {
        TestNetworks bed = bed(QueueKind.DROP_TAIL);
        bed.network.send(0, 1, 10L * (1500 - PacketNetwork.HEADER_BYTES), 0, now -> {});
        bed.loop.run();
        return bed.network.counts().sent() - 10;
    }

    @ParameterizedTest
    @EnumSource(QueueKind.class)
    void aLinkThatGoesDownDropsItsQueueAndItsWire(QueueKind queue) {
        TestNetworks bed = bed(queue);
        long[] end = {-1};
        bed.network.send(0, 1, 10L * (1500 - PacketNetwork.HEADER_BYTES), 0, now -> end[0] = now);
        at(bed, 0.013, () -> {
            bed.network.setArc(0, state(false, 1, 10, 0));
            // One packet on the wire and one in transmission; eight wait.
            assertThat(bed.network.counts().wireLosses()).isEqualTo(2);
            assertThat(bed.network.counts().queueDrops()).isEqualTo(8);
            assertThat(bed.network.counts().underWay()).isZero();
            assertThat(bed.network.arcWaitingBytes(0)).isZero();
        });
        bed.loop.run();
        assertThat(end[0]).isEqualTo(-1);
        assertThat(bed.loop.nowNanos()).isLessThan(10_000_000_000L);
        bed.network.setArc(0, state(true, 1, 10, 0));
        bed.loop.run();
        assertThat(end[0]).isPositive();
        bed.requireConservation();
    }

    @Test
    void lossRatesChange() {
        TestNetworks bed = new TestNetworks(TestNetworks.line(100, 10, 0, null), TestNetworks.settings("bbr"), 7);
        bed.network.send(0, 1, TestNetworks.ENDLESS, 0, now -> {});
        double[] rates = {0, 0.01, 0.03, 0};
        for (int i = 0; i < rates.length; i++) {
            bed.network.setArc(0, state(true, 100, 5, rates[i]));
            long lost = bed.network.counts().wireLosses();
            long wire = bed.network.arcWireBytes(0);
            bed.loop.runUntil((i + 1) * 4_000_000_000L);
            double share = (bed.network.counts().wireLosses() - lost) / ((bed.network.arcWireBytes(0) - wire) / 1500.0);
            assertThat(share).isCloseTo(rates[i], within(0.15 * rates[i] + 1e-4));
        }
    }

    @Test
    void burstLossRefusesARateThatItCannotReach() {
        PacketSettings lossy = RecordValues.with(TestNetworks.settings("reno"), "loss", LossKind.GILBERT_ELLIOTT);
        PacketSettings bursts = RecordValues.with(RecordValues.with(lossy, "burstPackets", 5.0), "burstLossRate", 0.3);
        TestNetworks bed = new TestNetworks(TestNetworks.line(1, 20, 0.01, null), bursts, 1);
        assertThatThrownBy(() -> bed.network.setArc(0, state(true, 1, 10, 0.4)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0.4")
                .hasMessageContaining("burstLossRate (0.3)");
        bed.network.setArc(0, state(true, 1, 10, 0));
        bed.network.setArc(0, state(true, 1, 10, 0.2));
    }

    /** Every packet is delivered, dropped, lost or under way, through any changes and with every queue. */
    @ParameterizedTest
    @EnumSource(QueueKind.class)
    void packetsAreAccountedForThroughChanges(QueueKind queue) {
        for (int seed = 0; seed < 40; seed++) {
            RandomGenerator random = new RandomStreams(seed).stream("queue changes", 0);
            TestNetworks bed = new TestNetworks(
                    TestNetworks.star(3, 10, 10, 0, null),
                    TestNetworks.settings(random.nextBoolean() ? "cubic" : "bbr", queue, random.nextBoolean()),
                    seed);
            int[] ended = {0};
            for (int i = 0; i < 6; i++) {
                bed.network.send(i % 3, (i + 1 + i / 3) % 3, 300_000, i, now -> ended[0]++);
            }
            for (int change = 0; change < 30; change++) {
                int arc = random.nextInt(6);
                bed.network.setArc(
                        arc,
                        state(
                                random.nextInt(3) > 0,
                                random.nextDouble(1, 30),
                                random.nextDouble(1, 20),
                                random.nextDouble(0.02)));
                bed.loop.runUntil(bed.loop.nowNanos() + random.nextLong(100_000_000));
                bed.requireConservation();
            }
            for (int arc = 0; arc < 6; arc++) {
                bed.network.setArc(arc, state(true, 10, 5, 0));
            }
            bed.loop.run();
            assertThat(ended[0]).isEqualTo(6);
            assertThat(bed.network.counts().underWay()).isZero();
            bed.requireConservation();
        }
    }
}
