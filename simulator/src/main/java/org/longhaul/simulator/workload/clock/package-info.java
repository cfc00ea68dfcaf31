/**
 * Simulated time of a job: that of the event loop, plus stretches that were skipped because their outcome was known, and
 * the changes around the job that come at their times.
 *
 * <p>A package of its own because time is kept here and nowhere else: whoever carries out steps asks for it and may not move
 * it otherwise. For {@code workload.execution} and {@code workload.run}. Imports events, the network's face and the host of
 * collectives.
 */
@NullMarked
package org.longhaul.simulator.workload.clock;

import org.jspecify.annotations.NullMarked;
