package org.longhaul.simulator.collective;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.longhaul.simulator.collective.library.GlooLibrary;
import org.longhaul.simulator.collective.library.NcclLibrary;
import org.longhaul.simulator.network.HostBuffers;
import org.longhaul.simulator.network.estimate.TransferEstimate;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;

/**
 * What libraries add to a segment is on the lines: 48 bytes each for Gloo's words that a segment will be sent, that there is room
 * for it, and what goes before its payload.
 */
class SegmentHeadersTest {
    private static final long MIB = 1L << 20;
    private static final int WORD_BYTES = 48;

    private static LibraryProfile library(String name) {
        GlooLibrary.Settings settings = new GlooLibrary.Settings(MIB, 1e9, name.equals("wire"), null);
        return name.equals("nccl")
                ? new NcclLibrary().profile(new NcclLibrary().defaults(), HostBuffers.LINUX_TUNED.sendBuffer())
                : new GlooLibrary().profile(settings, HostBuffers.LINUX_TUNED.sendBuffer());
    }

    /**
     * A ring of four makes six rounds of an all-reduce, of four transfers of a quarter each, and three of an all-gather.
     *
     * @param segments that have headers
     * @param words that the receivers send, fewer where more segments are wanted than are simulated one by one
     */
    @ParameterizedTest
    @CsvSource({
        "gloo, ALL_REDUCE, 67108864, 24, 384, 384",
        "wire, ALL_REDUCE, 67108864, 24, 384, 384",
        "gloo, ALL_GATHER, 16000, 12, 24, 24",
        // Where all is gathered at once a transfer is one message, however long.
        "wire, ALL_GATHER, 16000, 12, 12, 12",
        "wire, ALL_GATHER, 67108864, 12, 12, 12",
        "gloo, ALL_REDUCE, 68719476736, 24, 393216, 65520",
        "nccl, ALL_REDUCE, 67108864, 24, 0, 0",
    })
    void areOnTheLines(String name, Pattern pattern, long bytes, int transfers, long segments, long words) {
        Topology star = HandOverRuns.star(new double[] {1, 1, 1, 1}, new double[] {0.5, 0.5, 0.5, 0.5});
        TransferPlan plan = HandOverRuns.plan(star, "ring", pattern, bytes);
        HandOverRuns.Run run = new HandOverRuns.Run(star, HandOverRuns.FLUID, library(name), 1);
        run.start(plan);
        long simulated = 0;
        for (int arc = 0; arc < star.arcCount(); arc++) {
            simulated += run.network.arcPayloadBytes(arc);
        }
        long[] estimated = new long[star.arcCount()];
        new LockstepEstimate(star, Routings.shortestLatency(star), TransferEstimate.ALPHA_BETA, 1, library(name))
                .seconds(plan, estimated);

        // Each transfer crosses two arcs. Estimates leave the receivers' words out.
        long fromSenders = transfers * (bytes / 4) + 2 * WORD_BYTES * segments;
        assertThat(simulated).isEqualTo(2 * (fromSenders + WORD_BYTES * words));
        assertThat(Arrays.stream(estimated).sum()).isEqualTo(2 * fromSenders);
    }
}
