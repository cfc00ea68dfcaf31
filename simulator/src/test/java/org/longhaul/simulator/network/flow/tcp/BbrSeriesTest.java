package org.longhaul.simulator.network.flow.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.topology.Topology;

/** BBR's transfers on one connection, each when the one before has been delivered: flows beside packets. */
class BbrSeriesTest {

    private static double[] flows(Topology topology, double pause, long... bytes) {
        return TransferSeries.flows(CongestionControl.BBR, topology, pause, bytes);
    }

    private static double[] packets(Topology topology, double pause, long... bytes) {
        return TransferSeries.packets(CongestionControl.BBR, topology, pause, bytes);
    }

    /** A small transfer has measured less than the link's rate, and paces the next one. */
    @ParameterizedTest
    @CsvSource({"20, 50000, 150000", "80, 50000, 150000", "80, 15000, 15000", "20, 100000, 400000"})
    void whatATransferHasMeasuredPacesTheNextOne(double rttMillis, long first, long second) {
        Topology topology = TransferSeries.link(100, rttMillis, 12_500 * rttMillis);
        double flows = flows(topology, 0, first, second)[1];
        assertThat(flows).isCloseTo(packets(topology, 0, first, second)[1], withPercentage(4));
    }

    /** Small ones get faster one by one, over 80 ms from 66 ms to 54; at the link's rate they would take 41. */
    @Test
    void smallTransfersGetFasterOneByOne() {
        Topology topology = TransferSeries.link(100, 80, 1_000_000);
        double[] flows = flows(topology, 0, TransferSeries.equal(15_000, 10));
        double[] packets = packets(topology, 0, TransferSeries.equal(15_000, 10));
        for (int i = 0; i < 10; i++) {
            assertThat(flows[i]).as("transfer %d", i).isCloseTo(packets[i], withPercentage(3));
        }
        assertThat(packets[9]).isCloseTo(0.0537, withPercentage(1));
    }

    /** Two products go into a queue of one at 2.885 times the link's rate, until repairs have shown that the link is full. */
    @Test
    void startupOverflowsAQueueUntilItKnowsThatTheLinkIsFull() {
        Topology topology = TransferSeries.link(100, 20, 250_000);
        double[] flows = flows(topology, 0, TransferSeries.equal(500_000, 8));
        double[] packets = packets(topology, 0, TransferSeries.equal(500_000, 8));
        assertThat(packets[1]).isGreaterThan(1.6 * packets[7]);
        for (int i = 0; i < 3; i++) {
            assertThat(flows[i]).as("transfer %d", i).isCloseTo(packets[i], withPercentage(4));
        }
        assertThat(Arrays.stream(flows).sum()).isCloseTo(Arrays.stream(packets).sum(), withPercentage(3));
    }

    /** Over several paths, sizes, queues and pauses; 259 and 311 of these 360 are as near if windows alone count. */
    @Test
    void transfersTakeWhatTheyTakeInPackets() {
        int within10 = 0;
        int within25 = 0;
        int count = 0;
        for (double rttMillis : new double[] {5, 40}) {
            for (double queue : new double[] {1, 4}) {
                for (double size : new double[] {0.1, 0.25, 0.5, 1, 2, 4}) {
                    for (double next : new double[] {0.1, size, 3}) {
                        double product = 12_500 * rttMillis;
                        Topology topology = TransferSeries.link(100, rttMillis, queue * product);
                        long[] bytes = TransferSeries.equal(Math.round(size * product), 6);
                        bytes[3] = Math.round(next * product);
                        double pause = count % 5 * 0.01;
                        double[] flows = flows(topology, pause, bytes);
                        double[] packets = packets(topology, pause, bytes);
                        for (int i = 1; i < 6; i++) {
                            double error = Math.abs(flows[i] / packets[i] - 1);
                            within10 += error <= 0.1 ? 1 : 0;
                            within25 += error <= 0.25 ? 1 : 0;
                            count++;
                        }
                    }
                }
            }
        }
        assertThat(count).isEqualTo(360);
        assertThat(within10).isGreaterThanOrEqualTo(340);
        assertThat(within25).isGreaterThanOrEqualTo(350);
    }
}
