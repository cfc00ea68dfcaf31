/**
 * Traffic of others that shares a network with a job by the network's own rules: {@link
 * org.longhaul.simulator.traffic.TrafficModel traffic models} send transfers between hosts while a run lasts.
 *
 * <p>A package of its own because such traffic belongs to no worker: it is neither workload nor fault. For the execution
 * of workloads and the engine; users add a model by one class. Imports {@code network}, {@code fault} and {@code event}.
 */
@NullMarked
package org.longhaul.simulator.traffic;

import org.jspecify.annotations.NullMarked;
