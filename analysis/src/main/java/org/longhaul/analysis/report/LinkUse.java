package org.longhaul.analysis.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.network.ArcTraffic;
import org.longhaul.analysis.record.network.LinkRecord;
import org.longhaul.analysis.statistics.Comparison;
import org.longhaul.analysis.statistics.MethodSummary;

/**
 * What one direction of a link carried for one method, mean over seeds.
 *
 * @param wireBytes payload and headers
 * @param use share of the link's capacity over the whole projected duration, 0 to 1; 0 when unknown
 */
record LinkUse(double wireBytes, double use) {

    /** One direction of a link. */
    record Arc(String link, String from, String to) {}

    /** Returns the directions that carried anything, those first whose capacity some method used most. */
    static List<Arc> arcs(Comparison comparison) {
        Map<Arc, LinkUse> most = new HashMap<>();
        for (MethodSummary method : comparison.methods()) {
            of(comparison, method)
                    .forEach((arc, use) -> most.merge(
                            arc,
                            use,
                            (a, b) -> new LinkUse(Math.max(a.wireBytes, b.wireBytes), Math.max(a.use, b.use))));
        }
        return most.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<Arc, LinkUse> entry) -> -entry.getValue().use)
                        .thenComparing(entry -> -entry.getValue().wireBytes)
                        .thenComparing(entry -> entry.getKey().link())
                        .thenComparing(entry -> entry.getKey().from()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Returns a method's use of every direction that it used. */
    static Map<Arc, LinkUse> of(Comparison comparison, MethodSummary method) {
        Map<Arc, Long> capacities = capacities(comparison);
        Map<Arc, LinkUse> uses = new HashMap<>();
        int seeds = method.seeds().size();
        for (MethodRecord seed : method.seeds()) {
            double seconds = seed.totals().simulatedNanos() / 1e9;
            for (ArcTraffic traffic : seed.arcs()) {
                Arc arc = new Arc(traffic.link(), traffic.from(), traffic.to());
                double carriable = capacities.getOrDefault(arc, 0L) / 8.0 * seconds;
                double use = carriable > 0 ? traffic.wireBytes() / carriable : 0;
                uses.merge(
                        arc,
                        new LinkUse((double) traffic.wireBytes() / seeds, use / seeds),
                        (a, b) -> new LinkUse(a.wireBytes + b.wireBytes, a.use + b.use));
            }
        }
        return uses;
    }

    private static Map<Arc, Long> capacities(Comparison comparison) {
        Map<Arc, Long> capacities = new HashMap<>();
        for (LinkRecord link : comparison.run().network().links()) {
            capacities.put(new Arc(link.id(), link.from(), link.to()), link.forwardBitsPerSecond());
            capacities.put(new Arc(link.id(), link.to(), link.from()), link.backwardBitsPerSecond());
        }
        return capacities;
    }

    /** Returns, per method, the busier direction's use of each link, for the script that colours the picture. */
    static List<Object> asData(Comparison comparison) {
        List<Object> methods = new ArrayList<>();
        for (MethodSummary method : comparison.methods()) {
            Map<String, LinkUse> busier = new HashMap<>();
            of(comparison, method)
                    .forEach((arc, use) -> busier.merge(arc.link(), use, (a, b) -> a.wireBytes >= b.wireBytes ? a : b));
            Map<String, Object> links = new LinkedHashMap<>();
            busier.entrySet().stream()
                    .sorted(Map.Entry.comparingByKey(Comparator.naturalOrder()))
                    .forEach(entry ->
                            links.put(entry.getKey(), new double[] {entry.getValue().wireBytes, entry.getValue().use}));
            methods.add(links);
        }
        return methods;
    }
}
