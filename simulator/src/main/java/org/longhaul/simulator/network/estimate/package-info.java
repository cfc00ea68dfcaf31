/**
 * What a transfer is expected to take, in closed form and before anything is simulated: the cost model by which
 * collectives are chosen.
 *
 * <p>{@link org.longhaul.simulator.network.estimate.TransferEstimate} is the way in; a network hands out its own.
 * Imports topologies only.
 */
@NullMarked
package org.longhaul.simulator.network.estimate;

import org.jspecify.annotations.NullMarked;
