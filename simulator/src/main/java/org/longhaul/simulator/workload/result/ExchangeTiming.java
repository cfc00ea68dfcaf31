package org.longhaul.simulator.workload.result;

import org.longhaul.simulator.workload.ExchangeSpec;
import org.longhaul.simulator.workload.Step;

/**
 * One completed exchange.
 *
 * @param step step that began it
 * @param index index into {@link Step#exchanges()}
 * @param spec what was exchanged
 * @param collective id of the algorithm that ran
 * @param lastWorker member that arrived last
 * @param firstArrivalNanos when the first member arrived, since the start of the run
 * @param lastArrivalNanos when the last member arrived
 * @param startNanos when its first transfer could start, after queueing behind exchanges of the same group
 * @param endNanos when the last member's part was done
 * @param sentBytes payload bytes that its members' hosts sent to other hosts
 */
public record ExchangeTiming(
        long step,
        int index,
        ExchangeSpec spec,
        String collective,
        int lastWorker,
        long firstArrivalNanos,
        long lastArrivalNanos,
        long startNanos,
        long endNanos,
        long sentBytes) {}
