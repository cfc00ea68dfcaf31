/**
 * What TCP does to the flows of the {@code flow} network, one mechanism a class: slow start ({@code SlowStartRounds}),
 * losses ({@code RandomLosses}, {@code QueueOverflow}), queues ({@code QueueModel}), acknowledgements behind data
 * ({@code AckCompression}), shares of flows with other round trips or controls ({@code ShareWeights}, {@code
 * MixedControls}, {@code Convergence}), idle connections ({@code ConnectionMemory}).
 *
 * <p>{@link org.longhaul.simulator.network.flow.tcp.WindowModel} is the way in: it asks the mechanisms in turn what a
 * flow's window lets through. {@code TcpEstimate} says the same beforehand, in closed form and with the same constants.
 *
 * <p>Public for {@code network.flow} only, apart from {@code TcpEstimates}. Imports {@code fluid}, not the network
 * above it.
 */
@NullMarked
package org.longhaul.simulator.network.flow.tcp;

import org.jspecify.annotations.NullMarked;
