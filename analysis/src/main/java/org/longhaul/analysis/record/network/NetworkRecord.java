package org.longhaul.analysis.record.network;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The network that a run was projected onto.
 *
 * @param name name of the topology
 * @param fidelity id of the network model, for instance {@code "flow"}
 * @param topologySvg a picture of the topology, or null for one that the report draws itself. An element whose attribute
 *     {@code data-link} holds the id of a link, or several separated by spaces, is coloured by their use
 * @param workerNodes the node of each worker, by worker number
 * @param links every link
 */
public record NetworkRecord(
        String name, String fidelity, @Nullable String topologySvg, List<String> workerNodes, List<LinkRecord> links) {

    /** Copies the lists. */
    public NetworkRecord {
        workerNodes = List.copyOf(workerNodes);
        links = List.copyOf(links);
    }
}
