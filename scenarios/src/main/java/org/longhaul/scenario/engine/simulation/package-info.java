/**
 * One simulation of a plan: the simulator with the plan's network, collectives, faults and traffic; who hears of its
 * progress and who may stop it.
 *
 * <p>Imports {@code engine.plan} and {@code engine.workload}.
 */
@NullMarked
package org.longhaul.scenario.engine.simulation;

import org.jspecify.annotations.NullMarked;
