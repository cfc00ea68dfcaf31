package org.longhaul.topology.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.RandomTopologies;
import org.longhaul.topology.Topology;
import org.longhaul.topology.build.Topologies;
import org.longhaul.topology.unit.Bandwidth;

class WeakPointTest {
    private static final Bandwidth GIGABIT = Bandwidth.ofGigabitsPerSecond(1);
    private static final Duration MS = Duration.ofMillis(1);

    @Test
    void twoSitesHangOnTheirLine() {
        Topology sites = Topologies.twoSites(3, GIGABIT, MS, GIGABIT, MS);
        List<WeakPoint> points = WeakPoint.of(sites);
        assertThat(points.get(0).isLink()).isTrue();
        assertThat(points.get(0).cutOff()).hasSize(3);
        // The line, both switches, and the only link of each of six hosts.
        assertThat(points).hasSize(9);
        assertThat(points.subList(1, 3)).allMatch(point -> !point.isLink());
        assertThat(points.subList(3, 9))
                .allMatch(point -> point.isLink() && point.cutOff().size() == 1);
    }

    @Test
    void aFatTreeLosesNoHostsButThoseOfAnEdgeSwitch() {
        List<WeakPoint> points = WeakPoint.of(Topologies.fatTree(4, GIGABIT, MS));
        assertThat(points.stream().filter(point -> !point.isLink()))
                .hasSize(8)
                .allMatch(point -> point.cutOff().size() == 2);
        assertThat(points.stream().filter(WeakPoint::isLink)).hasSize(16);
    }

    @Test
    void aStarWithoutItsSwitchLeavesNobodyTogether() {
        Topology.Builder star = Topology.builder("star").relayingHosts(false).node(Node.switchOf("middle"));
        for (String host : List.of("a", "b", "c")) {
            star.node(Node.host(host)).link(Link.of(host, host, "middle", GIGABIT, MS));
        }
        assertThat(WeakPoint.of(star.build()).get(0)).isEqualTo(new WeakPoint(false, "middle", List.of(1, 2, 3)));
    }

    @Test
    void parallelLinksCoverForEachOther() {
        Topology pair = Topology.builder("pair")
                .node(Node.host("a"))
                .node(Node.host("b"))
                .link(Link.of("l", "a", "b", GIGABIT, MS))
                .link(Link.of("m", "b", "a", GIGABIT, MS))
                .build();
        assertThat(WeakPoint.of(pair)).isEmpty();
    }

    /** Three hosts in a circle of one-way lines need each of them; a line both ways beside one makes that one spare. */
    @Test
    void whereLinesLeadOneWayEachMustReachTheOther() {
        Topology.Builder circle = Topology.builder("circle");
        for (String host : List.of("a", "b", "c")) {
            circle.node(Node.host(host));
        }
        circle.link(oneWay("ab", "a", "b")).link(oneWay("bc", "b", "c")).link(oneWay("ca", "c", "a"));
        List<WeakPoint> points = WeakPoint.of(circle.build());
        assertThat(points).extracting(WeakPoint::id).containsExactly("ab", "bc", "ca", "a", "b", "c");
        assertThat(points.get(0).cutOff()).containsExactly(0, 1, 2);

        circle.link(Link.of("both", "a", "b", GIGABIT, MS));
        assertThat(WeakPoint.of(circle.build()).stream().filter(WeakPoint::isLink))
                .extracting(WeakPoint::id)
                .containsExactly("bc", "ca");
    }

    /** A bus as SimGrid has it: all cross one one-way line, from joints into it and out of it to joints. */
    @Test
    void aSharedLineIsWeakThoughItsJointsTouch() {
        Topology.Builder bus = Topology.builder("bus").relayingHosts(false);
        bus.node(Node.switchOf("in")).node(Node.switchOf("out")).link(oneWay("bus", "in", "out"));
        for (String host : List.of("a", "b", "c")) {
            bus.node(Node.host(host)).link(oneWay(host + "-in", host, "in")).link(oneWay("out-" + host, "out", host));
        }
        List<WeakPoint> points = WeakPoint.of(bus.build());
        assertThat(points.get(0)).isEqualTo(new WeakPoint(true, "bus", List.of(2, 3, 4)));
        assertThat(points).contains(new WeakPoint(true, "a-in", List.of(2)), new WeakPoint(true, "out-c", List.of(4)));
    }

    private static Link oneWay(String id, String from, String to) {
        return new Link(id, from, to, GIGABIT, new Bandwidth(0), MS, 0, null, null);
    }

    @Test
    void aLongLineIsSearched() {
        Topology.Builder line = Topology.builder("line");
        for (int i = 0; i < 300; i++) {
            line.node(i == 0 || i == 299 ? Node.host("n" + i) : Node.switchOf("n" + i));
            if (i > 0) {
                line.link(Link.of("l" + i, "n" + (i - 1), "n" + i, GIGABIT, MS));
            }
        }
        assertThat(WeakPoint.of(line.build())).hasSize(299 + 298);
    }

    @Test
    void theSearchFindsWhatLosingEveryElementFinds() {
        int found = 0;
        for (long seed = 0; seed < 60; seed++) {
            Topology topology = RandomTopologies.any(seed);
            Set<WeakPoint> expected = new HashSet<>();
            for (int l = 0; l < topology.links().size(); l++) {
                expected.add(new WeakPoint(true, topology.links().get(l).id(), cutOff(topology, l, -1)));
            }
            for (int v = 0; v < topology.nodeCount(); v++) {
                expected.add(new WeakPoint(false, topology.node(v).id(), cutOff(topology, -1, v)));
            }
            expected.removeIf(point -> point.cutOff().isEmpty());
            assertThat(WeakPoint.of(topology)).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(expected);
            found += expected.size();
        }
        assertThat(found).isGreaterThan(100);
    }

    /** The hosts that are joined to what is lost, less the largest group that is left of them. */
    private static List<Integer> cutOff(Topology topology, int link, int node) {
        int end = node >= 0 || topology.mayRelay(topology.arcSource(2 * link)) ? 2 * link : 2 * link + 1;
        int anchor = node >= 0 ? node : topology.arcSource(end);
        if (!topology.mayRelay(anchor)) {
            return node >= 0 ? List.of() : ends(topology, anchor, topology.arcTarget(end), link);
        }
        Set<Integer> left = hosts(topology, reached(topology, anchor, -1, -1), -1);
        left.remove(node);
        Set<Integer> largest = new TreeSet<>();
        List<Integer> starts = new ArrayList<>(reached(topology, anchor, -1, -1));
        starts.sort(null);
        // Of equally large groups, one of the part that has lost something.
        IntStream.range(0, topology.nodeCount()).forEach(starts::add);
        for (int start : starts) {
            if (start != node && topology.mayRelay(start)) {
                Set<Integer> group = hosts(topology, reached(topology, start, link, node), link);
                group.retainAll(left);
                largest = group.size() > largest.size() ? group : largest;
            }
        }
        if (left.size() < 2) {
            return List.of();
        }
        if (largest.size() > 1) {
            left.removeAll(largest);
        }
        return List.copyOf(left);
    }

    /** Two hosts that relay nothing, unless something else than the line joins them. */
    private static List<Integer> ends(Topology topology, int from, int to, int line) {
        for (int i = 0; i < topology.degree(from); i++) {
            int arc = topology.outArc(from, i);
            int next = topology.arcTarget(arc);
            boolean meet = topology.mayRelay(next) && touches(topology, to, reached(topology, next, -1, -1), -1);
            if (arc >> 1 != line && (next == to || meet)) {
                return List.of();
            }
        }
        return List.of(Math.min(from, to), Math.max(from, to));
    }

    private static boolean touches(Topology topology, int host, Set<Integer> relays, int link) {
        if (relays.contains(host)) {
            return true;
        }
        for (int i = 0; i < topology.degree(host); i++) {
            int arc = topology.outArc(host, i);
            if (arc >> 1 != link && relays.contains(topology.arcTarget(arc))) {
                return true;
            }
        }
        return false;
    }

    private static Set<Integer> hosts(Topology topology, Set<Integer> relays, int link) {
        Set<Integer> hosts = new TreeSet<>();
        for (int host : topology.hosts()) {
            if (touches(topology, host, relays, link)) {
                hosts.add(host);
            }
        }
        return hosts;
    }

    /** The nodes that relay and are joined to one of them. */
    private static Set<Integer> reached(Topology topology, int start, int link, int node) {
        Set<Integer> reached = new HashSet<>();
        List<Integer> next = new ArrayList<>(List.of(start));
        while (!next.isEmpty()) {
            int v = next.remove(next.size() - 1);
            if (v == node || !topology.mayRelay(v) || !reached.add(v)) {
                continue;
            }
            for (int i = 0; i < topology.degree(v); i++) {
                int arc = topology.outArc(v, i);
                if (arc >> 1 != link) {
                    next.add(topology.arcTarget(arc));
                }
            }
        }
        return reached;
    }
}
