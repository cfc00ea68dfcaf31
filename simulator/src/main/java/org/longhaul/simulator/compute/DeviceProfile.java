package org.longhaul.simulator.compute;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.DataSize;
import org.longhaul.topology.unit.FlopRate;

/**
 * A computing device as its vendor states it. What the vendor's document does not state is null, never guessed.
 *
 * @param id name in scenarios, lower-kebab-case
 * @param name product name
 * @param memory memory of the device; null when it is up to who builds the machine
 * @param peak peak rate of dense (not sparse) matrix products by precision, where the vendor states one
 * @param link rate, each way, of all its own links to the other devices of its machine or pod together: NVLink, Infinity
 *     Fabric, the interconnect of TPUs, or PCIe where there is no other. Vendors mostly print both ways added up
 * @param watts highest sustained power of the device in watts (TDP, or the vendor's word for it)
 * @param source document and year that the figures are from
 */
public record DeviceProfile(
        String id,
        String name,
        @Nullable DataSize memory,
        @Nullable Bandwidth link,
        @Nullable Integer watts,
        Map<Precision, FlopRate> peak,
        String source) {

    public DeviceProfile {
        if (peak.isEmpty()) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "device '%s' must have a peak rate for at least one precision", id));
        }
        if (watts != null && watts <= 0) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "device '%s' has a power of %d W; it must be above 0", id, watts));
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
