/**
 * What comes of a workload: times of steps and exchanges, how each worker spent its time, what background traffic
 * carried, why a run came to a stand. Records, and the {@link org.longhaul.simulator.workload.result.ExecutionListener}
 * that hears of them on the way.
 *
 * <p>Imports the vocabulary of {@code workload}.
 */
@NullMarked
package org.longhaul.simulator.workload.result;

import org.jspecify.annotations.NullMarked;
