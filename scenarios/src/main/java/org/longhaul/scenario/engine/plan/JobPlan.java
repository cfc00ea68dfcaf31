package org.longhaul.scenario.engine.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.section.JobSection;
import org.longhaul.simulator.collective.Collectives;
import org.longhaul.simulator.workload.Step;

/**
 * Another job on the network, with its defaults filled in.
 *
 * @param section what the scenario says of it
 * @param nodes node of each of its workers
 * @param collectives algorithms for its exchanges
 * @param cycle stated steps, which it repeats; empty when it replays a method
 * @param counts how many times each of the stated steps comes in a row
 * @param replayed the method whose steps it repeats; null when they are stated
 */
@SuppressWarnings("ArrayRecordComponent")
public // Nothing compares job plans.
record JobPlan(
        JobSection section,
        int[] nodes,
        Collectives collectives,
        List<Step> cycle,
        List<Long> counts,
        @Nullable MethodPlan replayed) {}
