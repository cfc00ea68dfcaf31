package org.longhaul.simulator.fault;

import com.google.common.collect.ImmutableSet;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Spelling;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.Topology;

/**
 * Finds the links and nodes that settings name: by id, or by patterns in which {@code *} stands for any text. A name or
 * pattern that matches nothing is refused with the nearest valid name.
 */
public final class Elements {

    private final Topology topology;

    /** Finds elements of a topology. */
    public Elements(Topology topology) {
        this.topology = topology;
    }

    /**
     * Links by id or pattern.
     *
     * @param names ids and patterns
     * @param betweenSites if not empty, only links whose ends belong to different sites, each of which is among these
     *     sites or patterns; a node without site lies outside all sites and may be the other end
     * @return indices, ascending
     */
    public IntArrayList links(List<String> names, List<String> betweenSites) {
        List<String> ids = topology.links().stream().map(Link::id).toList();
        boolean[] chosen = chosen("links", "link", names, ids);
        Set<String> sites =
                betweenSites.isEmpty() ? Set.of() : ImmutableSet.copyOf(sites("betweenSites", betweenSites));
        IntArrayList links = new IntArrayList();
        for (int link = 0; link < chosen.length; link++) {
            if (chosen[link] && (betweenSites.isEmpty() || joinsSites(link, sites))) {
                links.add(link);
            }
        }
        if (names.isEmpty()) {
            throw new IllegalArgumentException("links is empty; allowed: ids of links and patterns with *.");
        }
        if (links.isEmpty()) {
            throw new IllegalArgumentException("betweenSites (" + betweenSites + ") selects none of the chosen links: "
                    + "none of them joins two different sites of " + allSites() + ".");
        }
        return links;
    }

    private boolean joinsSites(int link, Set<String> sites) {
        String from = topology.node(topology.arcSource(2 * link)).site();
        String to = topology.node(topology.arcTarget(2 * link)).site();
        return !Objects.equals(from, to) && isAmong(from, sites) && isAmong(to, sites);
    }

    private static boolean isAmong(@Nullable String site, Set<String> sites) {
        return site == null || sites.contains(site);
    }

    /** Nodes by id or pattern, ascending. */
    public IntArrayList nodes(String setting, List<String> names) {
        return indices(chosen(setting, "node", names, nodeIds()));
    }

    /** Hosts by id or pattern, and the hosts of sites; every host if both lists are empty. */
    public IntArrayList hosts(List<String> names, List<String> sites) {
        IntArrayList found = names.isEmpty() && sites.isEmpty() ? nodes("nodes", List.of("*")) : nodesOf(names, sites);
        found.removeIf((int node) -> !topology.node(node).isHost());
        if (found.isEmpty()) {
            throw new IllegalArgumentException("nodes (" + names + ") and sites (" + sites + ") select no host.");
        }
        return found;
    }

    /** Nodes by id or pattern, and all nodes of sites, ascending; none if both lists are empty. */
    public IntArrayList nodesOf(List<String> names, List<String> sites) {
        boolean[] chosen = chosen("nodes", "node", names, nodeIds());
        Set<String> places = ImmutableSet.copyOf(sites("sites", sites));
        for (int node = 0; node < chosen.length; node++) {
            String site = topology.node(node).site();
            chosen[node] |= site != null && places.contains(site);
        }
        return indices(chosen);
    }

    /** Sites by name or pattern, in the order of their first nodes. */
    public List<String> sites(String setting, List<String> names) {
        List<String> all = new ArrayList<>(allSites());
        boolean[] chosen = chosen(setting, "site", names, all);
        List<String> found = new ArrayList<>();
        for (int i = 0; i < chosen.length; i++) {
            if (chosen[i]) {
                found.add(all.get(i));
            }
        }
        return found;
    }

    private Set<String> allSites() {
        Set<String> sites = new LinkedHashSet<>();
        for (Node node : topology.nodes()) {
            if (node.site() != null) {
                sites.add(node.site());
            }
        }
        return sites;
    }

    private List<String> nodeIds() {
        return topology.nodes().stream().map(Node::id).toList();
    }

    private static IntArrayList indices(boolean[] chosen) {
        IntArrayList indices = new IntArrayList();
        for (int i = 0; i < chosen.length; i++) {
            if (chosen[i]) {
                indices.add(i);
            }
        }
        return indices;
    }

    private boolean[] chosen(String setting, String noun, List<String> names, List<String> candidates) {
        boolean[] chosen = new boolean[candidates.size()];
        for (String name : names) {
            Pattern pattern = pattern(name);
            boolean any = false;
            for (int i = 0; i < chosen.length; i++) {
                if (pattern.matcher(candidates.get(i)).matches()) {
                    chosen[i] = true;
                    any = true;
                }
            }
            if (!any) {
                throw new IllegalArgumentException(setting + " (" + Spelling.excerpt(name) + ") matches no " + noun
                        + " of topology \"" + topology.name() + "\", which has " + some(candidates) + "."
                        + Spelling.maybe(name, candidates));
            }
        }
        return chosen;
    }

    public static Pattern pattern(String name) {
        StringBuilder regex = new StringBuilder();
        for (String part : name.split("\\*", -1)) {
            regex.append(regex.isEmpty() ? "" : ".*").append(part.isEmpty() ? "(?:)" : Pattern.quote(part));
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    private static String some(List<String> candidates) {
        if (candidates.isEmpty()) {
            return "none";
        }
        int shown = Math.min(8, candidates.size());
        String list = String.join(", ", candidates.subList(0, shown));
        return shown < candidates.size() ? list + ", … (" + candidates.size() + ")" : list;
    }
}
