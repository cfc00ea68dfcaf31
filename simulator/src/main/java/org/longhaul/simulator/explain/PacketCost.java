package org.longhaul.simulator.explain;

import java.util.Locale;

/** What a transfer costs a packet-level simulation, before it is run. */
public final class PacketCost {

    /** Payload of a full packet at an MTU of 1,500 bytes. */
    private static final long SEGMENT_BYTES = 1448;
    /** One acknowledgement for every two packets of data. */
    private static final double PACKETS_PER_SEGMENT = 1.5;

    private PacketCost() {}

    /**
     * Transmissions of packets over links that a transfer takes when nothing is lost: its segments and their
     * acknowledgements, each over every link of the path.
     *
     * @param bytes payload
     * @param links links on the path
     */
    public static double transmissions(long bytes, int links) {
        long segments = (bytes + SEGMENT_BYTES - 1) / SEGMENT_BYTES;
        return PACKETS_PER_SEGMENT * segments * links;
    }

    /** A number of transmissions for people: {@code 1.3 million}. */
    public static String words(double transmissions) {
        if (transmissions >= 1e9) {
            return String.format(Locale.ROOT, "%.1f billion", transmissions / 1e9);
        }
        return transmissions >= 1e6
                ? String.format(Locale.ROOT, "%.1f million", transmissions / 1e6)
                : String.format(Locale.ROOT, "%.0f", transmissions);
    }
}
