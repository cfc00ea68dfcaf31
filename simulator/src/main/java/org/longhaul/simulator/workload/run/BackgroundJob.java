package org.longhaul.simulator.workload.run;

import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.collective.Collectives;
import org.longhaul.simulator.compute.ComputeModel;
import org.longhaul.simulator.workload.WorkloadSource;
import org.longhaul.simulator.workload.execution.ExecutionSettings;

/**
 * A job that shares the network with the one that is looked at; its end ends nothing.
 *
 * @param name for reports, unique in the run
 * @param workerNodes node of each of its workers
 * @param compute how long each of its workers computes
 * @param collectives algorithms for its exchanges
 * @param settings how its exchanges are carried out
 * @param source hands out its steps
 * @param congestionControl id of that of its connections; null for what holds for hosts and the network
 */
@SuppressWarnings("ArrayRecordComponent") // Copied on the way in and out; nothing compares jobs.
public record BackgroundJob(
        String name,
        int[] workerNodes,
        ComputeModel compute,
        Collectives collectives,
        ExecutionSettings settings,
        WorkloadSource source,
        @Nullable String congestionControl) {

    /** A job whose connections use the congestion control of the network. */
    public BackgroundJob(
            String name,
            int[] workerNodes,
            ComputeModel compute,
            Collectives collectives,
            ExecutionSettings settings,
            WorkloadSource source) {
        this(name, workerNodes, compute, collectives, settings, source, null);
    }

    public BackgroundJob {
        workerNodes = workerNodes.clone();
        if (name.isBlank()) {
            throw new IllegalArgumentException("name of a background job must not be blank.");
        }
        if (workerNodes.length == 0) {
            throw new IllegalArgumentException("background job \"" + name + "\" needs at least one worker.");
        }
    }

    @Override
    public int[] workerNodes() {
        return workerNodes.clone();
    }
}
