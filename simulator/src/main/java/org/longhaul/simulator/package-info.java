/**
 * Simulated time: events, networks at three fidelities, collectives, compute, faults, traffic, and workloads on top of
 * them.
 *
 * <p>The module knows no tensors and no scenario files: workloads come as steps of data. The packages below are its
 * rooms; nothing is here. {@code simulator.workload.run} is the way in.
 */
@NullMarked
package org.longhaul.simulator;

import org.jspecify.annotations.NullMarked;
