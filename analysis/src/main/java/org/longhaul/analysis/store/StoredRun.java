package org.longhaul.analysis.store;

import java.util.List;

/**
 * One line of the list of runs.
 *
 * @param runId unique name of the run
 * @param name the scenario's name
 * @param startedAt start on the wall clock, ISO 8601
 * @param topology name of the network
 * @param fidelity id of the network model
 * @param methods labels of its methods
 * @param seeds number of seeds
 */
public record StoredRun(
        String runId,
        String name,
        String startedAt,
        String topology,
        String fidelity,
        List<String> methods,
        int seeds) {

    /** Copies the list. */
    public StoredRun {
        methods = List.copyOf(methods);
    }
}
