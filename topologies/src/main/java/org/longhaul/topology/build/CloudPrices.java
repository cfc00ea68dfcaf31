package org.longhaul.topology.build;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What providers of clouds list for what a host sends, by where it is and how far the data goes: within a zone, to another zone
 * of the region, to another region, to one on another continent, to another provider.
 */
final class CloudPrices {
    /** Who says so and when, for notes. */
    static final String SOURCE =
            "the providers' lists below 10 TB a month as of March 2023, by distance, from version 0.3.1 of"
                    + " skyplane-project/skyplane";

    private static final String PRICES = "cloud-prices.txt";
    private static final String CONTINENTS = "cloud-continents.txt";
    private static final String OTHER_ZONE = "other zone";

    /**
     * A line of the list.
     *
     * @param dollars for 10^9 bytes, or null where nobody says
     */
    private record Rule(String from, String to, @Nullable Double dollars) {}

    private final List<Rule> rules;
    private final Map<String, String> continents = new HashMap<>();

    /** Reads the tables. */
    CloudPrices() {
        rules = CloudTables.rows(PRICES, 3).stream()
                .map(row ->
                        new Rule(row[0], row[1], row[2].equals(CloudTables.NOTHING) ? null : Double.valueOf(row[2])))
                .toList();
        CloudTables.rows(CONTINENTS, 2).forEach(row -> continents.put(row[0], row[1]));
    }

    /** Dollars for 10^9 bytes that a host of one place sends to one of another, or null where the price is not known. */
    @Nullable
    Double dollars(CloudPlace from, CloudPlace to) {
        if (from.equals(to)) {
            return 0.0;
        }
        boolean isOtherZone = from.region().equals(to.region());
        for (Rule rule : rules) {
            boolean leads = isOtherZone ? rule.to.equals(OTHER_ZONE) : fits(rule.to, to);
            if (leads && fits(rule.from, from)) {
                return rule.dollars;
            }
        }
        return null;
    }

    private boolean fits(String side, CloudPlace place) {
        String continent = continents.getOrDefault(place.region(), "");
        return side.equals("*")
                || side.equals(place.region())
                || side.equals(place.provider())
                || side.equals(place.provider() + "/" + continent)
                || side.equals("*/" + continent);
    }
}
