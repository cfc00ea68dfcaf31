package org.longhaul.study.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a recommendation can be trusted.
 *
 * @param checks the point simulated otherwise
 * @param flips which assumptions turn it around, and where
 * @param notVaried assumptions that could not be varied, since the scenario states no key of them, or workers that differ
 * @param validity whether what it exchanges lies within what was measured of real networks, at {@code flow}; null where that was
 *     not simulated
 */
record Assessment(List<Check> checks, List<Flip> flips, List<String> notVaried, @Nullable String validity) {

    Assessment {
        checks = List.copyOf(checks);
        flips = List.copyOf(flips);
        notVaried = List.copyOf(notVaried);
    }

    /**
     * The point simulated otherwise.
     *
     * @param what is otherwise
     * @param seconds time; null where there is none
     * @param utilisation share of it spent computing; null as the time
     * @param holds whether the point still meets what it is to meet; null where it was not simulated
     * @param note what else there is to say
     */
    record Check(
            String what,
            @Nullable Double seconds,
            @Nullable Double utilisation,
            @Nullable Boolean holds,
            @Nullable String note) {}

    /**
     * Where an assumption turns it around.
     *
     * @param assumption what is assumed
     * @param below factor on it below which something else holds; null if down to the least factor tried nothing does
     * @param belowIt what holds there
     * @param above factor above which something else holds; null as for {@code below}
     * @param aboveIt what holds there
     * @param tried the largest factor, and the inverse of the least, that was tried
     */
    record Flip(
            String assumption,
            @Nullable Double below,
            @Nullable String belowIt,
            @Nullable Double above,
            @Nullable String aboveIt,
            double tried) {}
}
