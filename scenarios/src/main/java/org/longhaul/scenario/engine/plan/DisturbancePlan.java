package org.longhaul.scenario.engine.plan;

import java.util.List;
import org.longhaul.simulator.fault.Fault;
import org.longhaul.simulator.fault.Recovery;
import org.longhaul.simulator.traffic.BackgroundFlows;

/**
 * All that happens on the network besides a method: found to fit the topology.
 *
 * @param faults with different names
 * @param recovery what is done about them
 * @param jobs with different names
 * @param flows with different names
 */
public record DisturbancePlan(List<Fault> faults, Recovery recovery, List<JobPlan> jobs, List<BackgroundFlows> flows) {

    public DisturbancePlan {
        faults = List.copyOf(faults);
        jobs = List.copyOf(jobs);
        flows = List.copyOf(flows);
    }

    public boolean isEmpty() {
        return faults.isEmpty() && jobs.isEmpty() && flows.isEmpty();
    }

    public boolean isShared() {
        return !jobs.isEmpty() || !flows.isEmpty();
    }
}
