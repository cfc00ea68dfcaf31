package org.longhaul.simulator.collective.algorithm;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.collective.Collective;

/** Collectives under other settings than their defaults. */
public final class CollectiveVariants {

    private CollectiveVariants() {}

    /** The variants by a name for people. */
    public static Map<String, Collective> all() {
        Map<String, Collective> variants = new TreeMap<>();
        variants.put("ring, max-bottleneck", new Ring(new Ring.Settings(Ring.Order.MAX_BOTTLENECK)));
        variants.put("multi-ring, 3 rings", new MultiRing(new MultiRing.Settings(3)));
        variants.put("chain, 1 segment", chain(1));
        variants.put("chain, 13 segments", chain(13));
        variants.put("chain, max-bottleneck", new Chain(new Chain.Settings(4, Ring.Order.MAX_BOTTLENECK)));
        variants.put("binary-tree, 1 segment", new BinaryTree(new BinaryTree.Settings(1)));
        variants.put("binary-tree, 20 segments", new BinaryTree(new BinaryTree.Settings(20)));
        variants.put("double-binary-tree, 3 segments", new DoubleBinaryTree(new DoubleBinaryTree.Settings(3)));
        variants.put(
                "reduce-scatter-all-gather, pairwise",
                new ReduceScatterAllGather(
                        new ReduceScatterAllGather.Settings(ReduceScatterAllGather.Partners.PAIRWISE)));
        variants.put(
                "recursive-halving-doubling, halves",
                new RecursiveHalvingDoubling(
                        new RecursiveHalvingDoubling.Settings(RecursiveHalvingDoubling.Fold.HALVES)));
        variants.put("parameter-server, 3 servers", parameterServer(3, ParameterServer.Placement.SPARE_HOSTS, 1));
        variants.put("parameter-server, 4 segments", parameterServer(null, ParameterServer.Placement.SPARE_HOSTS, 4));
        variants.put("parameter-server, sites", parameterServer(null, ParameterServer.Placement.SITES, 1));
        variants.put("parameter-server, workers", parameterServer(null, ParameterServer.Placement.WORKERS, 1));
        variants.put(
                "parameter-server, workers, 3 segments", parameterServer(null, ParameterServer.Placement.WORKERS, 3));
        GroupSchedule.Algorithm ring = GroupSchedule.Algorithm.RING;
        GroupSchedule.Algorithm direct = GroupSchedule.Algorithm.DIRECT;
        GroupSchedule.Algorithm tree = GroupSchedule.Algorithm.BINOMIAL_TREE;
        variants.put("hierarchical, nested", hierarchical(List.of(ring), 1));
        variants.put("hierarchical, nested, direct", hierarchical(List.of(direct), 1));
        variants.put("hierarchical, nested, tree", hierarchical(List.of(tree), 1));
        variants.put("hierarchical, nested, mixed", hierarchical(List.of(direct, tree, ring), 1));
        variants.put("hierarchical, nested, 3 segments", hierarchical(List.of(ring), 3));
        return variants;
    }

    /** The variant of that name. */
    public static Collective get(String name) {
        return Objects.requireNonNull(all().get(name), name);
    }

    /** A chain. */
    public static Collective chain(int segments) {
        return new Chain(new Chain.Settings(segments, Ring.Order.GIVEN));
    }

    /** A binary tree. */
    public static Collective binaryTree(int segments) {
        return new BinaryTree(new BinaryTree.Settings(segments));
    }

    private static Collective parameterServer(
            @Nullable Integer servers, ParameterServer.Placement placement, int segments) {
        return new ParameterServer(new ParameterServer.Settings(servers, placement, null, segments));
    }

    /** Servers on hosts by name. */
    public static Collective parameterServer(@Nullable Integer servers, List<String> hosts, int segments) {
        return new ParameterServer(
                new ParameterServer.Settings(servers, ParameterServer.Placement.SPARE_HOSTS, hosts, segments));
    }

    private static Collective hierarchical(List<GroupSchedule.Algorithm> algorithms, int segments) {
        return new Hierarchical(new Hierarchical.Settings(Hierarchical.Levels.NESTED, Map.of(), algorithms, segments));
    }

    /**
     * A hierarchy over named hosts.
     *
     * @param groups path of groups by host
     * @param algorithms by level, innermost first, as a scenario spells them
     * @param segments that follow each other
     */
    public static Collective hierarchical(Map<String, String> groups, List<String> algorithms, int segments) {
        List<GroupSchedule.Algorithm> byLevel = algorithms.stream()
                .map(name -> GroupSchedule.Algorithm.valueOf(
                        name.toUpperCase(Locale.ROOT).replace('-', '_')))
                .toList();
        return new Hierarchical(new Hierarchical.Settings(Hierarchical.Levels.SITE, groups, byLevel, segments));
    }
}
