package org.longhaul.simulator.workload.run;

import java.util.ArrayList;
import java.util.List;
import org.longhaul.simulator.collective.Pattern;
import org.longhaul.simulator.workload.Await;
import org.longhaul.simulator.workload.Begin;
import org.longhaul.simulator.workload.Compute;
import org.longhaul.simulator.workload.ExchangeSpec;
import org.longhaul.simulator.workload.Operation;
import org.longhaul.simulator.workload.Phase;
import org.longhaul.simulator.workload.Step;
import org.longhaul.simulator.workload.WorkloadSource;

/** Rounds in which a server sends to some of its clients, these compute, and send back. */
public final class SomeWorkers {
    public static final long BYTES = 1_000_000;

    private SomeWorkers() {}

    /** Rounds of so many steps, each with the next of the cohorts in turn. */
    public static WorkloadSource rounds(List<List<Integer>> cohorts, int server, int steps, long rounds) {
        List<Step> first = new ArrayList<>();
        List<Step> middle = new ArrayList<>();
        List<Step> last = new ArrayList<>();
        for (List<Integer> cohort : cohorts) {
            first.add(step(cohort, server, true, false));
            middle.add(step(cohort, server, false, false));
            last.add(step(cohort, server, false, true));
        }
        return (index, needed) -> {
            int cohort = (int) (index / steps % cohorts.size());
            long place = index % steps;
            return index >= steps * rounds
                    ? null
                    : (place == 0 ? first : place == steps - 1 ? last : middle).get(cohort);
        };
    }

    private static Step step(List<Integer> cohort, int server, boolean isFirst, boolean isLast) {
        List<Integer> members = new ArrayList<>(List.of(server));
        members.addAll(cohort);
        List<Operation> program = new ArrayList<>();
        List<ExchangeSpec> exchanges = new ArrayList<>();
        if (isFirst) {
            exchanges.add(new ExchangeSpec("down", Pattern.BROADCAST, members, BYTES, BYTES, "star"));
            program.add(new Begin(0));
            program.add(new Await(0));
        }
        for (Phase phase : Phase.values()) {
            program.add(new Compute(phase, List.of(), cohort));
        }
        if (isLast) {
            exchanges.add(new ExchangeSpec("up", Pattern.REDUCE, members, BYTES, BYTES, "star"));
            program.add(new Begin(0));
            program.add(new Await(0));
        }
        return new Step(exchanges, program);
    }
}
