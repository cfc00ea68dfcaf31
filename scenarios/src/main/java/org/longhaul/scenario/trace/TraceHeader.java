package org.longhaul.scenario.trace;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import org.longhaul.training.model.ParameterGroup;

/**
 * What a trace is of: one training, in words and numbers that need no scenario beside them.
 *
 * @param seed master seed
 * @param workers workers that train; clients, where the method has a server
 * @param participants workers and servers: ranks go from 0 to this number, without it
 * @param steps steps that were planned, over which schedules ran
 * @param item what is trained on, such as {@code token}
 * @param itemsPerBatch items of one worker's batch
 * @param training everything that decided the losses, in words, by name
 * @param groups parameter groups of the trained model, in forward order
 */
public record TraceHeader(
        long seed,
        int workers,
        int participants,
        long steps,
        String item,
        long itemsPerBatch,
        Map<String, String> training,
        List<ParameterGroup> groups) {

    public TraceHeader {
        training = ImmutableMap.copyOf(training);
        groups = List.copyOf(groups);
    }
}
