package org.longhaul.simulator.fault;

import org.longhaul.extension.PlainNumber;

/**
 * What an incident does to one element of the network while it lasts. Effects of several incidents compose: an element is
 * up only if none holds it down, rate, latency and slow-down factors multiply, added latencies add, and losses are
 * independent of each other. Nodes, links and arcs have the numbers of {@link org.longhaul.topology.Topology}.
 */
public sealed interface Effect {

    /** Nothing crosses a link in either direction. */
    record LinkDown(int link) implements Effect {}

    /**
     * A node and all its links are down. A worker on it loses the computation that it is in.
     *
     * @param node host or switch
     * @param restartNanos from the node's being back to its workers' going on: restart and recovery of state
     */
    record NodeDown(int node, long restartNanos) implements Effect {
        public NodeDown {
            if (restartNanos < 0) {
                throw new IllegalArgumentException("restartNanos (" + restartNanos + ") must not be negative.");
            }
        }
    }

    /**
     * Workers on a host compute more slowly.
     *
     * @param node the host
     * @param factor on the time that computing takes, above 0
     */
    record SlowNode(int node, double factor) implements Effect {
        public SlowNode {
            if (!(factor > 0) || Double.isInfinite(factor)) {
                throw new IllegalArgumentException(
                        "factor (" + PlainNumber.of(factor) + ") must be above 0 and finite.");
            }
        }
    }

    /**
     * One direction of a link has another rate.
     *
     * @param arc the direction
     * @param factor on its rate, not negative; at 0 nothing crosses it
     */
    record ArcRate(int arc, double factor) implements Effect {
        public ArcRate {
            if (!(factor >= 0) || Double.isInfinite(factor)) {
                throw new IllegalArgumentException(
                        "factor (" + PlainNumber.of(factor) + ") must be finite and not negative.");
            }
        }
    }

    /**
     * One direction of a link has another latency: the topology's, times all factors, plus all that is added, and not
     * below 0.
     *
     * @param arc the direction
     * @param factor on its latency, not negative
     * @param addedNanos what is added, may be negative
     */
    record ArcLatency(int arc, double factor, long addedNanos) implements Effect {
        public ArcLatency {
            if (!(factor >= 0) || Double.isInfinite(factor)) {
                throw new IllegalArgumentException(
                        "factor (" + PlainNumber.of(factor) + ") must be finite and not negative.");
            }
        }
    }

    /**
     * One direction of a link loses packets beside those that it loses anyway: 1 − (1−p₀)(1−p₁)… together.
     *
     * @param arc the direction
     * @param lossRate share of packets, below 1; a negative one takes back loss that the topology states
     */
    record ArcLoss(int arc, double lossRate) implements Effect {
        public ArcLoss {
            if (!(lossRate < 1) || Double.isInfinite(lossRate)) {
                throw new IllegalArgumentException("lossRate (" + PlainNumber.of(lossRate) + ") must be below 1.");
            }
        }
    }
}
