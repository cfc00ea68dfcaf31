package org.longhaul.simulator.validation;

import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.HostBuffers;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.NetworkContext;

/** Makes the network that a validation judges, and says how it is to be run. */
public interface NetworkUnderTest {

    /** Mean lateness of the link emulator of the measurements, each way over a link, nanoseconds. */
    long LATENESS_NANOS = 50_000;

    /** What a connection of our own measurements could have under way, bytes. */
    long MEASURED_WINDOW = HostBuffers.LINUX_TUNED.window();

    /** Largest packets of our own measurements, bytes. */
    int MEASURED_PACKET = 1_500;

    /**
     * Creates a network without transfers on it.
     *
     * @param control of all its connections
     * @param maximumWindow the most that the hosts' socket buffers let a connection have under way, bytes
     * @param packetBytes largest packet, with IP and TCP headers
     */
    Network create(CongestionControl control, long maximumWindow, int packetBytes, NetworkContext context);

    /**
     * How many runs with different seeds a figure is the mean of: 1 where chance plays no part.
     *
     * @param chance whether the case itself has chance in it: links that lose packets at random, or several flows, whose
     *     starts differ from run to run
     */
    int runs(boolean chance);

    /** Part of the emulator's lateness that is to be added to the latency of each link, nanoseconds. */
    default long constantLatenessNanos() {
        return LATENESS_NANOS;
    }

    /**
     * Bytes that go over a new connection ahead of a single transfer, in a packet of their own; 0 for none.
     *
     * <p>The measurements' tool is taken to send some: 100,000 bytes are 70 packets, which the first three rounds of slow
     * start (10, 20 and 40) can just carry, and were measured to take a fourth. Set on {@code calibrate} rows.
     */
    default long leadingBytes() {
        return 0;
    }
}
