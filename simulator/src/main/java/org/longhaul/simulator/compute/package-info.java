/**
 * How long a worker computes: device profiles, throughput models and stragglers. May import
 * {@code org.longhaul.topology.unit} and {@code event}.
 */
@NullMarked
package org.longhaul.simulator.compute;

import org.jspecify.annotations.NullMarked;
