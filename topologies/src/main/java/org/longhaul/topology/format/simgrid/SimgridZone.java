package org.longhaul.topology.format.simgrid;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A zone of a SimGrid platform: nodes and zones that it holds, and its routes between them. */
final class SimgridZone {
    /** How a zone finds the route between two members. */
    enum Kind {
        /** Every route is stated. */
        FULL,
        /** The fewest links over the stated routes. */
        SHORTEST,
        /** Up to the middle and down again. */
        STAR,
        /** The zone's own wiring (torus, fat-tree, dragonfly), whose paths are this product's. */
        WIRED,
        /** None at all. */
        NONE
    }

    /**
     * A stated route between two members; between zones, from gateway to gateway.
     *
     * @param chain from gateway to gateway
     */
    record Leg(SimgridChain chain) {}

    /** A member's links to the middle of a star, in order, and from there. */
    record Spoke(List<SimgridLink.Crossing> up, List<SimgridLink.Crossing> down) {}

    final String id;
    final Kind kind;
    final @Nullable SimgridZone parent;
    final int depth;
    final Set<String> members = new LinkedHashSet<>();
    final Map<String, Spoke> spokes = new LinkedHashMap<>();
    final Map<String, Map<String, Leg>> legs = new HashMap<>();
    /** Routes that take the place of others, by the two nodes or zones, at whatever depth. */
    final Map<List<String>, SimgridChain> bypasses = new LinkedHashMap<>();
    /** The node through which others enter, or null where the routes have to say. */
    @Nullable
    String gateway;

    private final Map<String, Map<String, String>> before = new HashMap<>();

    SimgridZone(String id, Kind kind, @Nullable SimgridZone parent) {
        this.id = id;
        this.kind = kind;
        this.parent = parent;
        this.depth = parent == null ? 0 : parent.depth + 1;
    }

    /** Adds a route; returns false if there is one already. */
    boolean leg(String from, String to, SimgridChain chain) {
        return legs.computeIfAbsent(from, k -> new LinkedHashMap<>()).putIfAbsent(to, new Leg(chain)) == null;
    }

    /** Returns the stated routes from one member to another in order, or null where there are none. */
    @Nullable
    List<SimgridChain> local(String from, String to) {
        switch (kind) {
            case FULL -> {
                Leg leg = legs.getOrDefault(from, Map.of()).get(to);
                return leg == null ? null : List.of(leg.chain());
            }
            case SHORTEST -> {
                return shortest(from, to);
            }
            case STAR -> {
                Spoke a = spokes.get(from);
                Spoke b = spokes.get(to);
                if (a == null || b == null) {
                    return null;
                }
                boolean meet = false;
                for (SimgridLink.Crossing crossing : a.up()) {
                    meet |= b.down().stream().anyMatch(down -> down.link().equals(crossing.link()));
                }
                String middle = gateway;
                if (!meet && middle != null && !a.up().isEmpty() && !b.down().isEmpty()) {
                    return List.of(
                            new SimgridChain(0, from, middle, a.up()), new SimgridChain(0, middle, to, b.down()));
                }
                Set<SimgridLink> seen = new LinkedHashSet<>();
                List<SimgridLink.Crossing> crossings = new ArrayList<>(a.up());
                a.up().forEach(crossing -> seen.add(crossing.link()));
                for (SimgridLink.Crossing crossing : b.down()) {
                    // A link that both have, as the backbone, is crossed once.
                    if (seen.add(crossing.link())) {
                        crossings.add(crossing);
                    }
                }
                return List.of(new SimgridChain(0, from, to, crossings));
            }
            default -> {
                return null;
            }
        }
    }

    private @Nullable List<SimgridChain> shortest(String from, String to) {
        Map<String, String> came = before.computeIfAbsent(from, this::search);
        List<SimgridChain> chains = new ArrayList<>();
        String at = to;
        while (!at.equals(from)) {
            String previous = came.get(at);
            if (previous == null) {
                return null;
            }
            Leg leg = legs.getOrDefault(previous, Map.of()).get(at);
            if (leg != null) {
                chains.add(0, leg.chain());
            }
            at = previous;
        }
        return chains;
    }

    /** Dijkstra's algorithm by numbers of links; zones have tens of members. Returns each member's one before. */
    private Map<String, String> search(String from) {
        Map<String, Integer> cost = new LinkedHashMap<>();
        Map<String, String> came = new HashMap<>();
        Set<String> left = new LinkedHashSet<>();
        cost.put(from, 0);
        left.add(from);
        Set<String> done = new LinkedHashSet<>();
        while (!left.isEmpty()) {
            String nearest = null;
            for (String candidate : left) {
                if (nearest == null || cost.getOrDefault(candidate, 0) < cost.getOrDefault(nearest, 0)) {
                    nearest = candidate;
                }
            }
            if (nearest == null) {
                break;
            }
            left.remove(nearest);
            done.add(nearest);
            int base = cost.getOrDefault(nearest, 0);
            for (Map.Entry<String, Leg> next :
                    legs.getOrDefault(nearest, Map.of()).entrySet()) {
                int all = base + next.getValue().chain().crossings().size();
                String target = next.getKey();
                Integer known = cost.get(target);
                if (!done.contains(target) && (known == null || all < known)) {
                    cost.put(target, all);
                    came.put(target, nearest);
                    left.add(target);
                }
            }
        }
        return came;
    }
}
