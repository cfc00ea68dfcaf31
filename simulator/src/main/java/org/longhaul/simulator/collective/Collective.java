package org.longhaul.simulator.collective;

import java.util.Set;

/**
 * An algorithm for group exchanges: expands a call to transfers and knows its own closed form. Implementations are
 * stateless.
 */
public interface Collective {

    /** Name in scenarios and reports. */
    String id();

    /** Whether the algorithm achieves a pattern. */
    boolean supports(Pattern pattern);

    /**
     * The transfers of a call.
     *
     * @throws IllegalArgumentException if the pattern is not supported, or a host of the settings is unknown
     */
    TransferPlan plan(CollectiveCall call);

    /**
     * Duration under the alpha-beta model, seconds.
     *
     * @param call what is exchanged
     * @param cost latency and bandwidth between the ranks
     */
    double closedFormSeconds(CollectiveCall call, AlphaBeta cost);

    /**
     * Whether the closed form is the exact duration on a homogeneous network without contention beyond the hosts' own
     * connections; otherwise it is an upper bound.
     */
    default boolean isClosedFormExact(CollectiveCall call) {
        return true;
    }

    /** Whether the transfers grow with the square of the ranks, so that large groups need not be offered the algorithm. */
    default boolean isQuadratic() {
        return false;
    }

    /** Hosts that the settings ask for by number, such as servers; 0 if by none. */
    default int statedHosts() {
        return 0;
    }

    /** Ids of the hosts that the settings name. */
    default Set<String> namedHosts() {
        return Set.of();
    }
}
