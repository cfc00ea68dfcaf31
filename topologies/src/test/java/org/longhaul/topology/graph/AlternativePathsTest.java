package org.longhaul.topology.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.longhaul.topology.MinimumCut;
import org.longhaul.topology.RandomTopologies;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;
import org.longhaul.topology.catalogue.Catalogue;

class AlternativePathsTest {
    private static final long SEEDS = 150;

    @Test
    void abileneHasTwoWaysAcross() {
        Topology abilene = Catalogue.named("abilene");
        AlternativePaths paths =
                new AlternativePaths(abilene, abilene.nodeIndex("seattle"), abilene.nodeIndex("new-york"));
        List<NetworkPath> disjoint = paths.disjoint(5);
        assertThat(disjoint).hasSize(2);
        assertThat(paths.shortest(3)).hasSize(3).isSortedAccordingTo(Comparator.comparing(NetworkPath::latency));
        assertThat(disjoint.get(0).latency())
                .isGreaterThanOrEqualTo(paths.shortest(1).get(0).latency());
    }

    @Test
    void theShortestPathsAreThoseOfAllSimplePaths() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Topology topology = RandomTopologies.any(seed);
            int to = topology.nodeCount() - 1;
            List<List<Integer>> all = simplePaths(topology, 0, to);
            List<NetworkPath> found = new AlternativePaths(topology, 0, to).shortest(7);
            assertThat(found.stream().map(NetworkPath::arcs).toList())
                    .as("seed %d", seed)
                    .doesNotHaveDuplicates()
                    .allMatch(all::contains);
            assertThat(found.stream().map(path -> cost(topology, path.arcs())).toList())
                    .as("seed %d", seed)
                    .isEqualTo(all.stream()
                            .map(path -> cost(topology, path))
                            .sorted()
                            .limit(7)
                            .toList());
            if (!found.isEmpty()) {
                int[] routed = Routings.shortestLatency(topology).route(0, to, 0);
                assertThat(cost(
                                topology,
                                java.util.Arrays.stream(routed).boxed().toList()))
                        .as("seed %d", seed)
                        .isEqualTo(cost(topology, found.get(0).arcs()));
            }
        }
    }

    @Test
    void disjointPathsShareNoLinkAndTwoHaveTheLeastSum() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Topology topology = RandomTopologies.any(seed);
            int to = topology.nodeCount() - 1;
            List<List<Integer>> all = simplePaths(topology, 0, to);
            AlternativePaths paths = new AlternativePaths(topology, 0, to);
            List<NetworkPath> most = paths.disjoint(40);
            assertThat(most).as("seed %d", seed).hasSize(mostDisjoint(topology, to));
            Set<Integer> used = new HashSet<>();
            for (NetworkPath path : most) {
                assertThat(all).as("seed %d", seed).contains(path.arcs());
                path.arcs().forEach(arc -> assertThat(used.add(arc >> 1)).isTrue());
            }
            if (most.size() > 1 && all.size() < 200) {
                long best = Long.MAX_VALUE;
                for (List<Integer> one : all) {
                    BitSet links = new BitSet();
                    one.forEach(arc -> links.set(arc >> 1));
                    for (List<Integer> other : all) {
                        if (other.stream().noneMatch(arc -> links.get(arc >> 1))) {
                            best = Math.min(best, cost(topology, one) + cost(topology, other));
                        }
                    }
                }
                assertThat(paths.disjoint(2).stream()
                                .mapToLong(path -> cost(topology, path.arcs()))
                                .sum())
                        .as("seed %d", seed)
                        .isEqualTo(best);
            }
        }
    }

    /** The number of links of the cheapest cut where every link counts the same. */
    private static int mostDisjoint(Topology topology, int to) {
        Topology.Builder alike = Topology.builder("alike").relayingHosts(topology.relayingHosts());
        topology.nodes().forEach(alike::node);
        topology.links()
                .forEach(link -> alike.link(org.longhaul.topology.Link.of(
                        link.id(),
                        link.from(),
                        link.to(),
                        new org.longhaul.topology.unit.Bandwidth(1),
                        link.latency())));
        return (int)
                MinimumCut.between(alike.build(), Set.of(0), Set.of(to)).rate().bitsPerSecond();
    }

    private static long cost(Topology topology, List<Integer> arcs) {
        return arcs.stream().mapToLong(topology::arcLatencyNanos).sum() * 1024 + arcs.size();
    }

    private static List<List<Integer>> simplePaths(Topology topology, int from, int to) {
        List<List<Integer>> paths = new ArrayList<>();
        extend(topology, from, from, to, new ArrayList<>(), new TreeSet<>(Set.of(from)), paths);
        return paths;
    }

    private static void extend(
            Topology topology,
            int from,
            int at,
            int to,
            List<Integer> path,
            Set<Integer> visited,
            List<List<Integer>> paths) {
        if (at == to) {
            paths.add(List.copyOf(path));
            return;
        }
        if (at != from && !topology.mayRelay(at)) {
            return;
        }
        for (int i = 0; i < topology.degree(at); i++) {
            int arc = topology.outArc(at, i);
            int next = topology.arcTarget(arc);
            if (visited.add(next)) {
                path.add(arc);
                extend(topology, from, next, to, path, visited, paths);
                path.remove(path.size() - 1);
                visited.remove(next);
            }
        }
    }
}
