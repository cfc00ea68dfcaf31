package org.longhaul.topology.format;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Spelling;
import org.longhaul.topology.Coordinates;
import org.longhaul.topology.FixedRoute;
import org.longhaul.topology.Link;
import org.longhaul.topology.LinkPrice;
import org.longhaul.topology.Node;
import org.longhaul.topology.PathRule;
import org.longhaul.topology.Topology;
import org.longhaul.topology.TopologyException;
import org.longhaul.topology.TopologyNote;
import org.longhaul.topology.unit.QuantityException;

/** Gathers what a reader finds and remembers the lines, so that every rule that is broken is reported where it is. */
public final class Collector {
    private final String file;
    private final List<Node> nodes = new ArrayList<>();
    private final List<TopologyNote> notes = new ArrayList<>();
    private final Map<String, Integer> lineOfNode = new HashMap<>();
    private final Map<String, Coordinates> placeOfNode = new HashMap<>();
    private final Set<String> hosts = new HashSet<>();
    private final Map<String, Integer> lineOfLink = new HashMap<>();
    private final List<Link> links = new ArrayList<>();
    private String name;
    private boolean relayingHosts = true;
    private int misplaced;
    private String firstMisplaced = "";
    private PathRule paths = PathRule.LEAST_LATENCY;
    private final List<FixedRoute> fixedRoutes = new ArrayList<>();

    /** Collects what {@code file} holds; the topology is called after the file until {@link #name} says otherwise. */
    public Collector(String file) {
        this.file = file;
        this.name = nameOf(file);
    }

    void name(String topologyName) {
        this.name = topologyName;
    }

    private static String nameOf(String file) {
        String name = file.substring(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
        int dot = name.indexOf('.');
        String stem = dot > 0 ? name.substring(0, dot) : name;
        return stem.isBlank() ? "topology" : stem;
    }

    public TopologyFormatException refuse(int line, String field, String problem) {
        return new TopologyFormatException(file, line, field, problem, null);
    }

    /** Returns what {@code call} returns; a rule that it finds broken is reported at {@code line} and {@code field}. */
    public <T> T at(int line, String field, Supplier<T> call) {
        try {
            return call.get();
        } catch (QuantityException | TopologyException e) {
            throw new TopologyFormatException(file, line, field, String.valueOf(e.getMessage()), e);
        }
    }

    public void node(Node node, int line) {
        Integer earlier = lineOfNode.putIfAbsent(node.id(), line);
        if (earlier != null) {
            throw refuse(
                    line,
                    "node \"" + node.id() + "\"",
                    "occurs twice, first in line " + earlier + "; allowed: unique ids");
        }
        Coordinates place = node.coordinates();
        if (place != null) {
            placeOfNode.put(node.id(), place);
        }
        if (node.isHost()) {
            hosts.add(node.id());
        }
        nodes.add(node);
    }

    public boolean hasNode(String id) {
        return lineOfNode.containsKey(id);
    }

    public boolean isHost(String id) {
        return hosts.contains(id);
    }

    public Set<String> nodeIds() {
        return lineOfNode.keySet();
    }

    public void link(Link link, int line) {
        Integer earlier = lineOfLink.putIfAbsent(link.id(), line);
        if (earlier != null) {
            throw refuse(
                    line,
                    "link \"" + link.id() + "\"",
                    "occurs twice, first in line " + earlier + "; allowed: unique ids");
        }
        links.add(link);
    }

    /** Returns {@code wanted}, or it with a number after it when a link is already called so. */
    public String freeLinkId(String wanted) {
        String id = wanted;
        for (int i = 2; lineOfLink.containsKey(id); i++) {
            id = wanted + "--" + i;
        }
        return id;
    }

    public void note(TopologyNote note) {
        notes.add(note);
    }

    /** Notes where values come from, in the words of the file; blank ones say nothing. */
    void source(String text) {
        if (!text.isBlank()) {
            notes.add(new TopologyNote(TopologyNote.Kind.SOURCE, text));
        }
    }

    /** Notes what was read otherwise than the file says, or left out. */
    public void adapted(String text) {
        notes.add(TopologyNote.adapted(text));
    }

    void paths(PathRule rule) {
        paths = rule;
    }

    public void fixedRoute(FixedRoute route) {
        fixedRoutes.add(route);
    }

    public void relayingHosts(boolean relaying) {
        relayingHosts = relaying;
    }

    /** Returns the latency inferred from the places of two nodes, or null when one is unknown. */
    @Nullable
    Duration inferredLatency(String from, String to) {
        Coordinates a = placeOfNode.get(from);
        Coordinates b = placeOfNode.get(to);
        return a == null || b == null ? null : a.inferredLatencyTo(b);
    }

    /**
     * Returns the place of a node, or null where none is stated. A place that is none on earth (pixels, "NaN", only one of
     * the two) is left out, and a note says how many were.
     */
    @Nullable
    Coordinates place(String node, @Nullable String latitude, @Nullable String longitude) {
        boolean blankLatitude = latitude == null || latitude.isBlank();
        boolean blankLongitude = longitude == null || longitude.isBlank();
        if (blankLatitude && blankLongitude) {
            return null;
        }
        try {
            if (latitude != null && longitude != null) {
                return new Coordinates(Double.parseDouble(latitude.strip()), Double.parseDouble(longitude.strip()));
            }
        } catch (NumberFormatException | TopologyException e) {
            // Counted below, as half a place is.
        }
        if (misplaced++ == 0) {
            firstMisplaced = "\"" + Spelling.excerpt(node) + "\" with latitude " + Spelling.excerpt(text(latitude))
                    + " and longitude " + Spelling.excerpt(text(longitude));
        }
        return null;
    }

    private static String text(@Nullable String value) {
        return value == null || value.isBlank() ? "unstated" : value.strip();
    }

    /**
     * Returns the one-way latency of a link of which either that or the round trip may be stated, half of which it is.
     *
     * @return null if neither is
     */
    @Nullable
    Duration latency(
            int line,
            String field,
            @Nullable Duration latency,
            @Nullable Duration roundTrip,
            @Nullable Duration backwardLatency) {
        if (latency != null && roundTrip != null) {
            throw refuse(
                    line, field, "states latency and roundTrip; allowed: one of them, a round trip is two latencies");
        }
        if (backwardLatency != null && roundTrip != null) {
            throw refuse(
                    line,
                    field,
                    "states backwardLatency beside roundTrip, which has both ways; allowed: latency and"
                            + " backwardLatency, or roundTrip");
        }
        return roundTrip == null ? latency : roundTrip.dividedBy(2);
    }

    /**
     * Returns the price that a link states.
     *
     * @return null if it states none
     */
    @Nullable
    LinkPrice price(int line, String field, @Nullable Double there, @Nullable Double back) {
        try {
            return LinkPrice.stated(there, back);
        } catch (TopologyException e) {
            throw new TopologyFormatException(file, line, field, String.valueOf(e.getMessage()), e);
        }
    }

    public Topology build() {
        if (misplaced > 0) {
            adapted("coordinates of " + Inference.count(misplaced) + " of " + Inference.count(nodes.size())
                    + " nodes are no place on earth and left out, first those of " + firstMisplaced);
            misplaced = 0;
        }
        if (lineOfNode.isEmpty()) {
            throw refuse(0, "", "there are no nodes; allowed: at least one");
        }
        Topology.Builder builder =
                Topology.builder(name).relayingHosts(relayingHosts).paths(paths);
        nodes.forEach(builder::node);
        notes.forEach(builder::note);
        fixedRoutes.forEach(builder::fixedRoute);
        for (Link link : links) {
            requireEnd(link, "from", link.from());
            requireEnd(link, "to", link.to());
            builder.link(link);
        }
        return at(0, "", builder::build);
    }

    private void requireEnd(Link link, String end, String id) {
        if (!lineOfNode.containsKey(id)) {
            int line = lineOfLink.getOrDefault(link.id(), 0);
            throw refuse(
                    line,
                    "link \"" + link.id() + "\"",
                    end + " is \"" + Spelling.excerpt(id)
                            + "\"; allowed: the id of one of the " + lineOfNode.size() + " nodes"
                            + Spelling.maybe(id, lineOfNode.keySet()));
        }
    }
}
