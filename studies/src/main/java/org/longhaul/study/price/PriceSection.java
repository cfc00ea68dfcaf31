package org.longhaul.study.price;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Prices and powers as a plan states them. What is absent is not priced, but for what topology and device table state. */
public record PriceSection(
        @Nullable @JsonPropertyDescription("dollars for one accelerator for one hour; absent: not priced")
                SourcedValue acceleratorHour,
        @Nullable
                @JsonPropertyDescription(
                        "dollars for 10^9 bytes that leave a worker's host; absent: the prices of the topology's links, if it has any")
                SourcedValue egressGigabyte,
        @Nullable
                @JsonPropertyDescription(
                        "dollars a month for a leased line of 1 Gbit/s, each way; paid for the time that the training takes;"
                                + " absent: not priced")
                SourcedValue gigabitMonth,
        @Nullable
                @JsonPropertyDescription(
                        "watts of one accelerator while it computes; absent: the power of the device table, if compute names a"
                                + " device")
                SourcedValue watts,
        @Nullable
                @JsonPropertyDescription(
                        "watts of one accelerator while it waits; absent: as while it computes, which is an upper bound")
                SourcedValue idleWatts,
        @Nullable @JsonPropertyDescription("dollars for a kilowatt-hour; absent: not priced") SourcedValue kilowattHour,
        @JsonProperty(defaultValue = "1")
                @JsonPropertyDescription(
                        "accelerators of a worker, where the scenario's compute does not name a device and their number")
                int acceleratorsPerWorker) {

    public PriceSection {
        if (acceleratorsPerWorker < 1) {
            throw new IllegalArgumentException(
                    "acceleratorsPerWorker (" + acceleratorsPerWorker + ") must be at least 1.");
        }
    }

    /** Nothing is stated. */
    public static PriceSection none() {
        return new PriceSection(null, null, null, null, null, null, 1);
    }

    /** The prices, by their keys, that are stated; powers are none. */
    public Map<String, SourcedValue> prices() {
        Map<String, SourcedValue> stated = new LinkedHashMap<>();
        put(stated, "acceleratorHour", acceleratorHour);
        put(stated, "egressGigabyte", egressGigabyte);
        put(stated, "gigabitMonth", gigabitMonth);
        put(stated, "kilowattHour", kilowattHour);
        return stated;
    }

    private static void put(Map<String, SourcedValue> stated, String name, @Nullable SourcedValue value) {
        if (value != null) {
            stated.put(name, value);
        }
    }

    /** The same with one price times a factor; {@code name} is a key of {@link #prices}. */
    public PriceSection times(String name, double factor) {
        return new PriceSection(
                scaled("acceleratorHour", acceleratorHour, name, factor),
                scaled("egressGigabyte", egressGigabyte, name, factor),
                scaled("gigabitMonth", gigabitMonth, name, factor),
                watts,
                idleWatts,
                scaled("kilowattHour", kilowattHour, name, factor),
                acceleratorsPerWorker);
    }

    private static @Nullable SourcedValue scaled(String key, @Nullable SourcedValue value, String name, double factor) {
        return value != null && key.equals(name) ? value.times(factor) : value;
    }
}
