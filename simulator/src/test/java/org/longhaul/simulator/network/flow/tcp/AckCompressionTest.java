package org.longhaul.simulator.network.flow.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.flow.Cases;
import org.longhaul.simulator.network.flow.fluid.FlowSettings;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.DataSize;

/** Data the other way slows a flow by what it queues in front of the flow's acknowledgements, and by no more. */
class AckCompressionTest {

    private static final long WIRE_BYTES_OF_A_SEGMENT = 1500;
    private static final long SEGMENT = 1448;

    private static Topology line(long mbit, long roundMillis, long queueBytes) {
        Bandwidth rate = new Bandwidth(mbit * 1_000_000);
        return Topology.builder("line")
                .node(Node.host("a"))
                .node(Node.host("b"))
                .link(new Link(
                        "ab",
                        "a",
                        "b",
                        rate,
                        rate,
                        Duration.ofMillis(roundMillis).dividedBy(2),
                        0,
                        new DataSize(queueBytes),
                        null))
                .build();
    }

    /** A line of 500 Mbit/s from s to t; c sends to d over an access link of a rate of its own. */
    private static Topology beside(long otherBitsPerSecond) {
        return Topology.builder("beside")
                .node(Node.host("a"))
                .node(Node.host("b"))
                .node(Node.host("c"))
                .node(Node.host("d"))
                .node(Node.switchOf("s"))
                .node(Node.switchOf("t"))
                .link(Cases.link("as", "a", "s", 10_000_000_000L, 10_000))
                .link(Cases.link("ds", "d", "s", 10_000_000_000L, 10_000))
                .link(Cases.link("bt", "b", "t", 10_000_000_000L, 10_000))
                .link(Cases.link("ct", "c", "t", otherBitsPerSecond, 10_000))
                .link(Cases.link("st", "s", "t", 500_000_000L, 5_000_000))
                .build();
    }

    /** Seconds that 20 MB take from a to b beside a flow of its own rate the other way. */
    private static double seconds(long otherBitsPerSecond) {
        Cases.Run run = new Cases.Run(FlowSettings.tcp(), beside(Math.max(1, otherBitsPerSecond)));
        double[] ends = new double[2];
        if (otherBitsPerSecond > 0) {
            run.send("c", "d", otherBitsPerSecond, 0, 0, ends, 1);
        }
        run.send("a", "b", 20_000_000, 0, 1, ends, 0);
        run.loop.runUntil(20_000_000_000L);
        return ends[0] - 1;
    }

    /** Mean payload of both directions between two times, part of the most that a line can carry. */
    private static double used(
            CongestionControl control, int there, int back, long queueBytes, double fromSeconds, double toSeconds) {
        Cases.Run run = new Cases.Run(FlowSettings.tcp(control), line(100, 20, queueBytes));
        for (int i = 0; i < Math.max(there, back); i++) {
            if (i < there) {
                run.send("a", "b", 1L << 40, i, 0, new double[1], 0);
            }
            if (i < back) {
                run.send("b", "a", 1L << 40, i, 0, new double[1], 0);
            }
        }
        run.loop.runUntil(Math.round(fromSeconds * 1e9));
        long before = run.network.arcPayloadBytes(0) + run.network.arcPayloadBytes(1);
        run.loop.runUntil(Math.round(toSeconds * 1e9));
        long bytes = run.network.arcPayloadBytes(0) + run.network.arcPayloadBytes(1) - before;
        return bytes * 8e-8 / 2 / (toSeconds - fromSeconds) * WIRE_BYTES_OF_A_SEGMENT / SEGMENT;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 100_000, 1_000_000, 10_000_000, 50_000_000, 100_000_000})
    void aTrickleTheOtherWayIsNotFelt(long bitsPerSecond) {
        assertThat(seconds(bitsPerSecond)).isBetween(seconds(0), 1.01 * seconds(0));
    }

    @Test
    void aFullLineTheOtherWayIsFelt() {
        // The packet network has 1.2 to 1.35 times the time alone.
        assertThat(seconds(1_000_000_000)).isBetween(1.1 * seconds(0), 1.4 * seconds(0));
    }

    @ParameterizedTest
    @CsvSource({
        "RENO, 125000, 0.818",
        "RENO, 250000, 0.856",
        "CUBIC, 125000, 0.876",
        "CUBIC, 250000, 0.915",
        "BBR, 125000, 0.929",
        "BBR, 250000, 0.929"
    })
    void greedyFlowsBothWaysGetWhatWasMeasured(CongestionControl control, long queueBytes, double measured) {
        double payload = used(control, 1, 1, queueBytes, 5, 25) * SEGMENT / WIRE_BYTES_OF_A_SEGMENT;

        assertThat(payload).isCloseTo(measured, within(0.03 * measured));
    }

    /** What the packet network has for 1, 2, 4 and 8 flows each way: 0.74 to 0.8 in the first two seconds. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 8})
    void flowsThatStartTogetherAreOneBurst(int flows) {
        assertThat(used(CongestionControl.CUBIC, flows, flows, 250_000, 0.3, 2)).isBetween(0.7, 0.82);
    }

    @Test
    void moreFlowsAWayFillEachOthersGapsLater() {
        double one = used(CongestionControl.CUBIC, 1, 1, 250_000, 10, 25);
        double two = used(CongestionControl.CUBIC, 2, 2, 250_000, 10, 25);
        double eight = used(CongestionControl.CUBIC, 8, 8, 250_000, 10, 25);

        assertThat(two).isBetween(one, one + 0.05);
        assertThat(eight).isBetween(two, 1.0).isGreaterThan(0.95);
    }

    @Test
    void aLatecomerMakesTheEarlierFlowsWindowsBursts() {
        Cases.Run run = new Cases.Run(FlowSettings.tcp(), line(100, 20, 250_000));
        run.send("a", "b", 1L << 40, 0, 0, new double[1], 0);
        run.send("b", "a", 1L << 40, 0, 5, new double[1], 0);
        run.loop.runUntil(5_500_000_000L);
        long before = run.network.arcPayloadBytes(0);
        run.loop.runUntil(6_500_000_000L);

        assertThat((run.network.arcPayloadBytes(0) - before) * 8e-8).isBetween(0.55, 0.8);
    }

    @Test
    void theOtherSidesEndLetsTheLinkBeFullAtOnce() {
        Cases.Run run = new Cases.Run(FlowSettings.tcp(), line(100, 20, 250_000));
        double[] ends = new double[1];
        run.send("a", "b", 1L << 40, 0, 0, new double[1], 0);
        run.send("b", "a", 10_000_000, 0, 0, ends, 0);
        run.loop.runUntil(3_000_000_000L);
        assertThat(ends[0]).isBetween(1.0, 2.0);
        long before = run.network.arcPayloadBytes(0);
        run.loop.runUntil(4_000_000_000L);

        assertThat((run.network.arcPayloadBytes(0) - before) * 8e-8)
                .isCloseTo((double) SEGMENT / WIRE_BYTES_OF_A_SEGMENT, within(0.01));
    }

    /** Nothing for nothing, and from there on ever more without a step, whatever the queue's room. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.05, 0.3, 1, 4, 40})
    void theShareFallsEvenlyWithWhatWaits(double queue) {
        for (CongestionControl control : CongestionControl.values()) {
            for (double shape : new double[] {1, 0.5, 0}) {
                double before = 1;
                for (int i = 0; i <= 1000; i++) {
                    double wait = i * 0.005 * (1 + queue);
                    double share = TwoWayBursts.share(control, 1, 0.5, 1, queue, 1e9, wait, wait, shape);
                    assertThat(share).isBetween(before - 0.02, before);
                    before = share;
                }
            }
        }
    }

    @Test
    void onlyStepsOfSeveralWindowsBringBurstsBack() {
        assertThat(TwoWayBursts.renewed(0.5)).isZero();
        assertThat(TwoWayBursts.renewed(1)).isZero();
        assertThat(TwoWayBursts.renewed(2.5)).isEqualTo(0.5);
        assertThat(TwoWayBursts.renewed(40)).isEqualTo(1);
    }
}
