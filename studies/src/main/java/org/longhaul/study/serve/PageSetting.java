package org.longhaul.study.serve;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where the page's controls stand. What is absent is as it was recorded.
 *
 * @param run id of the run
 * @param network {@code own}, the recorded one with its values changed, or {@code sites}, sites around the internet
 * @param up bandwidth from a site, bit/s
 * @param down bandwidth to a site, bit/s
 * @param roundTripMillis between two sites
 * @param loss share of packets that a line loses, in [0, 0.5]
 * @param sites number of sites
 * @param spread how much longer the slowest worker computes than the fastest, as a share; the others lie evenly between
 * @param cuts ids of links that are cut
 * @param cutFromSeconds when they are cut
 * @param cutForSeconds for how long
 */
record PageSetting(
        String run,
        @Nullable String network,
        @Nullable Long up,
        @Nullable Long down,
        @Nullable Double roundTripMillis,
        @Nullable Double loss,
        @Nullable Integer sites,
        @Nullable Double spread,
        @Nullable List<String> cuts,
        @Nullable Double cutFromSeconds,
        @Nullable Double cutForSeconds) {
    static final String OWN = "own";
    static final String SITES = "sites";
    static final long LEAST_BITS = 1_000;
    static final long MOST_BITS = 10_000_000_000_000L;

    private static final int MOST_CUTS = 64;
    private static final double LONGEST_MILLIS = 60_000;
    private static final double MOST_LOSS = 0.5;
    private static final double MOST_SPREAD = 100;
    private static final double LONGEST_CUT = 7 * 86_400;

    PageSetting {
        cuts = cuts == null ? List.of() : cuts.stream().distinct().sorted().toList();
        if (network != null && !network.equals(OWN) && !network.equals(SITES)) {
            throw wrong("network", network, OWN + " or " + SITES);
        }
        if (cuts.size() > MOST_CUTS) {
            throw wrong("cuts", cuts.size() + " links", "at most " + MOST_CUTS);
        }
        range("up", up == null ? null : Double.valueOf(up), LEAST_BITS, MOST_BITS);
        range("down", down == null ? null : Double.valueOf(down), LEAST_BITS, MOST_BITS);
        range("roundTripMillis", roundTripMillis, 0, LONGEST_MILLIS);
        range("loss", loss, 0, MOST_LOSS);
        range("spread", spread, 0, MOST_SPREAD);
        range("cutFromSeconds", cutFromSeconds, 0, LONGEST_CUT);
        range("cutForSeconds", cutForSeconds, 0.001, LONGEST_CUT);
    }

    /** The ids of the links that are cut. */
    List<String> cutLinks() {
        return cuts == null ? List.of() : cuts;
    }

    private static void range(String name, @Nullable Double value, double least, double most) {
        if (value != null && !(value >= least && value <= most)) {
            throw wrong(name, value.toString(), String.format(Locale.ROOT, "%s to %s", plain(least), plain(most)));
        }
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    private static RequestRefused wrong(String name, String found, String allowed) {
        return new RequestRefused(
                RequestRefused.UNPROCESSABLE, name + ": found " + found + "; allowed: " + allowed + ".");
    }
}
