package org.longhaul.wire.record;

import com.google.common.collect.ImmutableMap;
import java.util.Map;

/**
 * An evaluation; its time, waiting for it included, is left out of all others.
 *
 * @param step steps done
 * @param beginNanos begin by the member's clock
 * @param endNanos when training went on
 * @param values by id of the measure; empty at members that only waited for it
 */
public record WireEvaluation(long step, long beginNanos, long endNanos, Map<String, Double> values) {
    public WireEvaluation {
        values = ImmutableMap.copyOf(values);
    }
}
