package org.longhaul.simulator.workload.result;

import java.util.List;
import org.longhaul.simulator.fault.Occurrence;

/**
 * What happened on the network besides the job, up to the job's end.
 *
 * @param occurrences incidents that began, in order of their starts
 * @param retries transfers of the job that were tried again, in order of time
 * @param jobs the other jobs
 * @param flows the other traffic
 */
public record Surroundings(
        List<Occurrence> occurrences,
        List<Retry> retries,
        List<BackgroundJobResult> jobs,
        List<BackgroundFlowsResult> flows) {

    /** Nothing happened. */
    public static final Surroundings NONE = new Surroundings(List.of(), List.of(), List.of(), List.of());

    public Surroundings {
        occurrences = List.copyOf(occurrences);
        retries = List.copyOf(retries);
        jobs = List.copyOf(jobs);
        flows = List.copyOf(flows);
    }
}
