package org.longhaul.simulator.network;

/**
 * Room in a queue that the topology leaves open: one bandwidth-delay product, and at least what passes within a
 * millisecond, which counts as at least 32 and at most 1,000 full packets.
 *
 * <p>The bandwidth-delay product is the rule of thumb for routers on long lines (Villamizar and Song, "High Performance
 * TCP in ANSNET", 1994). Over the round trips within a building it would be a few packets, while a port holds what its
 * memory holds. Linux queues 1,000 packets before a device ({@code DEFAULT_TX_QUEUE_LEN} of {@code netdevice.h}). Of the
 * 9 MB of a switch with 48 ports of 10 Gbit/s (Broadcom BCM56840), a port has some 40 kB to itself and may borrow up to
 * 5 MB: 0.03 to 4 ms of its rate (J. Warner, "Packet Buffers", table of switches). The millisecond between them is our
 * assumption; 32 packets hold three first windows (RFC 6928).
 */
public final class DefaultQueue {
    private static final int FEWEST_PACKETS = 32;
    private static final int MOST_PACKETS = 1000;
    private static final double PER_SECOND = 1000;

    private DefaultQueue() {}

    /**
     * Its bytes.
     *
     * @param bytesPerSecond rate of the link behind it
     * @param roundTripSeconds round trip, without queueing, of the connection or connections through it
     * @param packetBytes a full packet
     */
    public static double bytes(double bytesPerSecond, double roundTripSeconds, int packetBytes) {
        return Math.max(leastBytes(bytesPerSecond, packetBytes), bytesPerSecond * roundTripSeconds);
    }

    /** What it holds over the shortest round trip. */
    public static double leastBytes(double bytesPerSecond, int packetBytes) {
        double millisecond = Math.min((double) MOST_PACKETS * packetBytes, bytesPerSecond / PER_SECOND);
        return Math.max((double) FEWEST_PACKETS * packetBytes, millisecond);
    }
}
