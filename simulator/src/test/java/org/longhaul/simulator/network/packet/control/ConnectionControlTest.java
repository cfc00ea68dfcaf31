package org.longhaul.simulator.network.packet.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.longhaul.simulator.network.packet.PacketObserver;
import org.longhaul.simulator.network.packet.TestNetworks;

class ConnectionControlTest {

    static List<CongestionControlFactory> factories() {
        return CongestionControls.all();
    }

    @ParameterizedTest
    @MethodSource("factories")
    void statesWhatItIs(CongestionControlFactory factory) {
        assertThat(factory.id()).matches("[a-z][a-z0-9-]*");
        assertThat(factory.description()).endsWith(".");
        assertThat(factory.source()).matches(".*(RFC|\\d{4}).*");
        assertThat(factory.defaults()).isEqualTo(factory);
        for (RecordComponent component : factory.settingsType().getRecordComponents()) {
            assertThat(component.getName()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("factories")
    void fillsALinkThatItHasToItself(CongestionControlFactory factory) {
        var bed = new TestNetworks(TestNetworks.line(100, 20, 0, 250_000L), TestNetworks.settings(factory.id()), 1);
        bed.network.send(0, 1, TestNetworks.ENDLESS, 0, now -> {});
        bed.loop.runUntil(3_000_000_000L);
        long early = bed.network.arcPayloadBytes(0);
        bed.loop.runUntil(13_000_000_000L);
        double megabit = (bed.network.arcPayloadBytes(0) - early) * 8 / 1e7;
        assertThat(megabit).isBetween(90.0, 96.54);
    }

    @ParameterizedTest
    @MethodSource("factories")
    void keepsItsWindowPositiveWhateverHappens(CongestionControlFactory factory) {
        FakeSender sender = new FakeSender();
        ConnectionControl control = factory.create(sender, 0);
        SplittableRandom random = new SplittableRandom(5);
        AckSample sample = new AckSample();
        long now = 0;
        for (int i = 0; i < 20_000; i++) {
            now += 1 + random.nextInt(2_000_000);
            if (random.nextInt(200) == 0) {
                int threshold = control.thresholdAfterLoss();
                assertThat(threshold).isPositive();
                RecoveryState[] states = RecoveryState.values();
                sender.state = states[random.nextInt(states.length)];
                control.stateChanges(sender.state, now);
            }
            sender.delivered += 2;
            sender.next += 2;
            sender.unacknowledged += 2;
            sender.deliveredNanos = now;
            sample.begin(now, 20);
            sample.newlyDelivered = 2;
            sample.newlyAcknowledged = 2;
            sample.newlyLost = random.nextInt(100) == 0 ? 1 : 0;
            sample.roundTripNanos = 20_000_000L + random.nextInt(30_000_000);
            sample.priorDelivered = Math.max(0, sender.delivered - 20);
            sample.intervalDelivered = 20;
            sample.intervalNanos = 20_000_000L + random.nextInt(10_000_000);
            control.roundTrip(sample);
            control.acknowledged(sample);
            assertThat(sender.window).isPositive();
            assertThat(control.pacingBytesPerSecond()).isNotNegative().isFinite();
            assertThat(control.stateHash(now)).isEqualTo(control.stateHash(now));
        }
    }

    @Test
    void cubicFollowsItsCurve() {
        FakeSender sender = new FakeSender();
        sender.window = 1000;
        sender.threshold = 900;
        var control = new CubicControl(new CubicControl.Factory(), sender, 0);
        sender.threshold = control.thresholdAfterLoss();
        assertThat(sender.threshold).isEqualTo(700);
        sender.window = 700;
        // RFC 9438: K = cbrt(W_max (1 - beta) / C); the target is one round trip ahead.
        double plateau = Math.cbrt(1000 * (1 - 717 / 1024.0) / 0.4);
        AckSample sample = new AckSample();
        long roundTrip = 100_000_000;
        long now = 0;
        while (now < 2 * plateau * 1e9) {
            int window = sender.window;
            for (int packet = 0; packet < window; packet += 2) {
                now += roundTrip * 2 / window;
                sample.begin(now, window);
                sample.newlyDelivered = 2;
                sample.roundTripNanos = roundTrip;
                control.roundTrip(sample);
                control.acknowledged(sample);
            }
            double offset = now / 1e9 - plateau;
            double curve = 1000 + 0.4 * offset * offset * offset;
            assertThat((double) sender.window).isCloseTo(curve, within(0.03 * curve));
        }
        assertThat(sender.window).isGreaterThan(1250);
    }

    @Test
    void renoHalvesAndGrowsByOneARoundTrip() {
        FakeSender sender = new FakeSender();
        sender.window = 100;
        var control = new RenoControl(sender);
        sender.threshold = control.thresholdAfterLoss();
        sender.window = sender.threshold;
        AckSample sample = new AckSample();
        for (int round = 1; round <= 20; round++) {
            int window = sender.window;
            for (int packet = 0; packet < window; packet++) {
                sample.begin(round, window);
                sample.newlyDelivered = 1;
                control.acknowledged(sample);
            }
            assertThat(sender.window).isEqualTo(50 + round);
        }
    }

    @Test
    void renoSawtoothAveragesThreeQuartersOfItsPeak() {
        // The pipe holds 166 packets and the queue as many, so the window runs from 166 to 333 and 250 on average.
        var bed = new TestNetworks(TestNetworks.line(100, 20, 0, 250_000L), TestNetworks.settings("reno"), 1);
        bed.network.send(0, 1, TestNetworks.ENDLESS, 0, now -> {});
        bed.loop.runUntil(20_000_000_000L);
        double[] area = new double[1];
        long[] last = {20_000_000_000L};
        int[] window = {0};
        bed.network.observe(new PacketObserver() {
            @Override
            public void windowChanged(
                    long nowNanos,
                    int sourceNode,
                    int targetNode,
                    int channel,
                    int congestionWindowPackets,
                    int slowStartThresholdPackets,
                    int inFlightPackets,
                    long smoothedRoundTripNanos) {
                area[0] += (double) window[0] * (nowNanos - last[0]);
                last[0] = nowNanos;
                window[0] = congestionWindowPackets;
            }
        });
        bed.loop.runUntil(120_000_000_000L);
        assertThat(area[0] / 1e11).isCloseTo(250, within(12.0));
    }

    @Test
    void renoUnderRandomLossFollowsTheSquareRootLaw() {
        // Mathis, Semke, Mahdavi, Ott 1997: rate = MSS / RTT * sqrt(3 / (2 p)).
        double bytes = 0;
        for (int seed = 1; seed <= 4; seed++) {
            var bed = new TestNetworks(
                    TestNetworks.line(1000, 40, 0.001, 10_000_000L), TestNetworks.settings("reno"), seed);
            bed.network.send(0, 1, TestNetworks.ENDLESS, 0, now -> {});
            bed.loop.runUntil(10_000_000_000L);
            long early = bed.network.arcPayloadBytes(0);
            bed.loop.runUntil(110_000_000_000L);
            bytes += (bed.network.arcPayloadBytes(0) - early) / 400.0;
        }
        double law = 1448 / 0.04 * Math.sqrt(1.5 / 0.001);
        assertThat(bytes).isCloseTo(law, within(0.1 * law));
    }

    /** A sender that the test moves by hand. */
    private static final class FakeSender implements SenderState {
        int window = 10;
        int threshold = Integer.MAX_VALUE;
        long unacknowledged;
        long next = 20;
        long delivered;
        long deliveredNanos;
        RecoveryState state = RecoveryState.OPEN;
        private final RandomGenerator random = new SplittableRandom(1);

        @Override
        public int congestionWindow() {
            return window;
        }

        @Override
        public void congestionWindow(int packets) {
            window = packets;
        }

        @Override
        public int slowStartThreshold() {
            return threshold;
        }

        @Override
        public void slowStartThreshold(int packets) {
            threshold = packets;
        }

        @Override
        public int initialWindow() {
            return 10;
        }

        @Override
        public int inFlight() {
            return (int) (next - unacknowledged);
        }

        @Override
        public int segmentBytes() {
            return 1448;
        }

        @Override
        public long unacknowledged() {
            return unacknowledged;
        }

        @Override
        public long next() {
            return next;
        }

        @Override
        public long delivered() {
            return delivered;
        }

        @Override
        public long deliveredNanos() {
            return deliveredNanos;
        }

        @Override
        public long smoothedRoundTripNanos() {
            return 20_000_000;
        }

        @Override
        public long minimumRoundTripNanos() {
            return 20_000_000;
        }

        @Override
        public boolean isWindowLimited() {
            return true;
        }

        @Override
        public double pacingBytesPerSecond() {
            return 1e6;
        }

        @Override
        public long nextDepartureNanos() {
            return 0;
        }

        @Override
        public RecoveryState state() {
            return state;
        }

        @Override
        public void markApplicationLimited() {}

        @Override
        public boolean isApplicationLimited() {
            return false;
        }

        @Override
        public RandomGenerator random() {
            return random;
        }
    }
}
