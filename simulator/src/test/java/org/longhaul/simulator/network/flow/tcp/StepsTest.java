package org.longhaul.simulator.network.flow.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.longhaul.simulator.Draws;
import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.event.EventPriority;
import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.NetworkContext;
import org.longhaul.simulator.network.packet.PacketModel;
import org.longhaul.simulator.network.packet.PacketSettings;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.DataSize;

/**
 * Steps of a training between two sites: pairs of hosts send to each other over one line, pause once all has arrived, and send again.
 * Flows beside packets. {@code -Dlonghaul.properties=all} compares 1,620 such series.
 */
class StepsTest {

    private static final boolean ALL = Draws.areAll();

    /**
     * @param queue of the line, in bandwidth-delay products
     * @param size what one host sends in a step, in bandwidth-delay products
     * @param pause seconds
     * @param stagger seconds from the start of one pair to that of the next one
     */
    private record Series(
            CongestionControl control,
            double mbit,
            double rttMillis,
            int pairs,
            double queue,
            double size,
            double pause,
            boolean bothWays,
            double stagger) {

        double[] flows(int steps) {
            NetworkContext context = context();
            return seconds(TransferSeries.flow(control, context), context, steps);
        }

        double[] packets(int steps) {
            NetworkContext context = context();
            PacketSettings settings = PacketSettings.defaults()
                    .withCongestionControl(control.name().toLowerCase(Locale.ROOT));
            return seconds(new PacketModel().create(settings, context), context, steps);
        }

        private double product() {
            return mbit * 125 * rttMillis;
        }

        private NetworkContext context() {
            Bandwidth line = new Bandwidth(Math.round(mbit * 1e6));
            Bandwidth access = new Bandwidth(Math.round(mbit * 1e7));
            Topology.Builder topology =
                    Topology.builder("sites").node(Node.switchOf("west")).node(Node.switchOf("east"));
            for (int i = 0; i < pairs; i++) {
                topology.node(Node.host("w" + i)).node(Node.host("e" + i));
                topology.link(link("west-" + i, "w" + i, "west", access, 0.02, 0));
                topology.link(link("east-" + i, "east", "e" + i, access, 0.02, 0));
            }
            topology.link(link("line", "west", "east", line, rttMillis, queue * product()));
            return TransferSeries.context(topology.build());
        }

        private static Link link(
                String id, String from, String to, Bandwidth rate, double rttMillis, double queueBytes) {
            Duration latency = Duration.ofNanos(Math.round(rttMillis * 5e5));
            DataSize queue = queueBytes > 0 ? new DataSize(Math.round(queueBytes)) : null;
            return new Link(id, from, to, rate, rate, latency, 0, queue, null);
        }

        private double[] seconds(Network network, NetworkContext context, int steps) {
            double[] seconds = new double[steps];
            step(network, context.loop(), 0, seconds);
            context.loop().run();
            return seconds;
        }

        private void step(Network network, EventLoop loop, int index, double[] seconds) {
            long begun = loop.nowNanos();
            int[] left = {bothWays ? 2 * pairs : pairs};
            for (int i = 0; i < pairs; i++) {
                int west = 2 + 2 * i;
                long at = begun + Math.round(i * stagger * 1e9);
                Runnable arrived = () -> {
                    left[0]--;
                    if (left[0] == 0) {
                        seconds[index] = (loop.nowNanos() - begun) * 1e-9;
                        if (index + 1 < seconds.length) {
                            long next = loop.nowNanos() + Math.round(pause * 1e9);
                            loop.schedule(next, EventPriority.CHANGE, now -> step(network, loop, index + 1, seconds));
                        }
                    }
                };
                long bytes = Math.round(size * product());
                loop.schedule(at, EventPriority.CHANGE, now -> {
                    network.send(west, west + 1, bytes, 0, then -> arrived.run());
                    if (bothWays) {
                        network.send(west + 1, west, bytes, 0, then -> arrived.run());
                    }
                });
            }
        }
    }

    /** Windows that a step's slow start left halve while a worker computes, and nothing else: what was sent last is answered. */
    @ParameterizedTest
    @CsvSource({"CUBIC, 1", "CUBIC, 4", "CUBIC, 20", "RENO, 1", "RENO, 20"})
    void stepsAfterAPauseStartFromHalvedWindows(CongestionControl control, double size) {
        Series series = new Series(control, 100, 60, 1, 1, size, 1, false, 0);
        double[] flows = series.flows(6);
        double[] packets = series.packets(6);
        for (int i = 0; i < flows.length; i++) {
            assertThat(flows[i]).as("step %d", i).isCloseTo(packets[i], withPercentage(5));
        }
    }

    /** Every combination of a few values of each; a slice of them, or all. */
    private static List<Series> series() {
        List<Series> series = new ArrayList<>();
        for (CongestionControl control : List.of(CongestionControl.CUBIC, CongestionControl.RENO)) {
            for (double[] line : ALL ? new double[][] {{100, 10}, {100, 60}, {400, 30}} : new double[][] {{100, 20}}) {
                for (double queue : ALL ? new double[] {0.3, 1, 0} : new double[] {0.3, 1}) {
                    for (double size : ALL ? new double[] {1, 4, 20} : new double[] {1, 4}) {
                        for (double pause : ALL ? new double[] {0, 0.1, 1} : new double[] {0.1, 1}) {
                            for (boolean bothWays : new boolean[] {false, true}) {
                                double[] of = {line[0], line[1], queue, size, pause};
                                series.addAll(withPairs(control, of, bothWays));
                            }
                        }
                    }
                }
            }
        }
        return series;
    }

    private static List<Series> withPairs(CongestionControl control, double[] of, boolean bothWays) {
        List<Series> series = new ArrayList<>();
        for (int pairs : ALL ? new int[] {1, 2, 4} : new int[] {1, 3}) {
            for (double stagger : ALL && pairs > 1 ? new double[] {0, 0.2} : new double[] {0}) {
                series.add(new Series(control, of[0], of[1], pairs, of[2], of[3], of[4], bothWays, stagger));
            }
        }
        return series;
    }

    /** How many of these are as near as they were; a shallow queue overflows where windows of several hosts go out at once. */
    @Test
    void stepsTakeWhatTheyTakeInPackets() {
        int steps = ALL ? 16 : 8;
        int[] count = new int[2];
        int[] within10 = new int[2];
        int[] within25 = new int[2];
        for (Series series : series()) {
            double flows = Arrays.stream(series.flows(steps)).sum();
            double packets = Arrays.stream(series.packets(steps)).sum();
            double error = Math.abs(flows / packets - 1);
            int kind = series.queue() == 0.3 ? 0 : 1;
            count[kind]++;
            within10[kind] += error <= 0.1 ? 1 : 0;
            within25[kind] += error <= 0.25 ? 1 : 0;
        }
        assertThat(count).containsExactly(ALL ? new int[] {540, 1080} : new int[] {32, 32});
        assertThat(within10[0]).isGreaterThanOrEqualTo(ALL ? 283 : 16);
        assertThat(within25[0]).isGreaterThanOrEqualTo(ALL ? 437 : 28);
        assertThat(within10[1]).isGreaterThanOrEqualTo(ALL ? 794 : 27);
        assertThat(within25[1]).isGreaterThanOrEqualTo(ALL ? 1007 : 32);
    }
}
