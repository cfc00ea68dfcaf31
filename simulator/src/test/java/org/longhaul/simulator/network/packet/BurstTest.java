package org.longhaul.simulator.network.packet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.longhaul.extension.RecordValues;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.Topology;

/** Packets that are handed over at once, and what no network may do: exceed a link or notice what is none of its business. */
class BurstTest {

    private static PacketSettings bursts(String control) {
        return RecordValues.with(TestNetworks.settings(control), "segmentationOffload", true);
    }

    /** A burst is one acknowledgement for two packets, and one more if their number is odd. */
    @Test
    void burstsCauseMoreAcknowledgementsThanSinglePackets() {
        long single = sentFor("cubic", false);
        long bursts = sentFor("cubic", true);
        assertThat(bursts).isGreaterThan(single).isLessThan(single * 13 / 10);
    }

    /**
     * Two flows against each other, which Linux lets carry 84 to 93 Mbit/s each from the third to the fifth second: that a
     * burst's odd last packet is acknowledged as the application reads mixes data and acknowledgements.
     */
    @Test
    void clumpsOfTwoWayTrafficDisperseWhereApplicationsTakeTimeToRead() {
        assertThat(twoWayMbit(50)).isBetween(84.0, 93.0);
        assertThat(twoWayMbit(0)).isLessThan(80);
    }

    private static double twoWayMbit(double readDelayMicros) {
        double bytes = 0;
        int runs = 3;
        for (int seed = 1; seed <= runs; seed++) {
            PacketSettings late = RecordValues.with(bursts("cubic"), "jitterMicros", 50.0);
            TestNetworks bed = new TestNetworks(
                    TestNetworks.line(100, 20, 0, 250_000L),
                    RecordValues.with(late, "readDelayMicros", readDelayMicros),
                    seed);
            bed.network.send(0, 1, TestNetworks.ENDLESS, 0, now -> {});
            bed.network.send(1, 0, TestNetworks.ENDLESS, 0, now -> {});
            bed.loop.runUntil(2_000_000_000L);
            bytes -= bed.network.arcPayloadBytes(0) + bed.network.arcPayloadBytes(1);
            bed.loop.runUntil(5_000_000_000L);
            bytes += bed.network.arcPayloadBytes(0) + bed.network.arcPayloadBytes(1);
        }
        return bytes / runs / 2 * 8e-6 / 3;
    }

    private static long sentFor(String control, boolean bursts) {
        TestNetworks bed = new TestNetworks(
                TestNetworks.line(100, 20, 0, 10_000_000L),
                bursts ? bursts(control) : TestNetworks.settings(control),
                1);
        bed.network.send(0, 1, 20_000_000, 0, now -> {});
        bed.loop.run();
        return bed.network.counts().sent();
    }

    /** In no window of time does a link carry more than its rate, whatever is sent and lost. */
    @ParameterizedTest
    @ValueSource(strings = {"reno", "cubic", "bbr"})
    void noWindowOfTimeCarriesMoreThanTheRate(String control) {
        for (int seed = 1; seed <= 4; seed++) {
            TestNetworks bed = new TestNetworks(
                    TestNetworks.star(3, 100, 10, seed % 2 == 0 ? 0.002 : 0, 60_000L),
                    TestNetworks.rough(control),
                    seed);
            for (int host = 0; host < 3; host++) {
                bed.network.send(host, (host + 1) % 3, 3_000_000, 0, now -> {});
                bed.network.send(host, (host + 2) % 3, 1_000_000L * seed, 1, now -> {});
            }
            long[] before = new long[6];
            for (long now = 700_000; now < 2_000_000_000L; now += 700_000) {
                bed.loop.runUntil(now);
                for (int arc = 0; arc < 6; arc++) {
                    long carried = bed.network.arcWireBytes(arc);
                    // A byte more for rounding at either end.
                    assertThat(carried - before[arc]).isLessThanOrEqualTo(100_000_000L * 700_000 / 8_000_000_000L + 2);
                    before[arc] = carried;
                }
            }
            bed.requireConservation();
        }
    }

    /** A host, a link and traffic elsewhere do not move a transfer by a nanosecond, losses and lateness included. */
    @ParameterizedTest
    @ValueSource(strings = {"reno", "cubic", "bbr"})
    void whatIsElsewhereChangesNothing(String control) {
        assertThat(elsewhere(control, true)).isPositive().isEqualTo(elsewhere(control, false));
    }

    private static long elsewhere(String control, boolean more) {
        Link own = TestNetworks.link("own", "a", "b", 100, 10, 0.001, 60_000L);
        Topology.Builder builder = Topology.builder("two parts");
        if (more) {
            builder.node(Node.host("c")).node(Node.host("d"));
            builder.link(TestNetworks.link("other", "c", "d", 50, 3, 0.01, 30_000L));
        }
        builder.node(Node.host("a")).node(Node.host("b")).link(own);
        Topology topology = builder.build();
        TestNetworks bed = new TestNetworks(topology, TestNetworks.rough(control), 3);
        long[] end = {-1};
        bed.network.send(topology.nodeIndex("a"), topology.nodeIndex("b"), 5_000_000, 0, now -> end[0] = now);
        if (more) {
            bed.network.send(topology.nodeIndex("c"), topology.nodeIndex("d"), 4_000_000, 0, now -> {});
            bed.network.send(topology.nodeIndex("d"), topology.nodeIndex("c"), 4_000_000, 0, now -> {});
        }
        bed.loop.run();
        return end[0];
    }
}
