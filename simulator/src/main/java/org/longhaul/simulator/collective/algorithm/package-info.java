/**
 * The algorithms of collective operations, one a class: ring, trees, halving and doubling, hierarchies, parameter
 * servers. Each turns a call into a {@link org.longhaul.simulator.collective.TransferPlan}; {@code PlanBuilder} and the
 * schedules beside it help.
 *
 * <p>Found by {@code ServiceLoader} through their factories. Imports {@code collective} only.
 */
@NullMarked
package org.longhaul.simulator.collective.algorithm;

import org.jspecify.annotations.NullMarked;
