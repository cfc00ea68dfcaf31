package org.longhaul.scenario.engine.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.longhaul.analysis.text.Quantities;
import org.longhaul.scenario.section.JobSection;
import org.longhaul.simulator.workload.ExchangeSpec;
import org.longhaul.topology.unit.Durations;

/** Other jobs and flows in words. */
public final class JobWords {
    private JobWords() {}

    /** What a job does, for instance {@code 500 ms a step, 200 MB all-reduced every 4 steps}. */
    public static String of(JobPlan job) {
        JobSection section = job.section();
        if (section.replay() != null) {
            return "replay of " + section.replay();
        }
        String size = section.exchange() == null
                ? "nothing"
                : Quantities.bytes(section.exchange().bytes());
        String how = section.collective().id().equals(ExchangeSpec.AUTO)
                ? ""
                : " by " + section.collective().id();
        return Durations.format(Objects.requireNonNull(section.stepTime())) + " a step, " + size + " all-reduced" + how
                + (section.period() == 1 ? " every step" : " every " + section.period() + " steps");
    }

    /** A setting as people write it, without the brackets of a list; empty when there is no such setting. */
    public static String setting(Record settings, String name) {
        return SettingWords.settings(settings).getOrDefault(name, "").replaceAll("^\\[|]$", "");
    }

    /** Hosts that a job shares with the workers of the methods. */
    static List<String> sharedHosts(JobPlan job, RunPlan plan) {
        List<String> shared = new ArrayList<>();
        for (int node : job.nodes()) {
            for (int worker : plan.workerNodes()) {
                if (worker == node) {
                    shared.add(plan.topology().node(node).id());
                }
            }
        }
        return shared;
    }
}
