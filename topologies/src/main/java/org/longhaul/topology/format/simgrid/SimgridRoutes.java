package org.longhaul.topology.format.simgrid;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The routes of a SimGrid platform, zone within zone: the way between two nodes is the one that their nearest common zone
 * has between the members that hold them, with the ways from the nodes to its gateways at both ends.
 */
final class SimgridRoutes {
    // A platform whose gateways refer to each other in a circle has no route.
    private static final int DEEPEST = 64;

    private final Map<String, SimgridZone> zoneOfNode = new HashMap<>();
    private boolean unknown;

    void node(String id, SimgridZone zone) {
        zoneOfNode.put(id, zone);
    }

    @Nullable
    SimgridZone zoneOf(String node) {
        return zoneOfNode.get(node);
    }

    /** Whether the last route asked for leads through a zone with wiring of its own, of which the file states no route. */
    boolean wasUnknown() {
        return unknown;
    }

    /** Returns the chains from one node to another in order, or null where the file has no route. */
    @Nullable
    List<SimgridChain> between(String from, String to) {
        unknown = false;
        return global(from, to, 0);
    }

    private @Nullable List<SimgridChain> global(String from, String to, int depth) {
        if (from.equals(to)) {
            return List.of();
        }
        List<SimgridZone> outOf = zones(from);
        List<SimgridZone> into = zones(to);
        int common = 0;
        while (common + 1 < Math.min(outOf.size(), into.size()) && outOf.get(common + 1) == into.get(common + 1)) {
            common++;
        }
        if (depth > DEEPEST || outOf.isEmpty() || into.isEmpty() || outOf.get(0) != into.get(0)) {
            return null;
        }
        SimgridZone zone = outOf.get(common);
        SimgridChain bypass =
                bypass(zone, outOf.subList(common + 1, outOf.size()), into.subList(common + 1, into.size()), from, to);
        if (bypass != null) {
            return composed(from, List.of(bypass), to, depth);
        }
        String first = outOf.size() > common + 1 ? outOf.get(common + 1).id : from;
        String second = into.size() > common + 1 ? into.get(common + 1).id : to;
        if (zone.kind == SimgridZone.Kind.WIRED) {
            unknown = true;
            return null;
        }
        List<SimgridChain> chains = zone.local(first, second);
        return chains == null || chains.isEmpty() ? null : composed(from, chains, to, depth);
    }

    /** Joins chains, and the ways from one gateway to the next where they differ. */
    private @Nullable List<SimgridChain> composed(String from, List<SimgridChain> chains, String to, int depth) {
        List<SimgridChain> all = new ArrayList<>();
        String at = from;
        for (SimgridChain chain : chains) {
            List<SimgridChain> before = global(at, chain.from(), depth + 1);
            if (before == null) {
                return null;
            }
            all.addAll(before);
            all.add(chain);
            at = chain.to();
        }
        List<SimgridChain> after = global(at, to, depth + 1);
        if (after == null) {
            return null;
        }
        all.addAll(after);
        return all;
    }

    private static @Nullable SimgridChain bypass(
            SimgridZone zone, List<SimgridZone> outOf, List<SimgridZone> into, String from, String to) {
        if (zone.bypasses.isEmpty()) {
            return null;
        }
        List<String> sources = new ArrayList<>(List.of(from));
        List<String> targets = new ArrayList<>(List.of(to));
        for (int i = outOf.size() - 1; i >= 0; i--) {
            sources.add(outOf.get(i).id);
        }
        for (int i = into.size() - 1; i >= 0; i--) {
            targets.add(into.get(i).id);
        }
        for (String source : sources) {
            for (String target : targets) {
                SimgridChain chain = zone.bypasses.get(List.of(source, target));
                if (chain != null) {
                    return chain;
                }
            }
        }
        return null;
    }

    /** Returns the zones that hold a node, the outermost first. */
    private List<SimgridZone> zones(String node) {
        List<SimgridZone> zones = new ArrayList<>();
        for (SimgridZone zone = zoneOfNode.get(node); zone != null; zone = zone.parent) {
            zones.add(zone);
        }
        Collections.reverse(zones);
        return zones;
    }
}
