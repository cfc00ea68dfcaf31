/**
 * The packet-level network: segments over output queues, with TCP's loss recovery and congestion control at the ends.
 * May import {@code org.longhaul.topology}, {@code org.longhaul.simulator.event} and {@code
 * org.longhaul.simulator.network}.
 */
@NullMarked
package org.longhaul.simulator.network.packet;

import org.jspecify.annotations.NullMarked;
