package org.longhaul.topology.format;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.topology.Link;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.Durations;

/**
 * Fills in what a foreign file leaves out, by stated rules, and notes each on the topology. Bandwidth: the median of those
 * stated in the file, else 10 Gbit/s. Latency: from coordinates, else the median of the other links', else 1 ms.
 */
final class Inference {
    private static final Bandwidth USUAL_BANDWIDTH = Bandwidth.ofGigabitsPerSecond(10);
    private static final Duration USUAL_LATENCY = Duration.ofMillis(1);

    private final Collector collector;
    private final List<PartialLink> links;

    Inference(Collector collector, List<PartialLink> links) {
        this.collector = collector;
        this.links = links;
    }

    /** Adds every link to the collector, completed. */
    void addAll() {
        Bandwidth bandwidth = bandwidth();
        List<@Nullable Duration> known = new ArrayList<>();
        int located = 0;
        for (PartialLink link : links) {
            Duration latency = link.latency();
            if (latency == null) {
                latency = collector.inferredLatency(link.from(), link.to());
                located += latency == null ? 0 : 1;
            }
            known.add(latency);
        }
        if (located > 0) {
            collector.note("latency of " + located + " of " + links.size()
                    + " links inferred: great-circle distance x 1.5 at 2/3 of the speed of light");
        }
        Duration usual = usualLatency(known);
        for (int i = 0; i < links.size(); i++) {
            PartialLink link = links.get(i);
            Bandwidth forward = link.forward() == null ? bandwidth : link.forward();
            Bandwidth backward = link.backward() == null ? forward : link.backward();
            Duration latency = known.get(i) == null ? usual : known.get(i);
            collector.link(
                    collector.at(
                            link.line(),
                            "link \"" + link.id() + "\"",
                            () -> new Link(
                                    link.id(),
                                    link.from(),
                                    link.to(),
                                    forward,
                                    backward,
                                    latency,
                                    link.lossRate(),
                                    link.queue(),
                                    link.dollarsPerGigabyte())),
                    link.line());
        }
    }

    private Bandwidth bandwidth() {
        List<Bandwidth> stated = new ArrayList<>();
        for (PartialLink link : links) {
            if (link.forward() != null) {
                stated.add(link.forward());
            }
        }
        stated.sort(Comparator.naturalOrder());
        Bandwidth usual = stated.isEmpty() ? USUAL_BANDWIDTH : stated.get(stated.size() / 2);
        int missing = links.size() - stated.size();
        if (missing > 0) {
            collector.note("bandwidth of " + missing + " of " + links.size() + " links inferred: " + usual + ", "
                    + (stated.isEmpty() ? "as the file states none" : "the median of those stated"));
        }
        return usual;
    }

    private Duration usualLatency(List<@Nullable Duration> known) {
        List<Duration> stated = new ArrayList<>();
        for (Duration latency : known) {
            if (latency != null) {
                stated.add(latency);
            }
        }
        stated.sort(Comparator.naturalOrder());
        Duration usual = stated.isEmpty() ? USUAL_LATENCY : stated.get(stated.size() / 2);
        int missing = known.size() - stated.size();
        if (missing > 0) {
            collector.note(
                    "latency of " + missing + " of " + known.size() + " links inferred: " + Durations.format(usual)
                            + ", " + (stated.isEmpty() ? "as nothing is known of any" : "the median of the others"));
        }
        return usual;
    }
}
