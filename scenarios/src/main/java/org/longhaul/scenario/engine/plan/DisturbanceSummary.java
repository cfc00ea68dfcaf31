package org.longhaul.scenario.engine.plan;

import java.util.List;
import org.longhaul.analysis.record.Assumption;
import org.longhaul.analysis.record.Mark;
import org.longhaul.analysis.text.Quantities;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.fault.Fault;
import org.longhaul.simulator.fault.Incident;
import org.longhaul.simulator.fault.IncidentSource;
import org.longhaul.simulator.fault.Recovery;
import org.longhaul.simulator.traffic.BackgroundFlows;
import org.longhaul.topology.unit.Durations;

/** Faults, other jobs and background traffic in words: for {@code validate} and among the assumptions of a report. */
final class DisturbanceSummary {
    private static final long DAY_NANOS = 86_400_000_000_000L;
    private static final long MOST_COUNTED = 100_000;

    private DisturbanceSummary() {}

    /** Adds a line for each. */
    static void of(RunPlan plan, List<String> lines) {
        DisturbancePlan disturbances = plan.disturbances();
        for (Fault fault : disturbances.faults()) {
            lines.add("fault: " + named(fault.name(), fault.model().id()) + ", "
                    + firstDay(plan, fault, plan.seeds().get(0)));
        }
        if (!disturbances.faults().isEmpty()) {
            lines.add("recovery: " + recovery(disturbances.recovery()));
        }
        for (JobPlan job : disturbances.jobs()) {
            lines.add("other job: " + job.section().name() + ", " + job.nodes().length + " workers, " + JobWords.of(job)
                    + beside(job, plan));
        }
        for (BackgroundFlows flow : disturbances.flows()) {
            lines.add("background traffic: " + named(flow.name(), flow.model().id()) + ", "
                    + JobWords.setting(flow.settings(), "from") + " to " + JobWords.setting(flow.settings(), "to"));
        }
    }

    private static String named(String name, String model) {
        return name.equals(model) ? name : name + " (" + model + ")";
    }

    private static String firstDay(RunPlan plan, Fault fault, long seed) {
        IncidentSource source = fault.incidents(plan.topology(), new RandomStreams(seed));
        long count = 0;
        Incident first = source.next();
        Incident incident = first;
        while (incident != null && incident.startNanos() < DAY_NANOS && count < MOST_COUNTED) {
            count++;
            incident = source.next();
        }
        if (first == null) {
            return "no incident";
        }
        String when = "the first at " + Quantities.duration(first.startNanos() / 1e9) + ": " + first.label();
        return count == 0
                ? when
                : (count == MOST_COUNTED ? "at least " : "") + count
                        + (count == 1 ? " incident" : " incidents") + " in the first simulated day under seed " + seed
                        + ", " + when;
    }

    private static String recovery(Recovery recovery) {
        String routes = recovery.rerouting() == Recovery.Rerouting.NONE
                ? "routes stay"
                : "routes follow after " + Durations.format(recovery.convergence());
        String transfers = recovery.transfers() == Recovery.Transfers.STALL
                ? "transfers wait"
                : "transfers are tried anew after " + Durations.format(recovery.timeout()) + ", " + recovery.retries()
                        + " times";
        return routes + ", " + transfers + ", given up after " + Durations.format(recovery.giveUpAfter())
                + " without progress";
    }

    private static String beside(JobPlan job, RunPlan plan) {
        List<String> shared = JobWords.sharedHosts(job, plan);
        return shared.isEmpty()
                ? ""
                : "; on hosts that run workers of the methods too: " + String.join(", ", shared)
                        + " (they share the network, not the processors)";
    }

    /** Adds an assumption for each. */
    static void assumptions(RunPlan plan, List<Assumption> all) {
        DisturbancePlan disturbances = plan.disturbances();
        for (Fault fault : disturbances.faults()) {
            all.add(
                    new Assumption(
                            "fault " + fault.name(),
                            fault.model().id() + " " + SettingWords.settings(fault.settings()),
                            Mark.STATED,
                            fault.model().description() + " Source: "
                                    + fault.model().source()
                                    + ". Drawn from random streams named after it, so that all methods of a seed meet the same."));
        }
        if (!disturbances.faults().isEmpty()) {
            all.add(new Assumption(
                    "recovery",
                    recovery(disturbances.recovery()),
                    Mark.STATED,
                    "A crashed worker repeats the computation that it was in; recovering its state is part of the stated"
                            + " restart time."));
        }
        for (JobPlan job : disturbances.jobs()) {
            all.add(new Assumption(
                    "other job " + job.section().name(),
                    JobWords.of(job),
                    Mark.STATED,
                    "Runs from the method's start to its end on connections of its own" + beside(job, plan)
                            + ". Bytes per link include its own."));
        }
        for (BackgroundFlows flow : disturbances.flows()) {
            all.add(new Assumption(
                    "background traffic " + flow.name(),
                    flow.model().id() + " " + SettingWords.settings(flow.settings()),
                    Mark.STATED,
                    flow.model().description() + " Bytes per link include its own."));
        }
    }
}
