package org.longhaul.simulator.workload.result;

import java.util.List;
import org.longhaul.simulator.fault.Incident;

/**
 * What happened on the network besides the job, up to the job's end.
 *
 * @param incidents that began, in order of their starts, without those that merely vary
 * @param variations how many incidents began that merely vary, such as the samples of a trace
 * @param retries how often a transfer of the job was tried anew
 * @param jobs the other jobs
 * @param flows the other traffic
 */
public record Surroundings(
        List<Incident> incidents,
        long variations,
        long retries,
        List<BackgroundJobResult> jobs,
        List<BackgroundFlowsResult> flows) {

    /** Nothing happened. */
    public static final Surroundings NONE = new Surroundings(List.of(), 0, 0, List.of(), List.of());

    public Surroundings {
        incidents = List.copyOf(incidents);
        jobs = List.copyOf(jobs);
        flows = List.copyOf(flows);
    }
}
