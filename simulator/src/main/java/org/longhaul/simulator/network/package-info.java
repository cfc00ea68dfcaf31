/**
 * The face of the simulated network: transfers between nodes of a topology, in several fidelities behind {@link
 * org.longhaul.simulator.network.Network}; and what all fidelities share, such as connections, routes and the state of
 * arcs.
 *
 * <p>The fidelities are in sub-packages: {@code analytic} (latency and bandwidth in closed form), {@code flow} (fluids
 * that share links max-min fairly, with TCP's mechanisms) and {@code packet} (each packet). {@code estimate} says
 * beforehand what a transfer will take.
 *
 * <p>Other parts of the simulator use {@code Network}, {@code NetworkModel} and the listeners. Connections, transfers
 * and arc indexes are public for the sub-packages only. May import {@code org.longhaul.topology}, {@code
 * org.longhaul.simulator.event} and {@code estimate}, none of the fidelities.
 */
@NullMarked
package org.longhaul.simulator.network;

import org.jspecify.annotations.NullMarked;
