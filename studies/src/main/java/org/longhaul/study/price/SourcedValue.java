package org.longhaul.study.price;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.longhaul.extension.PlainNumber;

/**
 * A price or a power that somebody states.
 *
 * @param value in the unit of what it is stated for; finite, not negative
 * @param source who says so
 * @param asOf date of the source: a year, a month or a day
 */
public record SourcedValue(
        @JsonPropertyDescription("the price in dollars, or the power in watts") double value,
        @JsonPropertyDescription("who says so: a list of prices, a contract, a data sheet, a measurement")
                String source,
        @JsonPropertyDescription("date of the source: 2026, 2026-10 or 2026-10-31") String asOf) {
    private static final String DATE = "\\d{4}(-\\d{2}(-\\d{2})?)?";

    public SourcedValue {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "value (" + PlainNumber.of(value) + ") must be finite and not negative.");
        }
        if (source.isBlank()) {
            throw new IllegalArgumentException("source must say who states the value.");
        }
        if (!asOf.matches(DATE)) {
            throw new IllegalArgumentException(
                    "asOf (" + asOf + ") must be a date such as 2026, 2026-10 or 2026-10-31.");
        }
    }

    /** Another value of the same source. */
    public SourcedValue times(double factor) {
        return new SourcedValue(value * factor, source, asOf);
    }
}
