package org.longhaul.scenario.command.topology;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.longhaul.extension.Spelling;
import org.longhaul.scenario.command.shared.WrongInputException;
import org.longhaul.topology.Topology;

/**
 * One end of what a command asks about: a node, or the hosts of a site.
 *
 * @param name as it was given
 * @param nodes indices of its nodes
 */
record NetworkEnd(String name, Set<Integer> nodes) {

    /**
     * Finds a node or a site by its name; where both have it, the node.
     *
     * @throws WrongInputException if there is neither
     */
    static NetworkEnd named(String name, Topology topology) {
        if (topology.hasNode(name)) {
            return new NetworkEnd(name, Set.of(topology.nodeIndex(name)));
        }
        List<String> known = new ArrayList<>();
        for (NetworkEnd site : sites(topology)) {
            if (site.name.equals(name)) {
                return site;
            }
            known.add(site.name);
        }
        topology.nodes().forEach(node -> known.add(node.id()));
        throw new WrongInputException(
                "\"" + Spelling.excerpt(name) + "\" is no node and no site with hosts of network \"" + topology.name()
                        + "\"" + Spelling.maybe(name, known));
    }

    /** The sites with hosts, in order of these. */
    static List<NetworkEnd> sites(Topology topology) {
        Map<String, Set<Integer>> hosts = new LinkedHashMap<>();
        for (int host : topology.hosts()) {
            String site = topology.node(host).site();
            if (site != null) {
                hosts.computeIfAbsent(site, key -> new TreeSet<>()).add(host);
            }
        }
        return hosts.entrySet().stream()
                .map(each -> new NetworkEnd(each.getKey(), each.getValue()))
                .toList();
    }

    /** The node's index. */
    int single() {
        if (nodes.size() != 1) {
            throw new WrongInputException(name + " is a site of " + nodes.size() + " hosts; allowed: a node");
        }
        return nodes.iterator().next();
    }

    /** Refuses two ends that share a node. */
    void requireApart(NetworkEnd other) {
        if (nodes.stream().anyMatch(other.nodes::contains)) {
            throw new WrongInputException(
                    name + " and " + other.name + " have a node in common; allowed: two ends that are apart");
        }
    }
}
