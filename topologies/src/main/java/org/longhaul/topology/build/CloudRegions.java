package org.longhaul.topology.build;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
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
     */
    record Machine(String name, Bandwidth egress, Bandwidth ingress) {}

    private final Map<String, Machine> hosts = new TreeMap<>();
    private final Map<String, Map<String, Long>> roundTripNanos = new HashMap<>();

    /** Reads the tables. */
    CloudRegions() {
        for (String[] row : rows(HOSTS, 4)) {
            hosts.put(row[0], new Machine(row[1], Bandwidth.parse(row[2]), Bandwidth.parse(row[3])));
        }
        for (String[] row : rows(ROUND_TRIPS, 3)) {
            long nanos = Math.round(Double.parseDouble(row[2]) * NANOS_PER_MILLI);
            roundTripNanos.computeIfAbsent(row[0], key -> new HashMap<>()).put(row[1], nanos);
            roundTripNanos.computeIfAbsent(row[1], key -> new HashMap<>()).put(row[0], nanos);
        }
    }

    private static List<String[]> rows(String table, int cells) {
        try (InputStream in = CloudRegions.class.getResourceAsStream(table)) {
            if (in == null) {
                throw new IllegalStateException(table + " is missing from the program's resources");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> {
                        String[] row = line.split(" \\| ", -1);
                        if (row.length != cells) {
                            throw new IllegalStateException(
                                    "a line of " + table + " must have " + cells + " cells: " + line);
                        }
                        return row;
                    })
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + table, e);
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
        Machine host = hosts.get(region.substring(0, region.indexOf(':')));
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
