package org.longhaul.simulator.network.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.longhaul.extension.RecordValues;
import org.longhaul.simulator.network.NetworkModels;
import org.longhaul.simulator.network.TransferStatus;
import org.longhaul.simulator.network.packet.control.CongestionControlFactory;
import org.longhaul.simulator.network.packet.control.CongestionControls;
import org.longhaul.simulator.network.packet.queue.QueueKind;

class PacketNetworkTest {

    static List<String> controls() {
        return CongestionControls.all().stream()
                .map(CongestionControlFactory::id)
                .toList();
    }

    @Test
    void isRegistered() {
        assertThat(NetworkModels.byId("packet").defaults()).isEqualTo(PacketSettings.defaults());
        assertThat(controls()).contains("bbr", "cubic", "reno");
    }

    @Test
    void onePacketTakesSerialisationAndPropagationOnEachHop() {
        var bed = new TestNetworks(
                TestNetworks.star(2, 100, 10, 0, null), TestNetworks.settings("reno", QueueKind.DROP_TAIL, false), 1);
        // (1000 + 52) bytes at 100 Mbit/s are 84,160 ns; each of two links adds 5 ms.
        assertThat(bed.transferNanos(1000)).isEqualTo(2 * (84_160 + 5_000_000));
    }

    @Test
    void aTransferOfNothingTakesAHeaderAndTheLatency() {
        var bed = new TestNetworks(
                TestNetworks.line(100, 10, 0, null), TestNetworks.settings("cubic", QueueKind.DROP_TAIL, false), 1);
        assertThat(bed.transferNanos(0)).isEqualTo(5_000_000 + 52 * 80);
    }

    @Test
    void aTransferToItselfTakesNoTime() {
        var bed = new TestNetworks(TestNetworks.line(100, 10, 0, null), TestNetworks.settings("cubic"), 1);
        long[] end = {-1};
        bed.network.send(1, 1, 1_000_000, 0, now -> end[0] = now);
        bed.loop.run();
        assertThat(end[0]).isZero();
    }

    @Test
    void slowStartDoublesEachRoundWithoutLoss() {
        // 10 + 20 + 40 + 80 = 150 packets: the set-up, four rounds of sending, of which the last takes half a round
        // trip.
        var bed = new TestNetworks(TestNetworks.line(10_000, 100, 0, null), TestNetworks.settings("reno"), 1);
        double seconds = bed.transferNanos(150L * 1448) / 1e9;
        assertThat(seconds).isCloseTo(0.1 + 3 * 0.1 + 0.05, within(0.001));
        var longer = new TestNetworks(TestNetworks.line(10_000, 100, 0, null), TestNetworks.settings("reno"), 1);
        assertThat(longer.transferNanos(151L * 1448) / 1e9).isCloseTo(seconds + 0.1, within(0.001));
    }

    @Test
    void theReceiversWindowARoundTripIsTheMostThatAnyControlDelivers() {
        for (String control : controls()) {
            var bed = new TestNetworks(
                    TestNetworks.line(10_000, 100, 0, null),
                    TestNetworks.settings(control).withMaximumWindow(45L * 1448),
                    1);
            bed.network.send(0, 1, TestNetworks.ENDLESS, 0, now -> {});
            bed.loop.runUntil(1_000_000_000L);
            long early = bed.network.arcPayloadBytes(0);
            bed.loop.runUntil(5_000_000_000L);
            double bytesARoundTrip = (bed.network.arcPayloadBytes(0) - early) / 40.0;
            assertThat(bytesARoundTrip).as(control).isCloseTo(45 * 1448, within(0.03 * 45 * 1448));
            assertThat(bytesARoundTrip).as(control).isLessThanOrEqualTo(45 * 1448);
        }
    }

    @Test
    void withoutLossNothingIsSentTwice() {
        for (String control : controls()) {
            var bed = new TestNetworks(TestNetworks.line(100, 20, 0, 100_000_000L), TestNetworks.settings(control), 1);
            long bytes = 20_000_000;
            assertThat(bed.transferNanos(bytes)).isPositive();
            long packets = (bytes + 1447) / 1448;
            assertThat(bed.network.arcWireBytes(0)).isEqualTo(bytes + packets * 52 + 60);
            assertThat(bed.network.counts().queueDrops()).isZero();
        }
    }

    @Test
    void aSecondTransferOfAConnectionNeedsNoSetUp() {
        var bed = new TestNetworks(TestNetworks.line(1000, 20, 0, null), TestNetworks.settings("cubic"), 1);
        List<Long> ends = new ArrayList<>();
        bed.network.send(0, 1, 1448, 0, now -> {
            ends.add(now);
            bed.network.send(0, 1, 1448, 0, ends::add);
        });
        bed.loop.run();
        assertThat(ends.get(0) / 1e6).isCloseTo(30, within(0.1));
        assertThat((ends.get(1) - ends.get(0)) / 1e6).isCloseTo(10, within(0.1));
    }

    @ParameterizedTest
    @EnumSource(QueueKind.class)
    void conservesPacketsAndNeverOverfillsAQueue(QueueKind queue) {
        SplittableRandom random = new SplittableRandom(7);
        for (String control : controls()) {
            for (int trial = 0; trial < 8; trial++) {
                long limit = 5_000L + random.nextInt(60_000);
                double loss = trial % 2 == 0 ? 0 : random.nextDouble() * 0.02;
                var bed = new TestNetworks(
                        TestNetworks.star(4, 20 + random.nextInt(100), 1 + random.nextInt(20), loss, limit),
                        TestNetworks.settings(control, queue, true),
                        trial);
                requireDelivery(bed, random, limit);
            }
        }
    }

    private static void requireDelivery(TestNetworks bed, SplittableRandom random, long limit) {
        long[] most = {0};
        bed.network.observe(new PacketObserver() {
            @Override
            public void queueChanged(long nowNanos, int arc, long waitingBytes) {
                most[0] = Math.max(most[0], waitingBytes);
            }
        });
        long[] bytesInto = new long[4];
        long[] bytesFrom = new long[4];
        int[] open = {0};
        for (int i = 0; i < 6; i++) {
            int source = random.nextInt(4);
            int target = (source + 1 + random.nextInt(3)) % 4;
            long bytes = random.nextLong(400_000);
            bytesFrom[source] += bytes;
            bytesInto[target] += bytes;
            open[0]++;
            bed.network.send(source, target, bytes, random.nextInt(2), now -> open[0]--);
        }
        for (int step = 1; step <= 40; step++) {
            bed.loop.runUntil(step * 25_000_000L);
            bed.requireConservation();
        }
        bed.loop.run();
        bed.requireConservation();
        assertThat(open[0]).isZero();
        assertThat(most[0]).isPositive().isLessThanOrEqualTo(limit);
        assertThat(bed.network.activeTransfers()).isEmpty();
        assertThat(bed.network.counts().underWay()).isZero();
        for (int host = 0; host < 4; host++) {
            assertThat(bed.network.arcPayloadBytes(2 * host)).isEqualTo(bytesFrom[host]);
            assertThat(bed.network.arcPayloadBytes(2 * host + 1)).isEqualTo(bytesInto[host]);
        }
    }

    @ParameterizedTest
    @MethodSource("controls")
    void recoveryRepairsEveryLossWithFewSpuriousRetransmissions(String control) {
        long bytes = 3_000_000;
        var bed = new TestNetworks(TestNetworks.line(50, 20, 0.03, 1_000_000L), TestNetworks.settings(control), 3);
        assertThat(bed.transferNanos(bytes)).isPositive();
        long packets = (bytes + 1447) / 1448;
        long resentBytes = bed.network.arcWireBytes(0) - (bytes + packets * 52);
        long lost = bed.network.counts().wireLosses();
        assertThat(lost).isGreaterThan(30);
        assertThat(resentBytes / 1500).isLessThan(lost + lost / 5 + 20);
    }

    @ParameterizedTest
    @MethodSource("controls")
    void sameSeedSameCourse(String control) {
        long[] fingerprints = new long[3];
        long[] states = new long[3];
        for (int run = 0; run < 3; run++) {
            var bed = new TestNetworks(
                    TestNetworks.star(3, 100, 10, 0.001, 50_000L), TestNetworks.rough(control), run == 2 ? 2 : 1);
            bed.network.send(0, 1, 5_000_000, 0, now -> {});
            bed.network.send(2, 1, 5_000_000, 0, now -> {});
            bed.loop.run();
            fingerprints[run] = bed.loop.fingerprint();
            states[run] = bed.network.stateFingerprint();
        }
        assertThat(fingerprints[1]).isEqualTo(fingerprints[0]).isNotEqualTo(fingerprints[2]);
        assertThat(states[1]).isEqualTo(states[0]).isNotEqualTo(states[2]);
    }

    @Test
    void unansweredSetUpsBackOff() {
        var bed = new TestNetworks(TestNetworks.line(100, 10, 0.999999, null), TestNetworks.settings("cubic"), 1);
        bed.network.send(0, 1, 1000, 0, now -> {});
        long[] seconds = {0, 1, 3, 7, 15, 31};
        for (int attempt = 0; attempt < seconds.length; attempt++) {
            bed.loop.runUntil(seconds[attempt] * 1_000_000_000L + 500_000_000L);
            assertThat(bed.network.counts().sent()).isEqualTo(attempt + 1);
        }
        TransferStatus waiting = bed.network.activeTransfers().get(0);
        assertThat(waiting.waitingFor()).isEqualTo("the connection's set-up");
        assertThat(waiting.deliveredBytes()).isZero();
    }

    @Test
    void aQueueWithoutAStatedSizeHoldsOneBandwidthDelayProduct() {
        var bed = new TestNetworks(TestNetworks.line(100, 50, 0, null), TestNetworks.settings("reno"), 1);
        long[] most = {0};
        bed.network.observe(new PacketObserver() {
            @Override
            public void queueChanged(long nowNanos, int arc, long waitingBytes) {
                most[0] = Math.max(most[0], waitingBytes);
            }
        });
        bed.network.send(0, 1, 30_000_000, 0, now -> {});
        bed.loop.run();
        assertThat(bed.network.arcQueueDrops(0)).isPositive();
        assertThat(most[0]).isBetween(625_000L - 1500, 625_000L);
    }

    @Test
    void activeQueueManagementKeepsQueuesShort() {
        double tail = meanQueueBytes(QueueKind.DROP_TAIL);
        assertThat(meanQueueBytes(QueueKind.RED)).isLessThan(0.7 * tail);
        // 5 ms at 50 Mbit/s are 31,250 bytes.
        assertThat(meanQueueBytes(QueueKind.CODEL)).isLessThan(0.3 * tail).isLessThan(2.5 * 31_250);
    }

    private static double meanQueueBytes(QueueKind queue) {
        var bed = new TestNetworks(
                TestNetworks.line(50, 20, 0, 400_000L), TestNetworks.settings("cubic", queue, true), 1);
        for (int flow = 0; flow < 4; flow++) {
            bed.network.send(0, 1, TestNetworks.ENDLESS, flow, now -> {});
        }
        double sum = 0;
        int samples = 0;
        for (long now = 5_000; now < 15_000; now += 5) {
            bed.loop.runUntil(now * 1_000_000);
            sum += bed.network.arcWaitingBytes(0);
            samples++;
        }
        return sum / samples;
    }

    @Test
    void refusesSettingsOutOfRange() {
        assertThatThrownBy(() -> TestNetworks.settings("cubicc"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'cubicc'")
                .hasMessageContaining("Maybe you meant 'cubic'.");
        assertThatThrownBy(() -> RecordValues.with(PacketSettings.defaults(), "initialWindowPackets", 0))
                .hasMessageContaining("initialWindowPackets (0.0) must be at least 1");
        var bed = new TestNetworks(TestNetworks.line(100, 10, 0, null), TestNetworks.settings("cubic"), 1);
        assertThatThrownBy(() -> bed.network.send(0, 9, 1, 0, now -> {})).hasMessageContaining("targetNode (9)");
        assertThatThrownBy(() -> bed.network.send(0, 1, -1, 0, now -> {})).hasMessageContaining("bytes (-1)");
        assertThatThrownBy(() -> bed.network.send(0, 1, 1, -1, now -> {})).hasMessageContaining("channel (-1)");
    }
}
