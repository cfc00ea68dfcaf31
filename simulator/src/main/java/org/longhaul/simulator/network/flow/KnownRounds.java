package org.longhaul.simulator.network.flow;

import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.network.NetworkContext;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Topology;

/**
 * Rounds that networks over the same topology and first routes have grouped. The groups follow from the first colours of transfers
 * and arcs alone, so that a network which finds the same colours takes them from here. Safe for use by several threads.
 */
final class KnownRounds {

    @SuppressWarnings("ArrayRecordComponent")
    private record Known(RoundPairs pairs, long[] colours, long[] arcColours, RoundGroups groups) {

        boolean begins(RoundPairs otherPairs, long[] otherColours, long[] otherArcColours) {
            return pairs == otherPairs
                    && Arrays.equals(colours, otherColours)
                    && Arrays.equals(arcColours, otherArcColours);
        }
    }

    /** Rounds beyond which the oldest one is forgotten. */
    private static final int MOST = 8;

    private final Topology topology;
    private final Routing routing;
    /** The newest one first. */
    private final ArrayDeque<Known> rounds = new ArrayDeque<>();

    private KnownRounds(Topology topology, Routing routing) {
        this.topology = topology;
        this.routing = routing;
    }

    /** Those of the context's findings; new ones if these are of another topology or other routes. */
    static KnownRounds of(NetworkContext context) {
        KnownRounds shared =
                context.findings().of(KnownRounds.class, () -> new KnownRounds(context.topology(), context.routing()));
        return shared.topology == context.topology() && shared.routing == context.routing()
                ? shared
                : new KnownRounds(context.topology(), context.routing());
    }

    /** The paths of these pairs, if a round with them is known. */
    synchronized @Nullable RoundPairs pairs(int[] sources, int[] targets, int[] channels) {
        for (Known known : rounds) {
            if (known.pairs.connect(sources, targets, channels)) {
                return known.pairs;
            }
        }
        return null;
    }

    /** The groups that come of these first colours, if they are known. */
    synchronized @Nullable RoundGroups groups(RoundPairs pairs, long[] colours, long[] arcColours) {
        for (Known known : rounds) {
            if (known.begins(pairs, colours, arcColours)) {
                return known.groups;
            }
        }
        return null;
    }

    /** The groups that came of first colours; takes the arrays over. */
    synchronized void keep(RoundPairs pairs, long[] colours, long[] arcColours, RoundGroups groups) {
        rounds.addFirst(new Known(pairs, colours, arcColours, groups));
        if (rounds.size() > MOST) {
            rounds.removeLast();
        }
    }
}
