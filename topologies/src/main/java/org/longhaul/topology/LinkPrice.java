package org.longhaul.topology;

import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.PlainNumber;

/**
 * What sending over a line costs, by direction: providers charge who sends, by where that is and how far the data goes.
 *
 * @param forward dollars for 10^9 bytes sent from the line's {@code from} to its {@code to}; finite, not negative
 * @param backward the same the other way
 */
public record LinkPrice(double forward, double backward) {
    private static final double BYTES_PER_GIGABYTE = 1e9;

    /** Checks both ranges. */
    public LinkPrice {
        check("dollarsPerGigabyte", forward);
        check("backwardDollarsPerGigabyte", backward);
    }

    /** The same price in both directions. */
    public static LinkPrice of(double dollarsPerGigabyte) {
        return new LinkPrice(dollarsPerGigabyte, dollarsPerGigabyte);
    }

    /**
     * What a file states of a line.
     *
     * @param there {@code dollarsPerGigabyte}, or null
     * @param back {@code backwardDollarsPerGigabyte}; null: the same
     * @return null where nothing is stated
     */
    public static @Nullable LinkPrice stated(@Nullable Double there, @Nullable Double back) {
        if (there == null && back != null) {
            throw new TopologyException(
                    "backwardDollarsPerGigabyte is stated alone; allowed: beside dollarsPerGigabyte, or neither");
        }
        return there == null ? null : new LinkPrice(there, back == null ? there : back);
    }

    /**
     * What all that a topology's links carry costs, each byte by the link and direction that carry it.
     *
     * @param carriedBytes bytes by arc
     * @return dollars; null where no link has a price
     */
    public static @Nullable Double dollars(Topology topology, IntToLongFunction carriedBytes) {
        boolean isPriced = false;
        double sum = 0;
        for (int arc = 0; arc < topology.arcCount(); arc++) {
            LinkPrice price = topology.links().get(arc / 2).price();
            if (price != null) {
                isPriced = true;
                double dollars = arc % 2 == 0 ? price.forward : price.backward;
                sum += carriedBytes.applyAsLong(arc) / BYTES_PER_GIGABYTE * dollars;
            }
        }
        return isPriced ? Double.valueOf(sum) : null;
    }

    /** Whether both directions cost the same. */
    public boolean isSymmetric() {
        return forward == backward;
    }

    private static void check(String name, double dollars) {
        if (!(dollars >= 0 && dollars < Double.POSITIVE_INFINITY)) {
            throw new TopologyException(name + " is " + PlainNumber.of(dollars) + "; allowed: finite and not negative");
        }
    }
}
