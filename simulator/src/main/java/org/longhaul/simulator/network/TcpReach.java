package org.longhaul.simulator.network;

import org.jspecify.annotations.Nullable;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Durations;

/**
 * Whether TCP works over a path at all. Its retransmission timer doubles from try to try up to two minutes (RFC 6298 asks for
 * a minute at least): over a longer round trip everything is sent again before it can be answered, and where hardly a packet
 * gets through each try costs those two minutes.
 */
public final class TcpReach {

    private static final double LARGEST_TIMEOUT_SECONDS = 120;
    private static final double DAY_SECONDS = 86_400;
    private static final double BITS_PER_BYTE = 8;

    private TcpReach() {}

    /** Round-trip time of a path without queueing, nanoseconds. */
    public static long roundTripNanos(Topology topology, int[] there, int[] back) {
        return latencyNanos(topology, there) + latencyNanos(topology, back);
    }

    /**
     * Why losses keep a path from carrying anything within a day, or null if they do not.
     *
     * @param losesAnswers whether links lose acknowledgements as they lose data
     */
    public static @Nullable String losses(Topology topology, int[] there, int[] back, boolean losesAnswers) {
        double answered = through(topology, there) * (losesAnswers ? through(topology, back) : 1);
        if (LARGEST_TIMEOUT_SECONDS <= DAY_SECONDS * answered) {
            return null;
        }
        if (answered == 0) {
            return "it loses every packet";
        }
        return "of a packet and its answer all but one in " + Math.round(1 / answered)
                + " are lost, and TCP waits 2 min between tries";
    }

    /**
     * Why TCP's timers keep a path from carrying anything packet by packet, or null if they do not.
     *
     * @param packetBytes size of a full packet
     * @param answerBytes size of an acknowledgement
     * @param losesAnswers whether links lose acknowledgements as they lose data
     */
    public static @Nullable String packets(
            Topology topology, int[] there, int[] back, int packetBytes, int answerBytes, boolean losesAnswers) {
        double seconds = roundTripNanos(topology, there, back) * 1e-9
                + serialisationSeconds(topology, there, BITS_PER_BYTE * packetBytes)
                + serialisationSeconds(topology, back, BITS_PER_BYTE * answerBytes);
        if (seconds <= LARGEST_TIMEOUT_SECONDS) {
            return losses(topology, there, back, losesAnswers);
        }
        return "its round trip of " + Durations.rounded(seconds)
                + ", a full packet's time on each link included, is longer than the 2 min to which TCP's retransmission timer grows, so that everything is sent again"
                + " before it is answered";
    }

    private static double serialisationSeconds(Topology topology, int[] arcs, double bits) {
        double seconds = 0;
        for (int arc : arcs) {
            seconds += bits / topology.arcBitsPerSecond(arc);
        }
        return seconds;
    }

    private static long latencyNanos(Topology topology, int[] arcs) {
        long nanos = 0;
        for (int arc : arcs) {
            nanos += topology.arcLatencyNanos(arc);
        }
        return nanos;
    }

    /** Share of packets that the links of a path let through. */
    public static double through(Topology topology, int[] arcs) {
        double through = 1;
        for (int arc : arcs) {
            through *= 1 - topology.arcLossRate(arc);
        }
        return through;
    }
}
