package org.longhaul.simulator.network.flow.fluid;

/** How what a queue lost of a transfer is sent again, behind its other bytes and at their pace. */
public final class Repair {

    /** Wire bytes of the transfer that are served until all but round trips of it is over; infinite if nothing is repaired. */
    public double bytes = Double.POSITIVE_INFINITY;
    /** What round trips add to that, nanoseconds. */
    public long roundNanos;
    /** When it is over at the pace that the flow had when the queue overflowed. */
    public long endNanos;
}
