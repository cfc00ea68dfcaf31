package org.longhaul.topology.build;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Spelling;
import org.longhaul.topology.TopologyException;
import org.longhaul.topology.unit.Bandwidth;

/** The shipped tables of public clouds: their hosts, and the round trips that were measured between their regions. */
final class CloudRegions {
    /** Who measured, for notes. */
    static final String SOURCE = "profiles of January and April 2022 in the repository skyplane-project/skyplane";

    private static final String HOSTS = "cloud-hosts.txt";
    private static final String ROUND_TRIPS = "cloud-round-trips.txt";
    private static final double NANOS_PER_MILLI = 1e6;

    /**
     * A host of a provider.
     *
     * @param name what the provider calls it
     * @param egress what it can send beyond its region
     * @param ingress what it can take
     * @param connection what one connection of it carries at most, or null where the provider states nothing
     */
    record Machine(String name, Bandwidth egress, Bandwidth ingress, @Nullable Bandwidth connection) {}

    private final Map<String, Machine> hosts = new TreeMap<>();
    private final Map<String, Map<String, Long>> roundTripNanos = new HashMap<>();

    /** Reads the tables. */
    CloudRegions() {
        for (String[] row : CloudTables.rows(HOSTS, 5)) {
            Bandwidth connection = row[4].equals(CloudTables.NOTHING) ? null : Bandwidth.parse(row[4]);
            hosts.put(row[0], new Machine(row[1], Bandwidth.parse(row[2]), Bandwidth.parse(row[3]), connection));
        }
        for (String[] row : CloudTables.rows(ROUND_TRIPS, 3)) {
            long nanos = Math.round(Double.parseDouble(row[2]) * NANOS_PER_MILLI);
            roundTripNanos.computeIfAbsent(row[0], key -> new HashMap<>()).put(row[1], nanos);
            roundTripNanos.computeIfAbsent(row[1], key -> new HashMap<>()).put(row[0], nanos);
        }
    }

    /**
     * Checks that there is a region called so.
     *
     * @throws TopologyException if not; the message names the nearest
     */
    void check(String region) {
        if (!roundTripNanos.containsKey(region)) {
            TreeSet<String> names = new TreeSet<>(roundTripNanos.keySet());
            throw new TopologyException("regions has \"" + Spelling.excerpt(region) + "\"; allowed: "
                    + String.join(", ", names) + Spelling.maybe(region, names));
        }
    }

    /** The provider's machine in a region. */
    Machine host(String region) {
        Machine host = hosts.get(CloudPlace.of(region).provider());
        if (host == null) {
            throw new IllegalStateException(HOSTS + " has no host of " + region);
        }
        return host;
    }

    /** The measured round trip between two regions, or null if nobody measured it. */
    @Nullable
    Duration measured(String from, String to) {
        Long nanos = near(from).get(to);
        return nanos == null ? null : Duration.ofNanos(nanos);
    }

    /**
     * The least sum of two measured round trips over a third region, for pairs that nobody measured. For pairs that were
     * measured it lies within 6 % of the measurement half the time; for neighbouring regions it is far too long.
     */
    Duration overThird(String from, String to) {
        long least = Long.MAX_VALUE;
        for (Map.Entry<String, Long> first : near(from).entrySet()) {
            Long second = near(to).get(first.getKey());
            if (second != null) {
                least = Math.min(least, first.getValue() + second);
            }
        }
        if (least == Long.MAX_VALUE) {
            throw new TopologyException("regions has \"" + from + "\" and \"" + to
                    + "\", between which no round trip is known; allowed: regions with a measured one to a third");
        }
        return Duration.ofNanos(least);
    }

    private Map<String, Long> near(String region) {
        return roundTripNanos.getOrDefault(region, Map.of());
    }
}
