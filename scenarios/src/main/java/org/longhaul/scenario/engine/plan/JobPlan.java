package org.longhaul.scenario.engine.plan;

import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.section.JobSection;
import org.longhaul.simulator.collective.Collectives;
import org.longhaul.simulator.workload.RunLengthTrace;
import org.longhaul.simulator.workload.Step;

/**
 * Another job on the network, with its defaults filled in.
 *
 * @param section what the scenario says of it
 * @param nodes node of each of its workers
 * @param collectives algorithms for its exchanges
 * @param cycle stated steps, which it repeats; empty when it replays a method
 * @param replayed the method whose steps it repeats; null when they are stated
 */
@SuppressWarnings("ArrayRecordComponent") // Nothing compares job plans.
public record JobPlan(
        JobSection section,
        int[] nodes,
        Collectives collectives,
        RunLengthTrace<Step> cycle,
        @Nullable MethodPlan replayed) {}
