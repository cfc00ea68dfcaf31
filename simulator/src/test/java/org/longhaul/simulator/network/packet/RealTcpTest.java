package org.longhaul.simulator.network.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Figures of real Linux TCP (kernel 6.18, network namespaces joined by a user-space link emulator, 100 Mbit/s,
 * drop-tail queue of one bandwidth-delay product, MTU 1500): a bounded part of the validation cases, with a new
 * connection for each.
 */
class RealTcpTest {

    /** Mean lateness of the emulator, each way. */
    private static final double LATENESS_MILLIS = 0.05;

    @ParameterizedTest(name = "{0}: {2} bytes over {1} ms")
    @CsvSource({
        "reno, 50, 10000, 0.0768",
        "reno, 50, 1000000, 0.3863",
        "reno, 100, 10000000, 1.6221",
        "cubic, 50, 1000000, 0.3858",
        "cubic, 10, 10000000, 0.8684",
        "cubic, 100, 10000000, 1.5302",
        "cubic, 50, 100000000, 8.5897",
        "bbr, 50, 1000000, 0.4001",
        "bbr, 10, 10000000, 0.8707",
        "bbr, 100, 10000000, 1.7339",
        "bbr, 50, 100000000, 8.6128"
    })
    void transfersTakeAsLongAsReal(String control, double roundTripMillis, long bytes, double measuredSeconds) {
        var bed = bed(control, roundTripMillis, 0, 1);
        double seconds = bed.transferNanos(bytes) / 1e9;
        assertThat(seconds).isCloseTo(measuredSeconds, within(0.025 * measuredSeconds));
    }

    @ParameterizedTest(name = "{0}: {2} flows over {1} ms")
    @CsvSource({
        "reno, 10, 1, 194",
        "reno, 10, 2, 265",
        "reno, 100, 4, 1675",
        "cubic, 10, 4, 444",
        "cubic, 100, 1, 92",
        "bbr, 10, 4, 19850",
        "bbr, 100, 1, 1634"
    })
    void queuesDropAsManyPacketsAsReal(String control, double roundTripMillis, int flows, double measuredDrops) {
        var bed = bed(control, roundTripMillis, 0, 1);
        for (int flow = 0; flow < flows; flow++) {
            bed.network.send(0, 1, TestNetworks.ENDLESS, flow, now -> {});
        }
        bed.loop.runUntil(20_000_000_000L);
        assertThat((double) bed.network.arcQueueDrops(0)).isCloseTo(measuredDrops, within(0.2 * measuredDrops));
    }

    @ParameterizedTest(name = "{0}: {3} flows over {1} ms with {2} loss")
    @CsvSource({"reno, 50, 0.001, 2, 19.75", "cubic, 10, 0.001, 2, 81.55", "cubic, 100, 0.001, 2, 13.1"})
    void lossSlowsFlowsAsMuchAsReal(
            String control, double roundTripMillis, double loss, int flows, double measuredMegabit) {
        double megabit = 0;
        int seeds = 3;
        for (int seed = 1; seed <= seeds; seed++) {
            var bed = bed(control, roundTripMillis, loss, seed);
            for (int flow = 0; flow < flows; flow++) {
                bed.network.send(0, 1, TestNetworks.ENDLESS, flow, now -> {});
            }
            bed.loop.runUntil(5_000_000_000L);
            long early = bed.network.arcPayloadBytes(0);
            bed.loop.runUntil(30_000_000_000L);
            megabit += (bed.network.arcPayloadBytes(0) - early) * 8 / 25e6 / seeds;
        }
        // The measurements are single runs whose realised loss was about a tenth below the stated one.
        assertThat(megabit).isCloseTo(measuredMegabit, within(0.15 * measuredMegabit));
    }

    private static TestNetworks bed(String control, double roundTripMillis, double loss, long seed) {
        long queue = Math.round(roundTripMillis * 12_500);
        return new TestNetworks(
                TestNetworks.line(100, roundTripMillis + 2 * LATENESS_MILLIS, loss, queue),
                TestNetworks.settings(control),
                seed);
    }
}
