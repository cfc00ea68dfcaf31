/**
 * What goes wrong or changes on a network in the course of a run: {@link org.longhaul.simulator.fault.FaultModel fault
 * models} hand out {@link org.longhaul.simulator.fault.Incident incidents}, and {@link
 * org.longhaul.simulator.fault.FaultInjector} applies them to a {@link org.longhaul.simulator.network.Network}.
 */
@NullMarked
package org.longhaul.simulator.fault;

import org.jspecify.annotations.NullMarked;
