package org.longhaul.analysis.record.network;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether what a method exchanged lies within what was measured of real networks.
 *
 * @param line both in one line, for people
 * @param kinds different paths and sizes of transfers
 * @param outside how many of them lie outside the ranges of the measured rows
 * @param excesses the quantities in which they do
 * @param weaknesses what the network model is known to represent badly of them, a sentence each
 */
public record NetworkValidity(String line, int kinds, int outside, List<Excess> excesses, List<String> weaknesses) {

    /** Copies the lists. */
    public NetworkValidity {
        excesses = List.copyOf(excesses);
        weaknesses = List.copyOf(weaknesses);
    }

    /**
     * A quantity that leaves the measured range.
     *
     * @param quantity what, for instance {@code "rate"}
     * @param unit of all figures
     * @param least the least that leaves it; null where it has no figure
     * @param most the most that leaves it; null where it has no figure
     * @param measuredLeast the least that was measured; null where nothing was
     * @param measuredMost the most that was measured; null where nothing was
     */
    public record Excess(
            String quantity,
            String unit,
            @Nullable Double least,
            @Nullable Double most,
            @Nullable Double measuredLeast,
            @Nullable Double measuredMost) {}
}
