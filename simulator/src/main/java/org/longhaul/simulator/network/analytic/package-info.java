/**
 * The {@code analytic} network model: a transfer takes latency plus bytes over a share of the bandwidth that is fixed
 * at its start. The fastest model; queues and windows do not exist in it.
 *
 * <p>Found by {@code ServiceLoader}; nobody imports it but {@code explain}, which names its settings.
 */
@NullMarked
package org.longhaul.simulator.network.analytic;

import org.jspecify.annotations.NullMarked;
