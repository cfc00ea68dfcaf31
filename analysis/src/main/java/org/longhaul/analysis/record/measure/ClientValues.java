package org.longhaul.analysis.record.measure;

import com.google.common.collect.ImmutableMap;
import java.util.Map;

/**
 * What the model came to on the data of one client.
 *
 * @param client the client's name
 * @param weight its weight in the value over all clients, for instance its number of held-out examples; not negative
 * @param values values by id of the measure
 */
public record ClientValues(String client, double weight, Map<String, Double> values) {

    /** Copies the values, keeping their order. */
    public ClientValues {
        if (!(weight >= 0)) {
            throw new IllegalArgumentException(
                    "The weight (" + weight + ") of client '" + client + "' must not be negative.");
        }
        values = ImmutableMap.copyOf(values);
    }
}
