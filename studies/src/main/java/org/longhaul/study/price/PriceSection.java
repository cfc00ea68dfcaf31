package org.longhaul.study.price;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Spelling;

/** Prices and powers as a plan states them. What is absent is not priced, but for what lists, topology and device table state. */
public record PriceSection(
        @JsonProperty(defaultValue = "[]")
                @JsonPropertyDescription(
                        "shipped lists of prices, such as [london-new-york, aws]: what is not stated here costs what the first"
                                + " of them says that has a price for it")
                List<String> lists,
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
        lists = List.copyOf(lists);
        for (String list : lists) {
            if (!PriceList.shipped().containsKey(list)) {
                throw new IllegalArgumentException("lists (" + list + ") must name shipped lists of prices: "
                        + String.join(", ", PriceList.shipped().keySet()) + "."
                        + Spelling.maybe(list, PriceList.shipped().keySet()));
            }
        }
        if (acceleratorsPerWorker < 1) {
            throw new IllegalArgumentException(
                    "acceleratorsPerWorker (" + acceleratorsPerWorker + ") must be at least 1.");
        }
    }

    /** Nothing is stated. */
    public static PriceSection none() {
        return new PriceSection(List.of(), null, null, null, null, null, null, 1);
    }

    /** Whether it says what anything costs. Powers are no prices. */
    public boolean isPriced() {
        return !lists.isEmpty() || Arrays.stream(PriceKey.values()).anyMatch(key -> key.of(this) != null);
    }
}
