/**
 * Carries out transfer plans over a network: all rounds in lock-step, each transfer as soon as its data is there, or in
 * segments one behind the other.
 *
 * <p>{@link org.longhaul.simulator.collective.execution.PlanExecutor} is the way in. Imports {@code collective} and
 * {@code network}; who runs plans (the workload, the validation) hands in an {@code ExecutionHost}.
 */
@NullMarked
package org.longhaul.simulator.collective.execution;

import org.jspecify.annotations.NullMarked;
