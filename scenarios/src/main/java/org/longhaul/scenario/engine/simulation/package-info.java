/**
 * One simulation of a plan: the simulator with the plan's network, collectives, faults and traffic; who hears of its
 * progress and who may stop it.
 *
 * <p>A package of its own because a plan is simulated for many ends: a run, a forecast, a replay without an incident. For
 * the engine, its recorders and the commands that stop a run. Imports {@code engine.plan} and {@code engine.workload}.
 */
@NullMarked
package org.longhaul.scenario.engine.simulation;

import org.jspecify.annotations.NullMarked;
