/**
 * The fluid of the {@code flow} network: its connections and flows, their rates and progress, and what each link
 * carries. It knows nothing of how windows grow.
 *
 * <p>{@link org.longhaul.simulator.network.flow.fluid.Fluid} holds what all parts of one network share. {@code
 * FlowRates} brings rates up to date once at the end of each instant, through the solver in {@code network.fairshare},
 * and tells its listener; {@code FluidProgress} knows when a flow has been served; {@code LinkLedger} counts bytes and
 * acknowledgements on links.
 *
 * <p>Public for {@code network.flow} and its sub-packages only, apart from {@code FlowSettings} and its parts.
 */
@NullMarked
package org.longhaul.simulator.network.flow.fluid;

import org.jspecify.annotations.NullMarked;
