/**
 * The simulated network: transfers between nodes of a topology, in several fidelities behind {@link
 * org.longhaul.simulator.network.Network}. May import {@code org.longhaul.topology} and {@code
 * org.longhaul.simulator.event}.
 */
@NullMarked
package org.longhaul.simulator.network;

import org.jspecify.annotations.NullMarked;
