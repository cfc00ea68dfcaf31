package org.longhaul.topology.format;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.Topology;
import org.longhaul.topology.build.Dragonfly;
import org.longhaul.topology.build.ExtendedFatTree;
import org.longhaul.topology.build.Star;
import org.longhaul.topology.build.Torus;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.Spelling;

/** A cluster element: equal hosts on a star, fat-tree, torus or dragonfly. */
final class SimgridCluster {
    private static final int MOST_HOSTS = 1_000_000;

    private final XmlElement element;
    private final Collector collector;
    private final String id;

    SimgridCluster(XmlElement element, Collector collector) {
        this.element = element;
        this.collector = collector;
        this.id = element.required("id");
    }

    void addTo(Map<String, String> routers) {
        List<String> hosts = hosts();
        Bandwidth bandwidth = SimgridUnits.bandwidth(element, "bw", element.required("bw"));
        Duration latency = SimgridUnits.latency(element, "lat", element.required("lat"));
        String policy = element.optional("sharing_policy", "SPLITDUPLEX");
        if (!policy.endsWith("DUPLEX")) {
            collector.note(
                    "cluster \"" + id + "\": sharing policy " + Spelling.excerpt(policy) + " read as full-duplex");
        }
        String kind = element.optional("topology", "FLAT");
        String router = element.optional(
                "router_id", element.optional("prefix", "") + id + "_router" + element.optional("suffix", ""));
        Topology part =
                collector.at(element.line, "<cluster id=\"" + id + "\">", create(kind, hosts, bandwidth, latency));
        if (part.hosts().length != hosts.size()) {
            throw element.refuse(
                    "radical names " + hosts.size() + " hosts but topo_parameters make " + part.hosts().length);
        }
        graft(part, hosts, kind.equals("FLAT") ? router : "");
        if (routers.put(id, router) != null) {
            throw element.refuse("occurs twice; allowed: unique ids");
        }
    }

    private Supplier<Topology> create(String kind, List<String> hosts, Bandwidth bandwidth, Duration latency) {
        return switch (kind) {
            case "FLAT" -> {
                Duration backbone = SimgridUnits.latency(element, "bb_lat", element.optional("bb_lat", "0"));
                if (element.attributes.containsKey("bb_bw")) {
                    collector.note("cluster \"" + id
                            + "\": the backbone's latency is added to the hosts' links, its capacity" + " is left out");
                }
                Duration each = latency.plus(backbone.dividedBy(2));
                yield () -> new Star().create(new Star.Settings(hosts.size(), bandwidth, each, 0, null));
            }
            case "FAT_TREE" -> {
                List<List<Integer>> p = parameters(4, "2;16,16;1,16;1,1");
                yield () -> new ExtendedFatTree()
                        .create(new ExtendedFatTree.Settings(p.get(1), p.get(2), p.get(3), bandwidth, latency));
            }
            case "TORUS" -> {
                List<List<Integer>> p = parameters(1, "4,4,2");
                yield () -> new Torus().create(new Torus.Settings(p.get(0), bandwidth, latency));
            }
            case "DRAGONFLY" -> {
                List<List<Integer>> p = parameters(4, "3,4;4,3;5,1;2");
                if (p.get(0).size() != 2 || p.get(1).size() != 2 || p.get(2).size() != 2) {
                    throw refuseParameters("3,4;4,3;5,1;2");
                }
                yield () -> new Dragonfly()
                        .create(new Dragonfly.Settings(
                                p.get(0).get(0),
                                p.get(1).get(0),
                                p.get(2).get(0),
                                p.get(3).get(0),
                                p.get(0).get(1),
                                p.get(1).get(1),
                                p.get(2).get(1),
                                bandwidth,
                                latency));
            }
            default ->
                throw element.refuse(
                        "topology is \"" + Spelling.excerpt(kind) + "\"; allowed: FLAT, FAT_TREE, TORUS, DRAGONFLY");
        };
    }

    /** Adds the nodes and links of {@code part} under the cluster's names. */
    private void graft(Topology part, List<String> hosts, String router) {
        String[] names = new String[part.nodeCount()];
        int host = 0;
        for (int v = 0; v < names.length; v++) {
            Node node = part.node(v);
            boolean isHost = node.isHost();
            String name = isHost ? hosts.get(host++) : router.isEmpty() ? id + "_" + node.id() : router;
            names[v] = name;
            collector.node(isHost ? Node.host(name, id) : Node.switchOf(name, id), element.line);
        }
        for (int l = 0; l < part.links().size(); l++) {
            Link link = part.links().get(l);
            String from = names[part.arcSource(2 * l)];
            String to = names[part.arcTarget(2 * l)];
            String name = collector.freeLinkId(from + "--" + to);
            collector.link(Link.of(name, from, to, link.forward(), link.latency()), element.line);
        }
    }

    private List<String> hosts() {
        String prefix = element.optional("prefix", "");
        String suffix = element.optional("suffix", "");
        List<String> hosts = new ArrayList<>();
        for (String range : element.required("radical").split(",", -1)) {
            String[] ends = range.strip().split("-", -1);
            try {
                int first = Integer.parseInt(ends[0]);
                int last = ends.length == 1 ? first : Integer.parseInt(ends[1]);
                if (ends.length > 2 || last < first || (long) last - first + hosts.size() >= MOST_HOSTS) {
                    throw new NumberFormatException(range);
                }
                for (int i = first; i <= last; i++) {
                    hosts.add(prefix + i + suffix);
                }
            } catch (NumberFormatException e) {
                throw element.refuse("radical is \"" + Spelling.excerpt(element.required("radical"))
                        + "\"; allowed: numbers and ranges, such as 0-255 or 0-3,8, of at most " + MOST_HOSTS
                        + " hosts");
            }
        }
        return hosts;
    }

    private List<List<Integer>> parameters(int groups, String example) {
        String text = element.required("topo_parameters");
        try {
            List<List<Integer>> parsed = new ArrayList<>();
            for (String group : text.split(";", -1)) {
                parsed.add(Arrays.stream(group.split(",", -1))
                        .map(n -> Integer.valueOf(n.strip()))
                        .toList());
            }
            if (parsed.size() != groups) {
                throw new NumberFormatException(text);
            }
            return parsed;
        } catch (NumberFormatException e) {
            throw refuseParameters(example);
        }
    }

    private TopologyFormatException refuseParameters(String example) {
        return element.refuse("topo_parameters is \"" + Spelling.excerpt(element.required("topo_parameters"))
                + "\"; allowed: numbers as in \"" + example + "\"");
    }
}
