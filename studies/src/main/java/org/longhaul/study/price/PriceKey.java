package org.longhaul.study.price;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What has a price. */
public enum PriceKey {
    /** One accelerator for one hour. */
    ACCELERATOR_HOUR("acceleratorHour", PriceSection::acceleratorHour),
    /** 10^9 bytes that leave a worker's host. */
    EGRESS_GIGABYTE("egressGigabyte", PriceSection::egressGigabyte),
    /** A leased line of 1 Gbit/s for a month. */
    GIGABIT_MONTH("gigabitMonth", PriceSection::gigabitMonth),
    /** A kilowatt-hour of electricity. */
    KILOWATT_HOUR("kilowattHour", PriceSection::kilowattHour);

    private final String id;
    private final Function<PriceSection, @Nullable SourcedValue> stated;

    PriceKey(String id, Function<PriceSection, @Nullable SourcedValue> stated) {
        this.id = id;
        this.stated = stated;
    }

    /** Its key in plans and lists. */
    public String id() {
        return id;
    }

    /** What a plan states; null if nothing. */
    @Nullable
    SourcedValue of(PriceSection section) {
        return stated.apply(section);
    }
}
