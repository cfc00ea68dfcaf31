package org.longhaul.simulator.request;

import java.util.Locale;
import org.longhaul.topology.Topology;

/** How fast the hosts of a network compute, and how many computations each carries out at a time. Immutable. */
public final class HostPower {

    private static final double NANOS_PER_SECOND = 1e9;

    private final Topology topology;
    private final double[] flopsPerSecond;
    private final int slots;

    private HostPower(Topology topology, double[] flopsPerSecond, int slots) {
        this.topology = topology;
        this.flopsPerSecond = flopsPerSecond;
        this.slots = slots;
        if (slots < 1) {
            throw new IllegalArgumentException("slots (" + slots + ") must be at least 1.");
        }
    }

    /**
     * By host.
     *
     * @param flopsPerSecond rate of each node, what it reaches and not its peak; 0 where nothing is known
     * @param slots computations of a host at a time, each at the whole rate
     */
    public static HostPower of(Topology topology, double[] flopsPerSecond, int slots) {
        if (flopsPerSecond.length != topology.nodeCount()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "found %d rates of %d nodes", flopsPerSecond.length, topology.nodeCount()));
        }
        for (double rate : flopsPerSecond) {
            if (!(rate >= 0) || Double.isInfinite(rate)) {
                throw new IllegalArgumentException(
                        "a host's rate (" + rate + " FLOP/s) must be finite and not negative.");
            }
        }
        return new HostPower(topology, flopsPerSecond.clone(), slots);
    }

    /** Computations of a host at a time. */
    public int slots() {
        return slots;
    }

    /**
     * How long a host takes for some work with nothing else to do, nanoseconds.
     *
     * @throws IllegalArgumentException if the work is stated in operations and nothing is known of the host's device
     */
    public long nanos(int host, Work work) {
        if (work.flops() == 0) {
            return work.nanos();
        }
        if (flopsPerSecond[host] == 0) {
            throw new IllegalArgumentException("host '" + topology.node(host).id()
                    + "' has operations to carry out, but no device is stated for it; allowed: a compute with a device,"
                    + " or work that is stated as a time.");
        }
        return Math.addExact(work.nanos(), Math.round(work.flops() / flopsPerSecond[host] * NANOS_PER_SECOND));
    }
}
