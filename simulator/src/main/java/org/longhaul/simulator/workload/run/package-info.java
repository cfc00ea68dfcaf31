/**
 * Carries out workloads over a network: {@link org.longhaul.simulator.workload.run.WorkloadExecutor} is the way in. A
 * plain run goes through {@code SoloDriver}; one with faults, background traffic or competing jobs through {@code
 * RunDriver}, which also watches for transfers that come to a stand and ends a run that goes on for too long.
 */
@NullMarked
package org.longhaul.simulator.workload.run;

import org.jspecify.annotations.NullMarked;
