package org.longhaul.simulator.network.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.fairshare.FairShare;
import org.longhaul.simulator.network.flow.fluid.FlowConnection;
import org.longhaul.simulator.network.flow.fluid.FlowSettings;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.DataSize;

/** Weights of flows at full links, and how latecomers come to their shares, against closed forms. */
class ShareWeightsTest {

    private static final long RATE = 100_000_000L;
    private static final long QUEUE = 500_000;
    private static final double ROOM_SECONDS = QUEUE * 8.0 / RATE;
    /** One acknowledgement answers two segments. */
    private static final double PAIR_SECONDS = 2 * 1500 * 8.0 / RATE;

    private static Link link(String id, String from, String to, long bitsPerSecond, long latencyNanos) {
        Bandwidth rate = new Bandwidth(bitsPerSecond);
        return new Link(id, from, to, rate, rate, Duration.ofNanos(latencyNanos), 0, new DataSize(QUEUE), null);
    }

    private static FlowConnection connection(Cases.Run run, String from) {
        FlowNetwork network = (FlowNetwork) run.network;
        FairShare shares = network.fluid.shares;
        int source = run.topology.nodeIndex(from);
        for (int arc = 0; arc < shares.linkCount(); arc++) {
            for (int i = 0; i < shares.flowsOn(arc); i++) {
                FlowConnection connection = network.fluid.rates.connection(shares.member(arc, i));
                if (connection.source == source) {
                    return connection;
                }
            }
        }
        throw new IllegalStateException("No flow from " + from);
    }

    private static double rate(Cases.Run run, String from) {
        return ((FlowNetwork) run.network).fluid.rates.rate(connection(run, from));
    }

    /** Rates of two flows of different round-trip times go with (RTT + mean queue) to the power of -a; no slow starts meet. */
    @ParameterizedTest
    @CsvSource({"RENO, 1.3", "CUBIC, 0.475"})
    void twoRoundTripTimesAtOneLink(CongestionControl control, double exponent) {
        Topology.Builder network = Topology.builder("two round trips").relayingHosts(true);
        for (String node : new String[] {"near", "far", "s", "t"}) {
            network.node(Node.host(node));
        }
        network.link(link("n", "near", "s", 10 * RATE, 5_000_000)).link(link("f", "far", "s", 10 * RATE, 45_000_000));
        network.link(link("shared", "s", "t", RATE, 5_000_000));
        Cases.Run run = new Cases.Run(FlowSettings.tcp(control), network.build());
        run.send("near", "t", 10_000_000_000L, 0, 0, new double[1], 0);
        run.send("far", "t", 10_000_000_000L, 0, 20, new double[1], 0);
        run.loop.runUntil(400_000_000_000L);
        double queue = control.meanOfSwing() * ROOM_SECONDS;
        double expected = Math.pow((0.1 + PAIR_SECONDS + queue) / (0.02 + PAIR_SECONDS + queue), exponent);
        assertThat(rate(run, "near") / rate(run, "far")).isCloseTo(expected, within(0.01 * expected));
    }

    /** A flow over two links, each full of one other flow of its own round-trip time: the losses of both count. */
    @ParameterizedTest
    @CsvSource({"RENO, 0.725, 1.45", "CUBIC, 1.7625, 0.5875"})
    void twoFullLinks(CongestionControl control, double lossExponent, double rttExponent) {
        Topology.Builder network = Topology.builder("parking lot").relayingHosts(true);
        for (String node : new String[] {"long", "a", "b", "c", "x", "y", "xEnd", "yEnd"}) {
            network.node(Node.host(node));
        }
        network.link(link("in", "long", "a", 10 * RATE, 1_000_000));
        network.link(link("first", "a", "b", RATE, 10_000_000)).link(link("second", "b", "c", RATE, 10_000_000));
        network.link(link("x", "x", "a", 10 * RATE, 6_000_000)).link(link("xEnd", "b", "xEnd", 10 * RATE, 5_000_000));
        network.link(link("y", "y", "b", 10 * RATE, 6_000_000)).link(link("yEnd", "c", "yEnd", 10 * RATE, 5_000_000));
        Cases.Run run = new Cases.Run(FlowSettings.tcp(control), network.build());
        run.send("long", "c", 20_000_000_000L, 0, 0, new double[1], 0);
        run.send("x", "xEnd", 20_000_000_000L, 0, 20, new double[1], 0);
        run.send("y", "yEnd", 20_000_000_000L, 0, 40, new double[1], 0);
        run.loop.runUntil(900_000_000_000L);
        double rtt = 0.042 + PAIR_SECONDS;
        double mean = control.meanOfSwing() * ROOM_SECONDS;
        double expected = Math.pow(2, -lossExponent) * Math.pow((rtt + 2 * mean) / (rtt + mean), -rttExponent);
        // Steps below a percent are not followed.
        assertThat(rate(run, "long") / rate(run, "x")).isCloseTo(expected, within(0.03 * expected));
        assertThat(rate(run, "x")).isCloseTo(rate(run, "y"), within(1.0));
    }

    /** A latecomer begins below its share, never leaves the climb, and has all of it in the end. */
    @ParameterizedTest
    @EnumSource(CongestionControl.class)
    void aLatecomerComesToItsShare(CongestionControl control) {
        Topology.Builder network = Topology.builder("latecomer").relayingHosts(true);
        for (String node : new String[] {"early", "late", "s", "t"}) {
            network.node(Node.host(node));
        }
        network.link(link("e", "early", "s", 10 * RATE, 5_000_000)).link(link("l", "late", "s", 10 * RATE, 5_000_000));
        network.link(link("shared", "s", "t", RATE, 15_000_000));
        Cases.Run run = new Cases.Run(FlowSettings.tcp(control), network.build());
        run.send("early", "t", 20_000_000_000L, 0, 0, new double[1], 0);
        run.send("late", "t", 20_000_000_000L, 0, 60, new double[1], 0);
        double before = 0;
        for (int second = 62; second < 400; second += 4) {
            run.loop.runUntil(second * 1_000_000_000L);
            double part = rate(run, "late") / (rate(run, "early") + rate(run, "late"));
            if (control != CongestionControl.BBR) {
                assertThat(part).as("at %d s", second).isGreaterThanOrEqualTo(before - 1e-9);
                before = part;
            }
        }
        assertThat(connection(run, "late").factorLag).isCloseTo(0, within(0.02));
        assertThat(before).isBetween(control == CongestionControl.BBR ? 0 : 0.49, 0.5 + 1e-9);
    }
}
