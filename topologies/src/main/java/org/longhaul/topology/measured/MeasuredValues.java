package org.longhaul.topology.measured;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the files say, before anything is chosen or inferred. */
final class MeasuredValues {
    final List<Rate> rates = new ArrayList<>();
    final List<Delay> delays = new ArrayList<>();
    final List<Loss> losses = new ArrayList<>();
    final List<Together> together = new ArrayList<>();
    final List<String> warnings = new ArrayList<>();
    final List<String> files = new ArrayList<>();
    private final Set<String> hosts = new LinkedHashSet<>();

    /**
     * Where a value comes from.
     *
     * @param file its name
     * @param how the tool and what it did
     * @param date when, as the file says; null where it does not
     */
    record Origin(String file, String how, @Nullable String date) {
        String text() {
            return Words.name(file) + " (" + how + (date == null ? "" : ", " + date) + ")";
        }
    }

    /**
     * What went from one host to another.
     *
     * @param bitsPerSecond headers included
     * @param doubt why the line may carry more, or null
     */
    record Rate(String from, String to, long bitsPerSecond, Origin origin, @Nullable String doubt) {}

    /**
     * A round trip.
     *
     * @param nanos from {@code from} to {@code to} and back
     * @param isLoaded whether a test filled the line meanwhile, so that queues may be in it
     */
    record Delay(String from, String to, long nanos, boolean isLoaded, Origin origin) {}

    /**
     * A loss.
     *
     * @param share of the packets from {@code from} to {@code to}; of both ways where it is a round trip's
     * @param bitsPerSecond at which they were sent; 0 for single packets
     */
    record Loss(String from, String to, double share, long bitsPerSecond, boolean isRoundTrip, Origin origin) {}

    /**
     * What hosts sent to others at once, each to each.
     *
     * @param bitsPerSecond all of it, headers included
     * @param doubt why the network may carry more, or null
     */
    record Together(
            Set<String> senders, Set<String> receivers, long bitsPerSecond, Origin origin, @Nullable String doubt) {}

    void host(String name) {
        hosts.add(name);
    }

    /** The hosts in the order in which they were first named. */
    List<String> hosts() {
        return List.copyOf(hosts);
    }

    void rate(Rate rate) {
        host(rate.from);
        host(rate.to);
        rates.add(rate);
    }

    void delay(Delay delay) {
        host(delay.from);
        host(delay.to);
        delays.add(delay);
    }

    void warn(String file, String what) {
        warnings.add(file + ": " + what);
    }
}
