package org.longhaul.analysis.record.disturbance;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What disturbed a method's run: faults, other jobs and background traffic, and what each cost.
 *
 * <p>The costs are differences between whole runs of the same steps: {@code calmNanos} is the duration with neither faults nor
 * anything else on the network, {@code contentionNanos} what the other jobs and flows add to it, and each fault's
 * {@link FaultCost#costNanos()} what it adds after those before it. Together they are the run's duration exactly.
 *
 * @param incidents in order of their starts; at most as many as a run keeps, {@link FaultCost#incidents()} counts all
 * @param retries transfers that were tried again, in order of time; at most as many as a run keeps
 * @param retryCount all of them
 * @param faults the scenario's faults in its order
 * @param jobs other jobs in the scenario's order
 * @param flows background flows in the scenario's order
 * @param calmNanos duration of the same steps undisturbed; null when the run did not finish
 * @param contentionNanos what jobs and flows add; null when the run did not finish
 * @param pace steps completed in each of equally long parts of the run, a step spread evenly over its own time
 */
public record Disturbances(
        List<IncidentRecord> incidents,
        List<RetryRecord> retries,
        long retryCount,
        List<FaultCost> faults,
        List<JobRecord> jobs,
        List<FlowRecord> flows,
        @Nullable Long calmNanos,
        @Nullable Long contentionNanos,
        List<Double> pace) {

    /** Copies the lists. */
    public Disturbances {
        incidents = List.copyOf(incidents);
        retries = List.copyOf(retries);
        faults = List.copyOf(faults);
        jobs = List.copyOf(jobs);
        flows = List.copyOf(flows);
        pace = List.copyOf(pace);
    }

    /** Returns what all faults together cost; null when it was not computed. */
    public @Nullable Long faultNanos() {
        long sum = 0;
        for (FaultCost fault : faults) {
            if (fault.costNanos() == null) {
                return null;
            }
            sum += fault.costNanos();
        }
        return sum;
    }

    /** Returns the number of incidents that began before the run ended, also of those that are not kept one by one. */
    public long incidentCount() {
        return faults.stream().mapToLong(FaultCost::incidents).sum();
    }
}
