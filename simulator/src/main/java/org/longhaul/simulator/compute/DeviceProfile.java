package org.longhaul.simulator.compute;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.longhaul.topology.unit.DataSize;
import org.longhaul.topology.unit.FlopRate;

/**
 * A computing device as its vendor states it.
 *
 * @param id name in scenarios, lower-kebab-case
 * @param name product name
 * @param memory memory of the device
 * @param peak peak rate of dense (not sparse) matrix products by precision, where the vendor states one
 * @param source document and year that the figures are from
 */
public record DeviceProfile(String id, String name, DataSize memory, Map<Precision, FlopRate> peak, String source) {

    public DeviceProfile {
        if (peak.isEmpty()) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "device '%s' must have a peak rate for at least one precision", id));
        }
        peak = Collections.unmodifiableMap(new EnumMap<>(peak));
    }

    /**
     * Peak rate of a precision.
     *
     * @throws IllegalArgumentException if the vendor states none; the message lists those that are stated
     */
    public FlopRate peak(Precision precision) {
        FlopRate rate = peak.get(precision);
        if (rate == null) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "device '%s' has no stated peak rate for %s; stated are %s",
                    id,
                    precision,
                    peak.keySet().stream().map(Precision::name).collect(Collectors.joining(", "))));
        }
        return rate;
    }
}
