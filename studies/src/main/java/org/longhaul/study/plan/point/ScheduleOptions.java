package org.longhaul.study.plan.point;

import org.jspecify.annotations.Nullable;

/**
 * How schedules are followed.
 *
 * @param steps how many steps; null for those of the scenario
 * @param tokens tokens of all workers after which training ends; null for a number of steps
 * @param closing whether the exchange at the end that makes one model of all is counted
 * @param layers whether each layer goes by itself, {@link LayeredProgram}
 */
public record ScheduleOptions(@Nullable Long steps, @Nullable Double tokens, boolean closing, boolean layers) {}
