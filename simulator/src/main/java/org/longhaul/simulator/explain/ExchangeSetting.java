package org.longhaul.simulator.explain;

import org.longhaul.simulator.collective.Collectives;
import org.longhaul.simulator.network.ConnectionRules;
import org.longhaul.simulator.workload.execution.ExecutionSettings;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Topology;

/**
 * Where and how exchanges are carried out.
 *
 * @param topology the network
 * @param routing its routes
 * @param workerNodes node of each worker; not to be changed
 * @param collectives algorithms
 * @param execution parallel connections, overheads
 * @param seed of random losses
 * @param rules what is stated for single connections
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ExchangeSetting(
        Topology topology,
        Routing routing,
        int[] workerNodes,
        Collectives collectives,
        ExecutionSettings execution,
        long seed,
        ConnectionRules rules) {}
