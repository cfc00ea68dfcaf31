/**
 * What the wire itself is, as the members of a run see it: the network between them as measured before the run, the offsets
 * of their clocks, and the kernel's counters of their connections. {@code NetworkProbe} measures a network and {@code
 * SocketCounters} reads the kernel; the topology is inferred by {@link org.longhaul.topology.measured.Measurements}.
 */
@NullMarked
package org.longhaul.wire.probe;

import org.jspecify.annotations.NullMarked;
