package org.longhaul.scenario.inference;

import java.util.List;
import org.longhaul.scenario.engine.plan.DisturbancePlan;
import org.longhaul.simulator.network.ConnectionRules;
import org.longhaul.simulator.request.HostPower;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Topology;

/**
 * One of the circumstances under which services run, found sound.
 *
 * @param name empty where there is but one
 * @param topology the network
 * @param routing its routes
 * @param rules what is stated for the connections of single hosts
 * @param power how fast hosts compute
 * @param clients nodes of the hosts that ask
 * @param disturbances what else happens
 */
record CasePlan(
        String name,
        Topology topology,
        Routing routing,
        ConnectionRules rules,
        HostPower power,
        List<Integer> clients,
        DisturbancePlan disturbances) {

    CasePlan {
        clients = List.copyOf(clients);
    }
}
