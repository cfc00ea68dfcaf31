/**
 * The state of a workload that is being carried out: which worker is where in which step, which exchanges are open,
 * waiting or under way; and the recognition of steps that are equal to earlier ones, so that they are skipped instead
 * of simulated.
 *
 * <p>{@code Execution} is the centre: it moves workers on; {@code Repetition} decides what is skipped. For {@code
 * workload.run} only, apart from settings and {@code NetworkSetup}. Imports {@code workload}, {@code workload.result},
 * collectives and networks.
 */
@NullMarked
package org.longhaul.simulator.workload.execution;

import org.jspecify.annotations.NullMarked;
