package org.longhaul.training.participation;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A tree of groups whose leaves are clients. Every group has a server with a rank of its own: the root's comes after the last
 * client's, those of the other groups follow from the root down, each before the groups within it.
 *
 * <p>Thread-safety: immutable.
 */
public final class Federation {
    /**
     * Some clients, and groups of others.
     *
     * @param name unique within the federation
     * @param own that one of its clients which trains at the group's own place, on the group's own data; null for none
     * @param clients the clients that are directly in it, ascending
     * @param groups the groups that are directly in it
     */
    public record Group(String name, @Nullable Integer own, List<Integer> clients, List<Group> groups) {
        public Group {
            clients = List.copyOf(clients);
            groups = List.copyOf(groups);
            if (clients.isEmpty() && groups.isEmpty()) {
                throw new IllegalArgumentException("group " + name + " has no member.");
            }
            if (own != null && !clients.contains(own)) {
                throw new IllegalArgumentException("client " + own + " of group " + name + " is not directly in it.");
            }
        }

        /** A group that has no data of its own. */
        public Group(String name, List<Integer> clients, List<Group> groups) {
            this(name, null, clients, groups);
        }

        /** All clients in it and in the groups within it, ascending. */
        public List<Integer> everyone() {
            List<Integer> all = new ArrayList<>(clients);
            groups.forEach(group -> all.addAll(group.everyone()));
            all.sort(null);
            return all;
        }

        private String words() {
            List<String> parts = new ArrayList<>();
            groups.forEach(group -> parts.add(group.words()));
            clients.forEach(client -> parts.add(client + (client.equals(own) ? " at its place" : "")));
            return name + " [" + String.join(", ", parts) + "]";
        }
    }

    private static final String ROOT = "root";

    private final int clients;
    private final List<Group> groups = new ArrayList<>();
    private final Map<String, Integer> places = new LinkedHashMap<>();
    private final List<Integer> depths = new ArrayList<>();
    private final List<List<Integer>> members = new ArrayList<>();

    /**
     * A federation.
     *
     * @param clients how many there are
     * @param root the group of all
     * @throws IllegalArgumentException if a client is in no group, or in two, or two groups have one name
     */
    public Federation(int clients, Group root) {
        this.clients = clients;
        add(root, 0);
        List<Integer> all = members.get(0);
        if (!all.equals(IntStream.range(0, clients).boxed().toList())) {
            BitSet missing = new BitSet();
            missing.set(0, clients);
            for (int client : all) {
                if (client < 0 || client >= clients) {
                    throw new IllegalArgumentException("client " + client + " is none of the " + clients + ".");
                }
                if (!missing.get(client)) {
                    throw new IllegalArgumentException("client " + client + " is in two groups.");
                }
                missing.clear(client);
            }
            throw new IllegalArgumentException("clients " + missing + " are in no group.");
        }
    }

    private void add(Group group, int depth) {
        if (places.put(group.name(), groups.size()) != null) {
            throw new IllegalArgumentException("two groups are named '" + group.name() + "'.");
        }
        groups.add(group);
        depths.add(depth);
        members.add(group.everyone());
        group.groups().forEach(inner -> add(inner, depth + 1));
    }

    /** All clients in one group. */
    public static Federation flat(int clients) {
        return new Federation(
                clients, new Group(ROOT, IntStream.range(0, clients).boxed().toList(), List.of()));
    }

    /** Number of clients. */
    public int clients() {
        return clients;
    }

    /** The group of all. */
    public Group root() {
        return groups.get(0);
    }

    /** All groups, the root first, each before those within it. */
    public List<Group> groups() {
        return List.copyOf(groups);
    }

    /** Rank of a group's server. */
    public int server(Group group) {
        return clients + place(group);
    }

    /** Place of a group among {@link #groups}. */
    public int place(Group group) {
        Integer place = places.get(group.name());
        if (place == null) {
            throw new IllegalArgumentException(
                    "there is no group '" + group.name() + "' among " + places.keySet() + ".");
        }
        return place;
    }

    /** How many groups a group is within: 0 for the root. */
    public int depth(Group group) {
        return depths.get(place(group));
    }

    /** Depth of the deepest group. */
    public int deepest() {
        return depths.stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    /** The groups of a depth, in order. */
    public List<Group> atDepth(int depth) {
        return groups.stream().filter(group -> depth(group) == depth).toList();
    }

    /** All clients in a group and in those within it, ascending. */
    public List<Integer> everyone(Group group) {
        return members.get(place(group));
    }

    /** Those of some clients that are in a group or in those within it. */
    public List<Integer> of(Group group, List<Integer> some) {
        List<Integer> all = everyone(group);
        return some.stream()
                .filter(client -> Collections.binarySearch(all, client) >= 0)
                .toList();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Federation federation
                && clients == federation.clients
                && root().equals(federation.root());
    }

    @Override
    public int hashCode() {
        return 31 * clients + root().hashCode();
    }

    /** The tree, such as {@code root [europe [0, 1], asia [2, 3]]}. */
    @Override
    public String toString() {
        return root().words();
    }
}
