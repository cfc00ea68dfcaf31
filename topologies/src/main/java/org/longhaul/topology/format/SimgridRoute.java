package org.longhaul.topology.format;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.longhaul.topology.unit.Spelling;

/** One direction of a route of a SimGrid platform: the links in order and, where stated, the way each is crossed. */
final class SimgridRoute {
    private final XmlElement element;
    private final String source;
    private final String target;
    private final List<Step> steps;

    private SimgridRoute(XmlElement element, String source, String target, List<Step> steps) {
        this.element = element;
        this.source = source;
        this.target = target;
        this.steps = steps;
    }

    /** A link and the end where it is entered: 0, 1, or -1 when not stated. */
    private record Step(XmlElement element, String link, int entry) {}

    static SimgridRoute of(
            XmlElement element, String source, String target, List<XmlElement> crossings, boolean reversed) {
        List<Step> steps = new ArrayList<>();
        for (XmlElement crossing : crossings) {
            String direction = crossing.optional("direction", "NONE");
            int entry =
                    switch (direction) {
                        case "UP" -> reversed ? 1 : 0;
                        case "DOWN" -> reversed ? 0 : 1;
                        case "NONE" -> -1;
                        default ->
                            throw crossing.refuse(
                                    "direction is \"" + Spelling.excerpt(direction) + "\"; allowed: UP, DOWN, NONE");
                    };
            steps.add(new Step(crossing, crossing.required("id"), entry));
        }
        if (reversed) {
            Collections.reverse(steps);
        }
        return new SimgridRoute(element, source, target, steps);
    }

    String source() {
        return source;
    }

    String target() {
        return target;
    }

    int length() {
        return steps.size();
    }

    /** Joins the ends of the links along this route. */
    void trace(Junctions junctions, Predicate<String> isNode, Map<String, XmlElement> links) {
        requireNode(source, isNode);
        requireNode(target, isNode);
        int at = junctions.ofNode(source);
        for (Step step : steps) {
            if (!links.containsKey(step.link())) {
                throw step.element()
                        .refuse("the link \"" + Spelling.excerpt(step.link()) + "\" is not defined"
                                + Spelling.maybe(step.link(), links.keySet()));
            }
            int[] ends = junctions.ends(step.link());
            int entry = step.entry();
            if (entry < 0) {
                entry = junctions.find(ends[1]) == junctions.find(at) ? 1 : 0;
            }
            join(junctions, at, ends[entry], step.element());
            at = ends[1 - entry];
        }
        join(junctions, at, junctions.ofNode(target), element);
    }

    private void requireNode(String id, Predicate<String> isNode) {
        if (!isNode.test(id)) {
            throw element.refuse("the node \"" + Spelling.excerpt(id) + "\" is not defined; allowed: a host or router");
        }
    }

    private static void join(Junctions junctions, int a, int b, XmlElement where) {
        if (!junctions.merge(a, b)) {
            throw where.refuse("the routes make one point of \"" + junctions.node(a) + "\" and \"" + junctions.node(b)
                    + "\"; allowed: routes in which a link joins the same two points everywhere");
        }
    }

    /** Returns the sum of the links' latencies, given by id. */
    long latencyNanos(Map<String, Long> latencies) {
        long sum = 0;
        for (Step step : steps) {
            sum += latencies.getOrDefault(step.link(), 0L);
        }
        return sum;
    }
}
