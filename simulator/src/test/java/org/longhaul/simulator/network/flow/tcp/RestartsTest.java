package org.longhaul.simulator.network.flow.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.NetworkContext;
import org.longhaul.topology.Topology;

/** The same bytes again and again on one connection, each when those before have been delivered: flows beside packets. */
class RestartsTest {

    private static double[] flows(CongestionControl control, Topology topology, long bytes, double pause, int count) {
        return TransferSeries.flows(control, topology, pause, TransferSeries.equal(bytes, count));
    }

    private static double[] packets(CongestionControl control, Topology topology, long bytes, double pause, int count) {
        return TransferSeries.packets(control, topology, pause, TransferSeries.equal(bytes, count));
    }

    /**
     * A bandwidth-delay product, and a queue of as much: the third transfer goes into the queue at once, which does not hold it, and
     * the fourth one again. Acknowledgements of the second one keep HyStart from ending slow start before that.
     */
    @ParameterizedTest
    @CsvSource({"CUBIC, 260000", "CUBIC, 280000", "CUBIC, 300000", "RENO, 260000", "RENO, 280000", "RENO, 300000"})
    void aWindowThatAllowsAWholeTransferOverflowsTheQueue(CongestionControl control, long bytes) {
        Topology topology = TransferSeries.link(100, 20, 250_000);
        double[] flows = flows(control, topology, bytes, 0, 10);
        double[] packets = packets(control, topology, bytes, 0, 10);
        assertThat(packets[2]).isGreaterThan(3 * packets[1]);
        for (int i = 0; i < 4; i++) {
            assertThat(flows[i]).as("transfer %d", i).isCloseTo(packets[i], withPercentage(2));
        }
        assertThat(Arrays.stream(flows).sum()).isCloseTo(Arrays.stream(packets).sum(), withPercentage(10));
    }

    /** Over many paths, sizes and queues; 51 and 53 of these 100 are as near if windows are taken to be spread. */
    @Test
    void seriesTakeWhatTheyTakeInPackets() {
        int within10 = 0;
        int within25 = 0;
        int count = 0;
        for (CongestionControl control : new CongestionControl[] {CongestionControl.CUBIC, CongestionControl.RENO}) {
            for (double rttMillis : new double[] {5, 40}) {
                for (double queue : new double[] {0.25, 0.5, 1, 2, 4}) {
                    for (double size : new double[] {0.5, 0.75, 1, 1.25, 2}) {
                        double product = 12_500 * rttMillis;
                        Topology topology = TransferSeries.link(100, rttMillis, queue * product);
                        long bytes = Math.round(size * product);
                        double pause = count % 2 * 0.01;
                        double flows = Arrays.stream(flows(control, topology, bytes, pause, 8))
                                .sum();
                        double packets = Arrays.stream(packets(control, topology, bytes, pause, 8))
                                .sum();
                        double error = Math.abs(flows / packets - 1);
                        within10 += error <= 0.1 ? 1 : 0;
                        within25 += error <= 0.25 ? 1 : 0;
                        count++;
                    }
                }
            }
        }
        assertThat(count).isEqualTo(100);
        assertThat(within10).isGreaterThanOrEqualTo(76);
        assertThat(within25).isGreaterThanOrEqualTo(92);
    }

    /** What waited while the transfer before was sent follows at the pace of acknowledgements, and not at once. */
    @Test
    void whatWaitedTakesNoLongerThanOneTransferOfAll() {
        Topology topology = TransferSeries.link(100, 10, 125_000);
        double whole = flows(CongestionControl.RENO, topology, 4 * 144_800, 0, 1)[0];
        NetworkContext context = TransferSeries.context(topology);
        Network network = TransferSeries.flow(CongestionControl.RENO, context);
        double[] end = new double[1];
        for (int i = 0; i < 4; i++) {
            network.send(0, 1, 144_800, 0, now -> end[0] = now * 1e-9);
        }
        context.loop().run();
        assertThat(end[0]).isLessThanOrEqualTo(1.01 * whole);
    }
}
