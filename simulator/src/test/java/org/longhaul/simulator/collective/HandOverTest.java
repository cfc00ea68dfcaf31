package org.longhaul.simulator.collective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.longhaul.simulator.collective.HandOverRuns.FLUID;
import static org.longhaul.simulator.collective.HandOverRuns.TCP;
import static org.longhaul.simulator.collective.HandOverRuns.ends;
import static org.longhaul.simulator.collective.HandOverRuns.estimate;
import static org.longhaul.simulator.collective.HandOverRuns.last;
import static org.longhaul.simulator.collective.HandOverRuns.plan;
import static org.longhaul.simulator.collective.HandOverRuns.sockets;
import static org.longhaul.simulator.collective.HandOverRuns.star;
import static org.longhaul.simulator.collective.HandOverRuns.twoSites;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.longhaul.simulator.collective.library.MpiLibrary;
import org.longhaul.simulator.collective.library.NcclLibrary;
import org.longhaul.simulator.network.packet.PacketModel;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.DataSize;

/** A send is over when the socket has taken it: rounds over unequal ways, buffers of all sizes, and what does not change. */
class HandOverTest {

    /**
     * Two hosts exchange 1 MB twice, at 100 Mbit/s one way (0.08 s) and 10 Mbit/s the other (0.8 s), 20 ms each way. The slow
     * sender's second megabyte follows the first at once where its buffer lets it begin in time.
     */
    @ParameterizedTest
    @CsvSource({
        // Nothing is handed over: two rounds of 0.82 s.
        "0, 1.64, 1.64",
        // The slow sender has got its first part at 0.1 s and gives its second to the socket, which is sent until 1.6
        // s.
        "1000000000, 1.62, 0.92",
        // It is through the first part when 0.6 MB are acknowledged, 0.52 s; through the second with 1.6 MB, 1.32 s.
        "400000, 1.62, 1.32",
        // 999 kB are acknowledged at 0.8392 s, when the line has been idle for a round trip less a kilobyte's time.
        "1000, 1.6592, 1.6784"
    })
    void twoHostsOverUnequalDirections(long buffer, double fastSeconds, double slowSeconds) {
        Topology pair = unequalPair();
        double[] ends = ends(pair, FLUID, sockets(buffer), "ring", 2_000_000);
        assertThat(ends[0]).isCloseTo(fastSeconds, within(1e-6));
        assertThat(ends[1]).isCloseTo(slowSeconds, within(1e-6));
        assertThat(estimate(pair, sockets(buffer), "ring", 2_000_000))
                .isCloseTo(Math.max(fastSeconds, slowSeconds), within(1e-3));
    }

    private static Topology unequalPair() {
        return Topology.builder("unequal")
                .node(Node.host("h0"))
                .node(Node.host("h1"))
                .link(new Link(
                        "l",
                        "h0",
                        "h1",
                        new Bandwidth(100_000_000),
                        new Bandwidth(10_000_000),
                        Duration.ofMillis(20),
                        0,
                        null,
                        null))
                .build();
    }

    /** On a ring of three with two long ways and a short one, no round waits for the longest way of all. */
    @Test
    void aRingOverUnequalWaysTakesTheLongestChainOfWays() {
        Topology star = star(new double[] {1, 1, 1}, new double[] {0.5, 0.5, 20});
        // Four ways one after the other, of 1, 20.5, 20.5 ms in turn, and on each 8 µs for its kilobyte.
        double chain = 0.0205 + 0.0205 + 0.001 + 0.0205 + 4 * 8e-6;
        assertThat(last(ends(star, FLUID, sockets(1 << 26), "ring", 3000))).isCloseTo(chain, within(1e-6));
        assertThat(estimate(star, sockets(1 << 26), "ring", 3000)).isCloseTo(chain, within(1e-6));
        double rounds = 4 * (0.0205 + 8e-6);
        assertThat(last(ends(star, FLUID, LibraryProfile.LOCKSTEP, "ring", 3000)))
                .isCloseTo(rounds, within(1e-6));
        assertThat(estimate(star, LibraryProfile.LOCKSTEP, "ring", 3000)).isCloseTo(rounds, within(1e-6));
    }

    /**
     * Where all ways are alike a round takes its 10 ms and its megabyte's 8 ms, or until all but a buffer of the megabyte is
     * acknowledged, 20 ms after it was sent.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 1000, 100_000, 999_999, 1 << 26})
    void onAStarOfEqualLinksARoundWaitsForTheDataOrForTheBuffer(long buffer) {
        Topology star = star(new double[] {1, 1, 1, 1}, new double[] {5, 5, 5, 5});
        double handedOver = buffer < 1_000_000 ? 0.020 + (1_000_000 - buffer) * 8e-9 : 0;
        double expected = 6 * Math.max(0.010 + 0.008, handedOver);
        assertThat(last(ends(star, FLUID, sockets(buffer), "ring", 4_000_000))).isCloseTo(expected, within(1e-6));
        assertThat(estimate(star, sockets(buffer), "ring", 4_000_000)).isCloseTo(expected, within(1e-6));
    }

    /** Who only sends is done when the rest fits into its buffer. */
    @ParameterizedTest
    @ValueSource(longs = {3_000_000, 600_000, 1_000})
    void theRootOfABroadcastIsDoneWhenTheBufferHoldsTheRest(long buffer) {
        Topology pair = unequalPair();
        double[] ends = ends(pair, FLUID, sockets(buffer), "binomial-tree", Pattern.BROADCAST, 2_000_000);
        double root = buffer >= 2_000_000 ? 0 : (2_000_000 - buffer) / 12.5e6 + 0.04;
        assertThat(ends[0]).isCloseTo(root, within(1e-6));
        assertThat(ends[1]).isCloseTo(0.18, within(1e-6));
        double[] asked = ends(pair, FLUID, LibraryProfile.LOCKSTEP, "binomial-tree", Pattern.BROADCAST, 2_000_000);
        assertThat(asked[0]).isEqualTo(asked[1]);
    }

    /** Beyond the eager size a request goes there and an answer back before the data, each a packet of 64 bytes. */
    @Test
    void largeMessagesOfMpiAreAskedFor() {
        Topology star = star(new double[] {1, 1}, new double[] {5, 5});
        LibraryProfile mpi = new MpiLibrary().profile(new MpiLibrary().defaults(), new DataSize(1 << 26));
        double small = 2 * (0.010 + 50_000 * 8e-9);
        assertThat(last(ends(star, FLUID, mpi, "ring", 100_000))).isCloseTo(small, within(1e-6));
        double large = 2 * (0.030 + 500_000 * 8e-9 + 2 * 64 * 8e-9);
        assertThat(last(ends(star, FLUID, mpi, "ring", 1_000_000))).isCloseTo(large, within(2e-6));
        assertThat(estimate(star, mpi, "ring", 1_000_000)).isCloseTo(large, within(5e-6));
    }

    /** A host that runs NCCL is done when its last slices are in its buffers, however slow its line out of them is. */
    @Test
    void aHostOfNcclDoesNotWaitForItsLastSlicesToArrive() {
        NcclLibrary nccl = new NcclLibrary();
        Topology pair = unequalPair();
        double[] arrival = ends(
                pair,
                FLUID,
                nccl.profile(new NcclLibrary.Settings(1 << 22, new DataSize(0)), DataSize.ofBytes(1)),
                "ring",
                20_000_000);
        double[] buffered =
                ends(pair, FLUID, nccl.profile(nccl.defaults(), DataSize.ofBytes(1 << 22)), "ring", 20_000_000);
        assertThat(arrival[1]).isGreaterThanOrEqualTo(arrival[0]);
        assertThat(buffered[0]).isEqualTo(arrival[0]);
        // 8 MiB of the slow sender's 20 MB are left at 10 Mbit/s.
        assertThat(arrival[1] - buffered[1]).isBetween((8 << 20) / 1.25e6 - 1, (8 << 20) / 1.25e6 + 1);
    }

    /** Buffers that no data fills are as good as any that is large enough, whatever their sum. */
    @Test
    void buffersMayHoldMoreThanCanBeCounted() {
        assertThat(new HandOver(Long.MAX_VALUE, Long.MAX_VALUE, 0).bytesPerConnection(1))
                .isEqualTo(Long.MAX_VALUE);
        assertThat(new HandOver(5, 8, 0).bytesPerConnection(4)).isEqualTo(7);
        NcclLibrary nccl = new NcclLibrary();
        LibraryProfile endless = nccl.profile(nccl.defaults(), DataSize.ofBytes(Long.MAX_VALUE));
        LibraryProfile large = nccl.profile(nccl.defaults(), DataSize.ofBytes(1L << 40));
        assertThat(ends(unequalPair(), FLUID, endless, "ring", 20_000_000))
                .isEqualTo(ends(unequalPair(), FLUID, large, "ring", 20_000_000));
    }

    /** Both models of TCP say the same of a ring through two sites, whatever the buffer. */
    @ParameterizedTest
    @CsvSource({"ring, 67108864", "hierarchical, 200000"})
    void flowAndPacketsAgreeOverTwoSites(String collective, long buffer) {
        Topology sites = twoSites();
        double flow = last(ends(sites, TCP, sockets(buffer), collective, 4_000_000));
        HandOverRuns.Run packets = new HandOverRuns.Run(sites, new PacketModel().defaults(), sockets(buffer), 1);
        packets.start(plan(sites, collective, Pattern.ALL_REDUCE, 4_000_000));
        assertThat(flow).isCloseTo(last(packets.ends()), within(0.15 * flow));
    }

    /** What a round waits for: with handed-over sends a ring by site is paid less of the long way than in lock-step. */
    @Test
    void aRingBySiteGainsWhatItDoesNotWaitFor() {
        Topology sites = twoSites();
        double handedOver = last(ends(sites, FLUID, sockets(1 << 26), "ring", 10_000));
        double atArrival = last(ends(sites, FLUID, LibraryProfile.LOCKSTEP, "ring", 10_000));
        assertThat(atArrival).isCloseTo(6 * 0.010, within(2e-3));
        assertThat(handedOver).isCloseTo(3 * 0.010 + 3 * 0.0005, within(2e-3));
    }
}
