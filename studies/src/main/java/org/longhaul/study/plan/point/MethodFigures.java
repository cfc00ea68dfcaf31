package org.longhaul.study.plan.point;

import org.jspecify.annotations.Nullable;

/**
 * What a method comes to at a point, up to the target where there is one.
 *
 * @param method its label
 * @param seconds simulated time; null where the target is not reached or the run came to no end
 * @param shortfall why there is no time; null where there is one
 * @param steps steps until then
 * @param utilisation share of the time in which the slowest worker computes: in the steady state where it is found by schedules,
 *     else of the whole run
 * @param computeSeconds time that a worker computes until then, on average
 * @param workers how many train
 * @param devices accelerators of a worker; 0 where compute names none
 * @param device id of the accelerator; null where compute names none
 * @param sentBytes bytes that all workers' hosts put on their links until then
 * @param linkDollars what the topology's own prices make of them; null where no link has one
 * @param validity whether the transfers lie within what was measured, in words; null where no measured row judges the model
 * @param fidelity the network model
 * @param quality what the training comes to in its headline measure; null where nothing was trained
 * @param measure name of that measure
 */
public record MethodFigures(
        String method,
        @Nullable Double seconds,
        @Nullable String shortfall,
        long steps,
        double utilisation,
        double computeSeconds,
        int workers,
        int devices,
        @Nullable String device,
        double sentBytes,
        @Nullable Double linkDollars,
        @Nullable String validity,
        String fidelity,
        @Nullable Double quality,
        @Nullable String measure) {

    /** Where nothing came of it. */
    public static MethodFigures none(String method, String why) {
        return new MethodFigures(method, null, why, 0, 0, 0, 0, 0, null, 0, null, null, "", null, null);
    }
}
