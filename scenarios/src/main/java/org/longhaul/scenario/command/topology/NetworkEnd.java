package org.longhaul.scenario.command.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
        Set<Integer> hosts = new TreeSet<>();
        for (int host : topology.hosts()) {
            if (name.equals(topology.node(host).site())) {
                hosts.add(host);
            }
        }
        if (hosts.isEmpty()) {
            List<String> known = new ArrayList<>(sites(topology));
            topology.nodes().forEach(node -> known.add(node.id()));
            throw new WrongInputException(
                    "\"" + Spelling.excerpt(name) + "\" is no node and no site with hosts of network \""
                            + topology.name() + "\"" + Spelling.maybe(name, known));
        }
        return new NetworkEnd(name, hosts);
    }

    /** The sites of the hosts, in order of these. */
    static List<String> sites(Topology topology) {
        return topology.nodes().stream()
                .filter(node -> node.isHost())
                .map(node -> node.site())
                .filter(Objects::nonNull)
                .distinct()
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
