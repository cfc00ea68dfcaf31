/** How long a worker computes: device profiles, throughput models and stragglers. */
@NullMarked
package org.longhaul.simulator.compute;

import org.jspecify.annotations.NullMarked;
