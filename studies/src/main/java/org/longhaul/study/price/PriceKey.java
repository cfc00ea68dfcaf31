package org.longhaul.study.price;

import org.jspecify.annotations.Nullable;

/** What has a price. */
public enum PriceKey {
    /** One accelerator for one hour. */
    ACCELERATOR_HOUR("acceleratorHour"),
    /** 10^9 bytes that leave a worker's host. */
    EGRESS_GIGABYTE("egressGigabyte"),
    /** A leased line of 1 Gbit/s for a month. */
    GIGABIT_MONTH("gigabitMonth"),
    /** A kilowatt-hour of electricity. */
    KILOWATT_HOUR("kilowattHour");

    private final String id;

    PriceKey(String id) {
        this.id = id;
    }

    /** Its key in plans and lists. */
    public String id() {
        return id;
    }

    /** What a plan states; null if nothing. */
    @Nullable
    SourcedValue of(PriceSection section) {
        return switch (this) {
            case ACCELERATOR_HOUR -> section.acceleratorHour();
            case EGRESS_GIGABYTE -> section.egressGigabyte();
            case GIGABIT_MONTH -> section.gigabitMonth();
            case KILOWATT_HOUR -> section.kilowattHour();
        };
    }
}
