/**
 * What goes wrong or changes on a network in the course of a run: {@link org.longhaul.simulator.fault.FaultModel fault
 * models} hand out {@link org.longhaul.simulator.fault.Incident incidents}, and {@link
 * org.longhaul.simulator.fault.FaultInjector} applies them to a {@link org.longhaul.simulator.network.Network}.
 *
 * <p>Above the networks and below the workload: a network knows the present state of its links and not why it changed. For
 * models, the execution of workloads and the engine; users add a model by one class. Imports {@code network} and {@code
 * event}.
 */
@NullMarked
package org.longhaul.simulator.fault;

import org.jspecify.annotations.NullMarked;
