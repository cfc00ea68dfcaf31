package org.longhaul.scenario.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.statistics.Spread;
import org.longhaul.simulator.request.run.HostResult;
import org.longhaul.simulator.request.run.RequestOutcome;
import org.longhaul.simulator.request.run.RequestResult;
import org.longhaul.simulator.request.run.StreamResult;
import org.longhaul.topology.Topology;

/** Makes figures of what became of requests. */
final class UnitSummary {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double BITS_PER_BYTE = 8;

    /** Requests from which on a host that was given more than it could do is taken to do so for ever. */
    private static final int FEWEST = 100;

    private final CasePlan in;
    private final RequestOutcome outcome;
    private final double warmUp;

    UnitSummary(CasePlan in, RequestOutcome outcome, double warmUp) {
        this.in = in;
        this.outcome = outcome;
        this.warmUp = warmUp;
    }

    UnitResult of(ServiceSection section, long seed, StreamMaker.Made made) {
        StreamResult stream = outcome.stream(section.label());
        List<RequestResult> all = stream.requests();
        List<RequestResult> counted = all.subList((int) Math.floor(warmUp * all.size()), all.size());
        List<RequestResult> answered =
                counted.stream().filter(RequestResult::isAnswered).toList();
        Map<String, Long> abandoned = new TreeMap<>();
        long unanswered = 0;
        for (RequestResult each : counted) {
            String reason = each.reason();
            if (reason != null) {
                abandoned.merge(reason, 1L, Long::sum);
            } else if (!each.isAnswered()) {
                unanswered++;
            }
        }
        Map<String, UnitResult.Sent> contents = new TreeMap<>();
        stream.contents()
                .forEach((name, sent) ->
                        contents.put(name, new UnitResult.Sent(sent.messages(), sent.bytes(), sent.lost())));
        double rate = made.stream().arrivals().ratePerSecond();
        UnitResult.Busy host = busiestHost(false);
        UnitResult.Busy asked = busiestHost(true);
        UnitResult.Busy link = busiestLink(outcome.endNanos());
        UnitResult.Busy linkAsked = busiestLink(arriving());
        boolean isOneByOne = made.stream().arrivals().waitForAnswers();
        boolean keepsUp = isOneByOne
                || all.size() < FEWEST
                || ((asked == null || asked.utilisation() < 1) && (linkAsked == null || linkAsked.utilisation() < 1));
        return new UnitResult(
                in.name(),
                section.label(),
                section.model().id(),
                seed,
                finite(rate),
                finite(made.load()),
                counted.size(),
                answered.size(),
                abandoned,
                unanswered,
                answered.isEmpty() ? null : latencies(answered),
                answered.isEmpty() ? null : way(answered),
                contents,
                host,
                link,
                keepsUp && outcome.close() != RequestOutcome.Close.EVENTS_SPENT,
                outcome.close().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                outcome.surroundings().occurrences().size(),
                figures(answered));
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }

    private static UnitResult.Latencies latencies(List<RequestResult> answered) {
        double[] seconds = answered.stream()
                .mapToDouble(each -> each.latencyNanos() / NANOS_PER_SECOND)
                .sorted()
                .toArray();
        List<Double> quantiles = new ArrayList<>();
        for (double probability : UnitResult.PROBABILITIES) {
            quantiles.add(Spread.quantile(seconds, probability));
        }
        return new UnitResult.Latencies(
                Arrays.stream(seconds).sum() / seconds.length,
                Spread.quantile(seconds, 0.5),
                Spread.quantile(seconds, 0.95),
                Spread.quantile(seconds, 0.99),
                seconds[seconds.length - 1],
                quantiles);
    }

    private static UnitResult.Way way(List<RequestResult> answered) {
        double messages = 0;
        double bytes = 0;
        double hops = 0;
        double waiting = 0;
        double computing = 0;
        double sending = 0;
        double pausing = 0;
        double work = 0;
        for (RequestResult each : answered) {
            messages += each.messages();
            bytes += each.bytes();
            hops += each.hops();
            waiting += each.waitingNanos();
            computing += each.computingNanos();
            sending += each.sendingNanos();
            pausing += each.pausingNanos();
            work += each.workNanos();
        }
        int count = answered.size();
        double nanos = NANOS_PER_SECOND * count;
        return new UnitResult.Way(
                messages / count,
                bytes / count,
                hops / count,
                waiting / nanos,
                computing / nanos,
                sending / nanos,
                pausing / nanos,
                work / nanos);
    }

    private static Map<String, Double> figures(List<RequestResult> answered) {
        Map<String, Double> sums = new TreeMap<>();
        Map<String, Long> counts = new TreeMap<>();
        for (RequestResult each : answered) {
            each.figures().forEach((name, value) -> {
                sums.merge(name, value, Double::sum);
                counts.merge(name, 1L, Long::sum);
            });
        }
        Map<String, Double> means = new TreeMap<>();
        sums.forEach((name, sum) -> means.put(name, sum / counts.getOrDefault(name, 1L)));
        return means;
    }

    /**
     * The host that has most to do.
     *
     * @param given of what it was given while requests arrived, in the time that this took or would take at its usual pace if
     *     that is longer, rather than of what it did until the end
     */
    private UnitResult.@Nullable Busy busiestHost(boolean given) {
        UnitResult.Busy busiest = null;
        double slots = in.power().slots();
        double elapsed = given ? arriving() : outcome.endNanos();
        for (HostResult host : outcome.hosts()) {
            double nanos = given ? Math.max(host.givenNanos(), host.busyNanos()) : host.busyNanos();
            double share = elapsed == 0 ? 0 : nanos / slots / elapsed;
            if (busiest == null || share > busiest.utilisation()) {
                busiest = new UnitResult.Busy(in.topology().node(host.node()).id(), share);
            }
        }
        return busiest;
    }

    /** From the first arrival to the last: a trace may begin late. */
    private long arriving() {
        long first = outcome.lastArrivalNanos();
        for (StreamResult stream : outcome.streams()) {
            if (!stream.requests().isEmpty()) {
                first = Math.min(first, stream.requests().get(0).request().arrivalNanos());
            }
        }
        return outcome.lastArrivalNanos() - first;
    }

    private UnitResult.@Nullable Busy busiestLink(long elapsedNanos) {
        Topology topology = in.topology();
        UnitResult.Busy busiest = null;
        for (int arc = 0; arc < topology.arcCount(); arc++) {
            long bytes = outcome.wireBytes().get(arc);
            if (bytes > 0 && elapsedNanos > 0) {
                double share =
                        bytes * BITS_PER_BYTE / (topology.arcBitsPerSecond(arc) * (elapsedNanos / NANOS_PER_SECOND));
                if (busiest == null || share > busiest.utilisation()) {
                    busiest = new UnitResult.Busy(topology.arcName(arc), share);
                }
            }
        }
        return busiest;
    }
}
