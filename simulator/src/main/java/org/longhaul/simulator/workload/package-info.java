/**
 * What the workers of a training job do, step by step, and its execution on a simulated network. May import every other
 * package of the simulator.
 *
 * <p>A {@link org.longhaul.simulator.workload.WorkloadSource} hands out {@link org.longhaul.simulator.workload.Step steps};
 * live training and a recorded {@link org.longhaul.simulator.workload.WorkloadTrace} are both sources. The
 * {@link org.longhaul.simulator.workload.WorkloadExecutor} runs them.
 */
@NullMarked
package org.longhaul.simulator.workload;

import org.jspecify.annotations.NullMarked;
