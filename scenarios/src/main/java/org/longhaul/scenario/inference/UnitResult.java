package org.longhaul.scenario.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of one service in one case under one seed, after the warm-up.
 *
 * @param circumstances name of the case; empty where there is but one
 * @param service name of the service
 * @param kind id of its kind
 * @param seed master seed
 * @param perSecond requests a second as asked for; null where each waits for the one before
 * @param load the same as a share of what its hosts can compute; null where that is not known
 * @param requests that figures are taken of
 * @param answered how many of them
 * @param abandoned how many of them were given up, by reason, sorted
 * @param unanswered how many of them were neither: what they waited for never came
 * @param latency from arrival to answer, of those that were answered; null if none was
 * @param way what they spent that time on; null if none was
 * @param contents messages by content, of all requests, sorted
 * @param host the busiest host; null if none computed
 * @param link the busiest direction of a link; null if nothing was sent
 * @param settled whether hosts and links could keep up: if not, the figures say how long it was asked rather than how fast it is
 * @param ending how the run ended
 * @param incidents faults that struck
 * @param figures what the service says of its answers, on average, by name, sorted
 */
public record UnitResult(
        String circumstances,
        String service,
        String kind,
        long seed,
        @Nullable Double perSecond,
        @Nullable Double load,
        long requests,
        long answered,
        Map<String, Long> abandoned,
        long unanswered,
        @Nullable Latencies latency,
        @Nullable Way way,
        Map<String, Sent> contents,
        @Nullable Busy host,
        @Nullable Busy link,
        boolean settled,
        String ending,
        long incidents,
        Map<String, Double> figures) {

    /** Probabilities that {@link Latencies#quantiles} has the quantiles of. */
    static final List<Double> PROBABILITIES = probabilities();

    private static List<Double> probabilities() {
        List<Double> all = new ArrayList<>();
        for (int percent = 0; percent <= 100; percent++) {
            all.add(percent / 100.0);
        }
        all.add(all.size() - 1, 0.995);
        all.add(all.size() - 1, 0.999);
        return List.copyOf(all);
    }

    /**
     * Latencies in seconds.
     *
     * @param quantiles at each percent from 0 to 100, and at 99.5 and 99.9 before the last
     */
    public record Latencies(double mean, double p50, double p95, double p99, double maximum, List<Double> quantiles) {
        public Latencies {
            quantiles = List.copyOf(quantiles);
        }
    }

    /**
     * What answered requests took on average.
     *
     * @param messages sent for a request
     * @param bytes payload of them
     * @param hops messages one after the other
     * @param waiting in queues of hosts, seconds on the way from arrival to answer
     * @param computing seconds on that way
     * @param sending seconds on that way
     * @param pausing seconds on that way: timers and other requests
     * @param work seconds that all hosts computed for it
     */
    public record Way(
            double messages,
            double bytes,
            double hops,
            double waiting,
            double computing,
            double sending,
            double pausing,
            double work) {}

    /** Messages of one content. */
    public record Sent(long messages, long bytes, long lost) {}

    /**
     * Something that is used.
     *
     * @param name id of the host, or the link with its direction
     * @param utilisation share of the time, or of what it could carry
     */
    public record Busy(String name, double utilisation) {}

    /** Case and service, as tables call them. */
    public String label() {
        return circumstances.isEmpty() ? service : circumstances + " / " + service;
    }
}
