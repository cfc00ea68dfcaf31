package org.longhaul.study.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The point that is recommended, what was dropped, and the frontier.
 *
 * @param points how many were looked at
 * @param withoutTime how many of them have no time, with the reasons
 * @param dropped how many each limit dropped; a point may be dropped by several
 * @param feasible how many are left
 * @param objective what the recommended point has least of
 * @param best the recommended point; null where none is left
 * @param alternatives the best of every other method, in order
 * @param assessment how far it can be trusted; null where none is left
 * @param binding the limits that leave none, each with the nearest value that a point has which meets all others; empty where
 *     some are left
 * @param frontier points of which none is beaten in time, money, bytes and energy at once; empty where that was not asked
 * @param notPriced what nobody states a price for
 * @param priceSources who states the prices and powers, with their dates
 */
record ChoiceAnswer(
        int points,
        List<Unusable> withoutTime,
        List<Dropped> dropped,
        int feasible,
        String objective,
        @Nullable PricedPoint best,
        List<PricedPoint> alternatives,
        @Nullable Assessment assessment,
        List<Binding> binding,
        List<PricedPoint> frontier,
        List<String> notPriced,
        List<String> priceSources) {

    ChoiceAnswer {
        withoutTime = List.copyOf(withoutTime);
        dropped = List.copyOf(dropped);
        alternatives = List.copyOf(alternatives);
        binding = List.copyOf(binding);
        frontier = List.copyOf(frontier);
        notPriced = List.copyOf(notPriced);
        priceSources = List.copyOf(priceSources);
    }

    /** So many points came to nothing for a reason. */
    record Unusable(String reason, int points) {}

    /** So many points lie beyond a limit. */
    record Dropped(String limit, String bound, int points) {}

    /**
     * A limit that leaves nothing.
     *
     * @param limit its name
     * @param bound the limit, in words
     * @param nearest the nearest value of a point, in words; null where no point has a value
     * @param alone whether that point meets all other limits, so that this one would have to give way alone
     * @param point the point, in words; null as {@code nearest}
     */
    record Binding(String limit, String bound, @Nullable String nearest, boolean alone, @Nullable String point) {}
}
