package org.longhaul.topology.format.simgrid;

import com.google.common.collect.ImmutableSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Spelling;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.TopologyNote;
import org.longhaul.topology.format.Collector;
import org.longhaul.topology.format.Inference;
import org.longhaul.topology.format.XmlElement;
import org.longhaul.topology.unit.Bandwidth;

/**
 * Lays the links of a SimGrid platform between nodes, from the chains of links that its routes are made of.
 *
 * <p>A duplex link that lies between the same two points in all chains is a wire: a full-duplex line. Every other link, as a
 * bus that all transfers share whatever their direction, is a one-way line between two switches of its own (one line for
 * each direction of a duplex link); what crosses it comes from its neighbours over one-way lines without latency, as fast
 * as the link itself, so that they hold nothing up.
 */
final class SimgridFabric {
    private static final Bandwidth NONE = new Bandwidth(0);

    private final Collector collector;
    private final Map<String, SimgridLink> links = new LinkedHashMap<>();
    private final List<SimgridChain> chains = new ArrayList<>();
    private final Set<String> buses = new HashSet<>();
    private Junctions junctions = new Junctions();
    /** One-way joints from port to port with the fastest of the links that they join. */
    private Map<Joint, Bandwidth> joints = new LinkedHashMap<>();

    private final Map<Joint, String> idOfJoint = new HashMap<>();
    private final Map<Integer, String> switches = new HashMap<>();
    private Bandwidth unlimited = new Bandwidth(1);
    private boolean stated;

    SimgridFabric(Collector collector) {
        this.collector = collector;
    }

    /** A place where a chain is: a point where wires and nodes meet, or the end of a bus. */
    private record Port(int point, String bus) {
        static Port at(int point) {
            return new Port(point, "");
        }
    }

    private record Joint(String from, String to) {}

    void link(SimgridLink link) {
        if (links.putIfAbsent(link.id(), link) != null) {
            throw collector.refuse(
                    link.line(),
                    "link \"" + link.id() + "\"",
                    "occurs twice, first in line " + links.get(link.id()).line() + "; allowed: unique ids");
        }
        if (link.policy() == SimgridLink.Policy.SHARED) {
            buses.add(link.id());
        }
    }

    /** Adds a link that lies between no two points: what crosses it comes from many and goes to many. */
    void bus(SimgridLink link) {
        link(link);
        buses.add(link.id());
    }

    /**
     * Returns a link as a route crosses it.
     *
     * @param element what names the link, for messages
     * @param named id of the link; one direction of a duplex link may be named {@code ID_UP} or {@code ID_DOWN}
     * @param direction UP, DOWN or NONE
     */
    SimgridLink.Crossing crossing(XmlElement element, String named, String direction) {
        if (!ImmutableSet.of("UP", "DOWN", "NONE").contains(direction)) {
            throw element.refuse("direction is \"" + Spelling.excerpt(direction) + "\"; allowed: UP, DOWN, NONE");
        }
        SimgridLink link = links.get(named);
        String way = direction;
        for (String suffix : List.of("UP", "DOWN")) {
            if (link == null && named.endsWith("_" + suffix)) {
                SimgridLink whole = links.get(named.substring(0, named.length() - suffix.length() - 1));
                link = whole != null && whole.policy() == SimgridLink.Policy.DUPLEX ? whole : null;
                way = suffix;
            }
        }
        if (link == null) {
            throw element.refuse("the link \"" + Spelling.excerpt(named) + "\" is not defined"
                    + Spelling.maybe(named, links.keySet()));
        }
        return new SimgridLink.Crossing(link, SimgridLink.Way.valueOf(way), false);
    }

    void chain(SimgridChain chain) {
        chains.add(chain);
    }

    /** Adds nodes and links to the collector, and notes what they are made of. */
    void lay() {
        while (!traceAll()) {
            junctions = new Junctions();
            joints = new LinkedHashMap<>();
        }
        measureUnlimited();
        Set<String> used = new LinkedHashSet<>();
        chains.forEach(chain -> chain.crossings().forEach(c -> used.add(c.link().id())));
        int fat = 0;
        int unbounded = 0;
        for (SimgridLink link : links.values()) {
            if (used.contains(link.id())) {
                fat += link.policy() == SimgridLink.Policy.FATPIPE ? 1 : 0;
                unbounded += link.up() == null ? 1 : 0;
                lay(link);
            }
        }
        for (Map.Entry<Joint, Bandwidth> joint : joints.entrySet()) {
            String id = collector.freeLinkId(
                    joint.getKey().from() + "--" + joint.getKey().to());
            idOfJoint.put(joint.getKey(), id);
            oneWay(0, id, joint.getKey().from(), joint.getKey().to(), joint.getValue(), Duration.ZERO);
        }
        note(used, fat, unbounded);
    }

    private void note(Set<String> used, int fat, int unbounded) {
        Set<String> laid = new HashSet<>(buses);
        laid.retainAll(used);
        if (!laid.isEmpty()) {
            collector.adapted(
                    Inference.counted(laid.size(), "SHARED link") + ": one capacity for all that crosses it, whatever"
                            + " its direction, laid as a one-way line between two switches, with joints that hold nothing up");
        }
        if (fat > 0) {
            collector.adapted(Inference.counted(fat, "FATPIPE link")
                    + ": the whole capacity for each transfer in SimGrid; here transfers share it");
        }
        if (unbounded > 0) {
            collector.note(TopologyNote.inferred("bandwidth of " + Inference.count(unbounded) + " of "
                    + Inference.counted(used.size(), "link") + " assumed: " + unlimited
                    + ", for Vivaldi zones set no limit; "
                    + (stated ? "that of all other links together" : "the file states none")));
        }
        if (links.size() > used.size()) {
            collector.adapted(Inference.counted(links.size() - used.size(), "link")
                    + " of the SimGrid file on no route; left out");
        }
    }

    private boolean traceAll() {
        for (SimgridChain chain : chains) {
            String culprit = trace(chain);
            if (culprit != null) {
                buses.add(culprit);
                return false;
            }
        }
        return true;
    }

    /** Joins the ends of the links along a chain; returns the wire that cannot be one, or null. */
    private @Nullable String trace(SimgridChain chain) {
        Port at = Port.at(junctions.ofNode(chain.from()));
        String last = "";
        SimgridLink before = null;
        for (SimgridLink.Crossing crossing : chain.crossings()) {
            SimgridLink link = crossing.link();
            if (buses.contains(link.id())) {
                join(at, Port.at(-1), busId(crossing) + ":in", faster(before, link));
                at = new Port(-1, busId(crossing) + ":out");
                before = link;
                continue;
            }
            int[] ends = junctions.ends(link.id());
            int entry = entry(crossing, ends, at);
            if (at.bus().isEmpty()) {
                if (!junctions.merge(at.point(), ends[entry])) {
                    return link.id();
                }
            } else {
                join(at, Port.at(ends[entry]), "", faster(before, null));
            }
            at = Port.at(ends[1 - entry]);
            last = link.id();
            before = null;
        }
        int target = junctions.ofNode(chain.to());
        if (!at.bus().isEmpty()) {
            join(at, Port.at(target), "", faster(before, null));
        } else if (!junctions.merge(at.point(), target)) {
            if (last.isEmpty()) {
                // Two nodes at one place: no link lies between them, so nothing limits what passes.
                join(at, Port.at(target), "", null);
                return null;
            }
            return last;
        }
        return null;
    }

    private int entry(SimgridLink.Crossing crossing, int[] ends, Port at) {
        if (crossing.way() == SimgridLink.Way.NONE && at.bus().isEmpty()) {
            return junctions.find(ends[1]) == junctions.find(at.point()) ? 1 : 0;
        }
        return crossing.isDown() ? 1 : 0;
    }

    private static @Nullable SimgridLink faster(@Nullable SimgridLink a, @Nullable SimgridLink b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return capacity(a).compareTo(capacity(b)) >= 0 ? a : b;
    }

    private static Bandwidth capacity(SimgridLink link) {
        Bandwidth up = link.up() == null ? NONE : link.up();
        Bandwidth down = link.down() == null ? NONE : link.down();
        return up.compareTo(down) >= 0 ? up : down;
    }

    private void join(Port from, Port to, String bus, @Nullable SimgridLink fastest) {
        Joint joint = new Joint(key(from), bus.isEmpty() ? key(to) : bus);
        joints.merge(joint, fastest == null ? NONE : capacity(fastest), (a, b) -> a.compareTo(b) >= 0 ? a : b);
    }

    /** The port's name while points may still merge. */
    private static String key(Port port) {
        return port.bus().isEmpty() ? "\u0000" + port.point() : port.bus();
    }

    private String busId(SimgridLink.Crossing crossing) {
        SimgridLink link = crossing.link();
        if (link.policy() != SimgridLink.Policy.DUPLEX) {
            return link.id();
        }
        return link.id() + (crossing.isDown() ? "_DOWN" : "_UP");
    }

    /** Names the points of all joints, now that none merges any more, and finds what counts as unlimited. */
    private void measureUnlimited() {
        Map<Joint, Bandwidth> named = new LinkedHashMap<>();
        for (Map.Entry<Joint, Bandwidth> joint : joints.entrySet()) {
            Joint key =
                    new Joint(name(joint.getKey().from()), name(joint.getKey().to()));
            if (!key.from().equals(key.to())) {
                named.merge(key, joint.getValue(), (a, b) -> a.compareTo(b) >= 0 ? a : b);
            }
        }
        double all = 0;
        for (SimgridLink link : links.values()) {
            all += (double) capacity(link).bitsPerSecond();
        }
        // A quadrillion bits a second is more than any network carries and far from where a long ends.
        stated = all > 0;
        unlimited = !stated ? Bandwidth.ofGigabitsPerSecond(10) : new Bandwidth((long) Math.min(all, 1e15));
        named.replaceAll((joint, rate) -> rate.bitsPerSecond() == 0 ? unlimited : rate);
        joints = named;
    }

    private String name(String key) {
        return key.startsWith("\u0000") ? nodeAt(Integer.parseInt(key.substring(1))) : key;
    }

    private void lay(SimgridLink link) {
        if (!buses.contains(link.id())) {
            int[] ends = junctions.ends(link.id());
            wire(link, nodeAt(ends[0]), nodeAt(ends[1]));
        } else if (link.policy() == SimgridLink.Policy.DUPLEX) {
            bus(link, link.id() + "_UP", rate(link.up()));
            bus(link, link.id() + "_DOWN", rate(link.down()));
        } else {
            bus(link, link.id(), rate(link.up()));
        }
    }

    private Bandwidth rate(@Nullable Bandwidth stated) {
        return stated == null ? unlimited : stated;
    }

    private void wire(SimgridLink link, String from, String to) {
        if (from.equals(to)) {
            throw collector.refuse(
                    link.line(),
                    "link \"" + link.id() + "\"",
                    "begins and ends at \"" + from + "\" by the routes; allowed: links between two points");
        }
        collector.link(
                collector.at(
                        link.line(),
                        "<link>",
                        () -> new Link(
                                link.id(),
                                from,
                                to,
                                rate(link.up()),
                                rate(link.down()),
                                link.latency(),
                                0,
                                null,
                                null)),
                link.line());
    }

    private void bus(SimgridLink link, String id, Bandwidth rate) {
        for (String end : List.of(id + ":in", id + ":out")) {
            if (collector.hasNode(end)) {
                throw collector.refuse(link.line(), "link \"" + id + "\"", "a node is called \"" + end + "\" already");
            }
            collector.node(collector.at(link.line(), "<link>", () -> Node.switchOf(end)), link.line());
        }
        oneWay(link.line(), id, id + ":in", id + ":out", rate, link.latency());
    }

    private void oneWay(int line, String id, String from, String to, Bandwidth rate, Duration latency) {
        collector.link(
                collector.at(line, "<link>", () -> new Link(id, from, to, rate, NONE, latency, 0, null, null)), line);
    }

    private String nodeAt(int point) {
        String node = junctions.node(point);
        if (!node.isEmpty()) {
            return node;
        }
        return switches.computeIfAbsent(junctions.find(point), root -> {
            String id = "junction" + (switches.size() + 1);
            while (collector.hasNode(id)) {
                id = id + "'";
            }
            collector.node(Node.switchOf(id), 0);
            return id;
        });
    }

    /** Returns the ids of the topology's links along a chain, or null where the fabric has no such way. */
    @Nullable
    List<String> path(SimgridChain chain) {
        List<String> path = new ArrayList<>();
        String at = chain.from();
        for (SimgridLink.Crossing crossing : chain.crossings()) {
            SimgridLink link = crossing.link();
            if (buses.contains(link.id())) {
                String bus = busId(crossing);
                String joint = idOfJoint.get(new Joint(at, bus + ":in"));
                if (joint == null) {
                    return null;
                }
                path.add(joint);
                path.add(bus);
                at = bus + ":out";
                continue;
            }
            int[] ends = junctions.ends(link.id());
            String up = nodeAt(ends[0]);
            String down = nodeAt(ends[1]);
            if (!at.equals(up) && !at.equals(down)) {
                String entry = crossing.isDown() ? down : up;
                String joint = idOfJoint.get(new Joint(at, entry));
                if (joint == null) {
                    return null;
                }
                path.add(joint);
                at = entry;
            }
            path.add(link.id());
            at = at.equals(up) ? down : up;
        }
        if (!at.equals(chain.to())) {
            String joint = idOfJoint.get(new Joint(at, chain.to()));
            if (joint == null) {
                return null;
            }
            path.add(joint);
        }
        return path;
    }
}
