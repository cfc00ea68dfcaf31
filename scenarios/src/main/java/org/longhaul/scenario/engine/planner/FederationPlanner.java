package org.longhaul.scenario.engine.planner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Spelling;
import org.longhaul.topology.Node;
import org.longhaul.topology.Topology;
import org.longhaul.training.participation.Federation;
import org.longhaul.training.participation.Federation.Group;

/**
 * The tree of groups that clients are in, as the scenario states it or as the topology has regions and sites, and the hosts of
 * the groups' servers.
 *
 * <p>A group that is named after a host has its server there, and a client on that host is the group's own. Any other server has
 * a host of its clients' sites that nobody is on, else that of its first client.
 */
final class FederationPlanner {
    private static final String ROOT = "root";

    /**
     * A federation and where it is.
     *
     * @param nodes those of the clients, and behind them of the groups' servers, by rank
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Placed(Federation federation, int[] nodes) {}

    private final Topology topology;
    /** Nodes of the clients, and of their server behind them. */
    private final int[] clients;

    private final Map<String, List<String>> stated;
    private final @Nullable String server;
    private final Set<String> names = new HashSet<>();
    private final Map<String, String> container = new LinkedHashMap<>();

    /**
     * A planner.
     *
     * @param clients nodes of the clients, and of the server behind them
     * @param stated groups by name; empty for those of the topology
     * @param server host of the root's server, where it is stated
     */
    FederationPlanner(Topology topology, int[] clients, Map<String, List<String>> stated, @Nullable String server) {
        this.topology = topology;
        this.clients = clients;
        this.stated = stated;
        this.server = server;
    }

    /**
     * The tree and its places.
     *
     * @throws IllegalArgumentException if the stated groups are no tree of all clients
     */
    Placed place() {
        int count = clients.length - 1;
        List<Integer> all = IntStream.range(0, count).boxed().toList();
        Group root = stated.isEmpty() ? derived(ROOT, all) : stated();
        Federation federation = new Federation(count, root);
        return new Placed(federation, nodes(federation));
    }

    // As the topology has them.

    /** Clients in their regions, and there in their sites; levels that divide nothing are left out. */
    private Group derived(String name, List<Integer> some) {
        return levels(name, some, List.of(Node::region, Node::site));
    }

    private Group levels(String name, List<Integer> some, List<Function<Node, @Nullable String>> levels) {
        names.add(name);
        List<Integer> direct = new ArrayList<>();
        Map<String, List<Integer>> parts = new LinkedHashMap<>();
        if (levels.isEmpty()) {
            return new Group(name, some, List.of());
        }
        List<Function<Node, @Nullable String>> further = levels.subList(1, levels.size());
        for (int client : some) {
            String part = levels.get(0).apply(node(client));
            if (part == null && further.isEmpty()) {
                direct.add(client);
            } else {
                parts.computeIfAbsent(part == null ? "" : part, p -> new ArrayList<>())
                        .add(client);
            }
        }
        if (parts.size() == 1 && direct.isEmpty()) {
            return levels(name, some, further);
        }
        List<Group> groups = new ArrayList<>();
        parts.forEach((part, members) -> {
            if (part.isEmpty()) {
                Group rest = levels(name, members, further);
                direct.addAll(rest.clients());
                groups.addAll(rest.groups());
            } else if (members.size() == 1) {
                direct.addAll(members);
            } else {
                groups.add(levels(unused(part, name), members, further));
            }
        });
        direct.sort(null);
        return new Group(name, direct, groups);
    }

    /**
     * A name that no group has, nor one that the scenario states and that comes later: {@code paris}, {@code europe/paris},
     * {@code europe/paris-2}.
     */
    private String unused(String wanted, String within) {
        String name = wanted;
        for (int number = 1; names.contains(name) || stated.containsKey(name); number++) {
            name = within + "/" + wanted + (number == 1 ? "" : "-" + number);
        }
        return name;
    }

    private Node node(int client) {
        return topology.node(clients[client]);
    }

    // As the scenario states them.

    private Group stated() {
        stated.forEach((group, members) -> members.forEach(member -> {
            if (stated.containsKey(member) && !member.equals(group)) {
                String other = container.put(member, group);
                if (other != null) {
                    throw new IllegalArgumentException(
                            "group '" + member + "' is in '" + other + "' and in '" + group + "'; allowed: in one");
                }
            }
        }));
        List<String> tops = stated.keySet().stream()
                .filter(group -> !container.containsKey(group))
                .toList();
        if (tops.isEmpty()) {
            throw new IllegalArgumentException("every group is within another: " + stated.keySet()
                    + "; allowed: a tree, with a group that is in no other");
        }
        Group root = tops.size() == 1
                ? group(tops.get(0))
                : new Group(ROOT, List.of(), tops.stream().map(this::group).toList());
        Set<String> missing = new TreeSet<>();
        Set<Integer> everyone = new HashSet<>(root.everyone());
        for (int client = 0; client < clients.length - 1; client++) {
            if (!everyone.contains(client)) {
                missing.add(node(client).id());
            }
        }
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException(
                    "clients on " + String.join(", ", missing) + " are in no group; allowed: every client in one");
        }
        List<String> apart =
                stated.keySet().stream().filter(group -> !names.contains(group)).toList();
        if (!apart.isEmpty()) {
            throw new IllegalArgumentException("groups within one another, and in no group of the tree: "
                    + String.join(", ", apart) + "; allowed: a tree, in which no group is within itself");
        }
        return root;
    }

    private Group group(String name) {
        if (!names.add(name)) {
            throw new IllegalArgumentException("group '" + name + "' is within itself");
        }
        List<Integer> direct = new ArrayList<>();
        List<Group> groups = new ArrayList<>();
        Integer own = null;
        if (topology.hasNode(name)) {
            List<Integer> here = on(node -> node.id().equals(name));
            own = here.isEmpty() ? null : here.get(0);
            direct.addAll(here);
        }
        for (String member : Objects.requireNonNull(stated.get(name))) {
            if (stated.containsKey(member) && !member.equals(name)) {
                groups.add(group(member));
            } else {
                add(member, name, direct, groups);
            }
        }
        return new Group(name, own, direct.stream().distinct().sorted().toList(), groups);
    }

    /** Adds a region, a site or a host to a group. */
    private void add(String member, String group, List<Integer> direct, List<Group> groups) {
        List<Integer> members = on(node -> member.equals(node.region()));
        boolean isArea = !members.isEmpty();
        if (!isArea) {
            members = on(node -> member.equals(node.site()));
            isArea = !members.isEmpty();
        }
        if (!isArea) {
            members = on(node -> node.id().equals(member));
        }
        if (members.isEmpty()) {
            Set<String> known = known();
            throw new IllegalArgumentException("group '" + group + "' has the member '" + member + "', "
                    + (known.contains(member) ? "where no client is" : "which is no group, region, site or host")
                    + (known.contains(member) ? "" : Spelling.maybe(member, known)));
        }
        if (isArea && members.size() > 1 && !member.equals(group)) {
            groups.add(derived(unused(member, group), members));
        } else {
            direct.addAll(members);
        }
    }

    private List<Integer> on(Predicate<Node> wanted) {
        return IntStream.range(0, clients.length - 1)
                .filter(client -> wanted.test(node(client)))
                .boxed()
                .toList();
    }

    private Set<String> known() {
        Set<String> known = new TreeSet<>(stated.keySet());
        for (int host : topology.hosts()) {
            Node node = topology.node(host);
            known.add(node.id());
            if (node.site() != null) {
                known.add(node.site());
            }
            if (node.region() != null) {
                known.add(node.region());
            }
        }
        return known;
    }

    // Where they are.

    private int[] nodes(Federation federation) {
        int count = federation.clients();
        int[] nodes = Arrays.copyOf(clients, count + federation.groups().size());
        Set<Integer> taken = new HashSet<>();
        for (int client = 0; client < count; client++) {
            taken.add(clients[client]);
        }
        for (Group group : federation.groups()) {
            boolean isRoot = group.equals(federation.root());
            int rank = federation.server(group);
            if (isRoot && (server != null || !topology.hasNode(group.name()))) {
                nodes[rank] = clients[count];
            } else {
                nodes[rank] = topology.hasNode(group.name())
                                && topology.node(topology.nodeIndex(group.name()))
                                        .isHost()
                        ? topology.nodeIndex(group.name())
                        : near(federation.everyone(group), taken);
            }
            taken.add(nodes[rank]);
        }
        return nodes;
    }

    /** A host of these clients' sites that nobody is on, else that of the first of them. */
    private int near(List<Integer> members, Set<Integer> taken) {
        Set<String> sites = new HashSet<>();
        for (int client : members) {
            String site = node(client).site();
            if (site != null) {
                sites.add(site);
            }
        }
        for (int host : topology.hosts()) {
            String site = topology.node(host).site();
            if (!taken.contains(host) && site != null && sites.contains(site)) {
                return host;
            }
        }
        return clients[members.get(0)];
    }
}
