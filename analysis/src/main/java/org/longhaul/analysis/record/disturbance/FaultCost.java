package org.longhaul.analysis.record.disturbance;

import org.jspecify.annotations.Nullable;

/**
 * One fault of the scenario: how often it struck a run, and what that cost.
 *
 * @param fault its name, unique in the run
 * @param model id of its fault model, for instance {@code "link-outages"}
 * @param incidents incidents that began before the run ended
 * @param affectedNanos time of the run in which at least one of them lasted
 * @param costNanos what this fault added when put back after those before it; null when the run did not finish
 * @param othersIncidents those of its incidents whose own cost was not computed
 * @param othersCostNanos how much sooner the run would have ended without all of these, everything else unchanged; null when
 *     there are none or it was not computed
 */
public record FaultCost(
        String fault,
        String model,
        long incidents,
        long affectedNanos,
        @Nullable Long costNanos,
        long othersIncidents,
        @Nullable Long othersCostNanos) {}
