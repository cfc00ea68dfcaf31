/**
 * Makes plans of scenarios and checks them before anything runs: {@link org.longhaul.scenario.engine.planner.Planner}
 * fills in what the file leaves open, {@code Preflight} refuses what cannot work, {@code Forecaster} says how long it
 * will take.
 *
 * <p>Imports {@code engine.plan} and {@code engine.workload}.
 */
@NullMarked
package org.longhaul.scenario.engine.planner;

import org.jspecify.annotations.NullMarked;
