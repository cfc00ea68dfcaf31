package org.longhaul.simulator.network.flow.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.longhaul.extension.RecordValues;
import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.ConnectionRules;
import org.longhaul.simulator.network.estimate.TermSeconds;
import org.longhaul.simulator.network.flow.Cases;
import org.longhaul.simulator.network.flow.fluid.FlowSettings;
import org.longhaul.simulator.network.packet.PacketSettings;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.DataSize;

/** First windows that queues of a few packets do not hold: as packets have it, and as estimates foresee it. */
class FirstBurstTest {

    private static final int PAYLOAD = 1448;
    private static final int PACKET = 1500;

    private static Topology chain(int room, double oneWayMillis, double... mbit) {
        Topology.Builder chain = Topology.builder("chain").relayingHosts(true).node(Node.host("n0"));
        for (int hop = 0; hop < mbit.length; hop++) {
            Bandwidth rate = new Bandwidth(Math.round(mbit[hop] * 1e6));
            Duration latency = Duration.ofNanos(Math.round(oneWayMillis * 1e6 / mbit.length));
            chain.node(Node.host("n" + (hop + 1)));
            DataSize queue = new DataSize((long) room * PACKET);
            chain.link(new Link("l" + hop, "n" + hop, "n" + (hop + 1), rate, rate, latency, 0, queue, null));
        }
        return chain.build();
    }

    private static double seconds(Cases.Run run, int hops, long bytes) {
        double[] ends = new double[1];
        run.send("n0", "n" + hops, bytes, 0, 0, ends, 0);
        run.loop.run();
        return ends[0];
    }

    /** Nothing follows a window of 3 to 10 packets, or one to a dozen packets do: on one link and on several. */
    @ParameterizedTest
    @CsvSource({"4, 5.6", "10, 100", "40, 50", "75, 50", "150, 500"})
    void itIsRepairedAsInPackets(double oneWayMillis, double mbit) {
        List<String> off = new ArrayList<>();
        double sum = 0;
        int count = 0;
        for (double[] rates : new double[][] {{mbit}, {10 * mbit, mbit}, {mbit, 2 * mbit}}) {
            for (int room = 2; room <= 8; room++) {
                for (int packets = 3; packets <= 16; packets += packets < 12 ? 1 : 2) {
                    Topology chain = chain(room, oneWayMillis, rates);
                    long bytes = (long) packets * PAYLOAD;
                    double flow = seconds(
                            new Cases.Run(FlowSettings.tcp(CongestionControl.CUBIC), chain), rates.length, bytes);
                    double real = seconds(
                            new Cases.Run(PacketSettings.defaults().withCongestionControl("cubic"), chain),
                            rates.length,
                            bytes);
                    double error = Math.abs(flow / real - 1);
                    sum += error;
                    count++;
                    if (error > 0.1) {
                        off.add(rates.length + " links, room " + room + ", " + packets + " packets: " + flow + " for "
                                + real);
                    }
                }
            }
        }
        assertThat(sum / count).as(off.toString()).isLessThan(0.03);
        assertThat(off).hasSizeLessThan(count / 10);
    }

    /** Without the set-up of a connection, which estimates leave out. */
    @Test
    void estimatesForeseeIt() {
        FlowSettings settings = RecordValues.with(
                FlowSettings.tcp(CongestionControl.RENO).withMaximumWindow(0), "connectionSetup", false);
        for (int room = 1; room <= 9; room++) {
            for (int packets : new int[] {2, 5, 7, 9, 10, 11, 12, 14, 20, 60, 400}) {
                for (double[] rates : new double[][] {{10}, {100, 10}, {10, 20, 30}}) {
                    Topology chain = chain(room, 10, rates);
                    long bytes = (long) packets * PAYLOAD;
                    double simulated = seconds(new Cases.Run(settings, chain), rates.length, bytes);
                    TermSeconds terms = new TermSeconds();
                    TcpEstimates.of(settings, ConnectionRules.NONE)
                            .path(chain, Routings.shortestLatency(chain), 0, chain.nodeIndex("n" + rates.length), 1)
                            .transfer(0, bytes, bytes * 8e-6 / 10, 1, 0, terms);
                    assertThat(terms.total())
                            .as("%d links, room %d, %d packets", rates.length, room, packets)
                            .isCloseTo(simulated, within(0.05 * simulated));
                }
            }
        }
    }
}
