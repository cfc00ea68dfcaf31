package org.longhaul.topology.format;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.longhaul.topology.Link;
import org.longhaul.topology.TopologyNote;
import org.longhaul.topology.WayBack;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.Durations;

/**
 * Fills in what a foreign file leaves out, by stated rules, and notes each on the topology. Bandwidth: the median of those
 * stated in the file, else 10 Gbit/s. Latency: from coordinates, else the median of the other links', else 1 ms. Links of a
 * node to itself are left out, and links between the same two nodes are lines of their own; both are noted.
 */
public final class Inference {
    private static final Bandwidth USUAL_BANDWIDTH = Bandwidth.ofGigabitsPerSecond(10);
    private static final Duration USUAL_LATENCY = Duration.ofMillis(1);

    private final Collector collector;
    private final List<PartialLink> links = new ArrayList<>();

    public Inference(Collector collector, List<PartialLink> stated) {
        this.collector = collector;
        for (PartialLink link : stated) {
            if (!link.from().equals(link.to())) {
                links.add(link);
            }
        }
        int loops = stated.size() - links.size();
        if (loops > 0) {
            collector.adapted(counted(loops, "link") + " of a node to itself left out");
        }
    }

    /** Adds every link to the collector, completed. */
    public void addAll() {
        noteParallels();
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
            collector.note(located(located, links.size()));
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
                                    link.price(),
                                    WayBack.stated(
                                            link.backwardLatency(),
                                            link.backwardLossRate(),
                                            latency,
                                            link.lossRate()))),
                    link.line());
        }
    }

    /** Returns the note on latencies that follow from the places of both ends. */
    static TopologyNote located(int located, int all) {
        return TopologyNote.inferred("latency of " + count(located) + " of " + count(all)
                + " links assumed: great-circle distance x 1.5 at 2/3 of the speed of light");
    }

    /** Returns a number as notes write it: 39,315. */
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** Returns a number and what it counts, of which the plural ends in s: 1 link, 39,315 links. */
    public static String counted(long number, String noun) {
        return count(number) + " " + noun + (number == 1 ? "" : "s");
    }

    private void noteParallels() {
        Set<List<String>> seen = new HashSet<>(links.size() * 2);
        int parallel = 0;
        for (PartialLink link : links) {
            boolean ordered = link.from().compareTo(link.to()) < 0;
            String first = ordered ? link.from() : link.to();
            String second = ordered ? link.to() : link.from();
            // The two directions of a line that were stated one by one are no parallels.
            String way = !link.isOneWay() ? "" : ordered == link.leadsForward() ? ">" : "<";
            parallel += seen.add(List.of(first, second, way)) ? 0 : 1;
        }
        if (parallel > 0) {
            collector.adapted(
                    count(parallel) + " of " + count(links.size()) + " links " + (parallel == 1 ? "runs" : "run")
                            + " beside another between the same two nodes; each is a line of its own");
        }
    }

    private Bandwidth bandwidth() {
        List<Bandwidth> stated = new ArrayList<>();
        for (PartialLink link : links) {
            Bandwidth bandwidth = link.stated();
            if (bandwidth != null) {
                stated.add(bandwidth);
            }
        }
        stated.sort(Comparator.naturalOrder());
        Bandwidth usual = stated.isEmpty() ? USUAL_BANDWIDTH : stated.get(stated.size() / 2);
        int missing = links.size() - stated.size();
        if (missing > 0) {
            collector.note(TopologyNote.inferred("bandwidth of " + count(missing) + " of " + count(links.size())
                    + " links assumed: " + usual + ", "
                    + (stated.isEmpty() ? "as the file states none" : "the median of those stated")));
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
            collector.note(TopologyNote.inferred("latency of " + count(missing) + " of " + count(known.size())
                    + " links assumed: " + Durations.format(usual) + ", "
                    + (stated.isEmpty() ? "as nothing is known of any" : "the median of the others")));
        }
        return usual;
    }
}
