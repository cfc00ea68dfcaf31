package org.longhaul.simulator.workload.run;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.fault.Fault;
import org.longhaul.simulator.fault.Recovery;
import org.longhaul.simulator.network.ConnectionRules;
import org.longhaul.simulator.traffic.BackgroundFlows;

/**
 * What happens on the network besides the job.
 *
 * @param faults what fails or varies; their names are unique
 * @param recovery what is done about it
 * @param jobs other jobs
 * @param flows other traffic; their names are unique
 * @param streams random streams of faults and flows: two runs of one seed meet the same failures
 */
public record RunConditions(
        List<Fault> faults,
        Recovery recovery,
        List<BackgroundJob> jobs,
        List<BackgroundFlows> flows,
        RandomStreams streams) {

    /** An unchanging network that the job has to itself. */
    public static final RunConditions NONE =
            new RunConditions(List.of(), Recovery.DEFAULT, List.of(), List.of(), new RandomStreams(0));

    public RunConditions {
        faults = List.copyOf(faults);
        jobs = List.copyOf(jobs);
        flows = List.copyOf(flows);
        requireUnique("faults", faults.stream().map(Fault::name).toList());
        requireUnique("jobs", jobs.stream().map(BackgroundJob::name).toList());
        requireUnique("flows", flows.stream().map(BackgroundFlows::name).toList());
    }

    private static void requireUnique(String what, List<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw new IllegalArgumentException(
                        what + " has two entries named \"" + name + "\"; names must be unique.");
            }
        }
    }

    /**
     * What is stated for single connections, with the congestion controls of their users.
     *
     * @param hosts what holds for hosts
     * @param job the job that is looked at
     */
    public ConnectionRules rules(ConnectionRules hosts, BackgroundJob job) {
        return rules(hosts, job.congestionControl());
    }

    /** The same where what is looked at is no job, and hosts decide. */
    public ConnectionRules rules(ConnectionRules hosts) {
        return rules(hosts, (String) null);
    }

    private ConnectionRules rules(ConnectionRules hosts, @Nullable String subject) {
        List<@Nullable String> users = new ArrayList<>();
        users.add(subject);
        jobs.forEach(other -> users.add(other.congestionControl()));
        flows.forEach(other -> users.add(other.congestionControl()));
        return hosts.withUsers(users);
    }

    /** Whether nothing happens besides the job. */
    boolean isEmpty() {
        return faults.isEmpty() && jobs.isEmpty() && flows.isEmpty();
    }
}
