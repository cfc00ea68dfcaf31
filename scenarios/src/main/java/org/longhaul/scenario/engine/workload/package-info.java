/**
 * From what training reports to what the simulator runs: {@link org.longhaul.scenario.engine.workload.Projection} maps
 * the trained parameters to those of the charged model, {@code Buckets} cuts gradients for overlap, {@code StepBuilder}
 * makes a simulator step of a step's events.
 *
 * <p>The lowest room of the engine: imports none of the others.
 */
@NullMarked
package org.longhaul.scenario.engine.workload;

import org.jspecify.annotations.NullMarked;
