package org.longhaul.simulator.collective.algorithm;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.longhaul.extension.Provides;
import org.longhaul.simulator.collective.AlphaBeta;
import org.longhaul.simulator.collective.Collective;
import org.longhaul.simulator.collective.CollectiveCall;
import org.longhaul.simulator.collective.CollectiveFactory;
import org.longhaul.simulator.collective.HostView;
import org.longhaul.simulator.collective.Pattern;
import org.longhaul.simulator.collective.Patterns;
import org.longhaul.simulator.collective.TransferPlan;

/**
 * Hierarchical exchange over a tree of groups of any depth: reduce-scatter inside every innermost group, all-reduce of each
 * part between the groups that have it, level by level outwards, and all-gather on the way back. Broadcast and reduction go
 * over binomial trees, between groups first and inside them last (or the other way round).
 *
 * <p>Groups need not be equal: the vector of a group lies spread over its ranks, and the group around it works on the
 * coarsest parts that one rank of each of its members holds.
 *
 * <p><b>Cost.</b> With m_l members in each group of level l, innermost first, M_l the product of those below, a_l the latency
 * and B_l what a rank gets of the lines of that level: the sum over levels of 2(m_l − 1)(a_l + S/(M_l·m_l·B_l)) with rings,
 * 2(a_l + (m_l − 1)·S/(M_l·m_l·B_l)) directly, 2·ceil(log2 m_l)(a_l + S/(M_l·B_l)) with trees, where a level of trees
 * leaves M as it is. Other trees of groups take at most what their rounds take one after the other. Segments overlap the
 * levels: k segments of R rounds each way, of which the longest level has r, take 2R + (k − 1)·r rounds of one k-th of the
 * bytes.
 *
 * @see <a href="https://arxiv.org/abs/1807.11205">Jia et al., "Highly scalable deep learning training system with
 *     mixed-precision", 2018, section 4.3 (hierarchical all-reduce)</a>
 * @see <a href="https://doi.org/10.1145/301104.301116">Kielmann et al., "MagPIe: MPI's collective communication operations
 *     for clustered wide area systems", PPoPP 1999 (broadcast and reduction by site)</a>
 */
final class Hierarchical implements Collective {

    static final String ID = "hierarchical";

    private static final int MAX_SEGMENTS = 256;

    private final Settings settings;

    Hierarchical(Settings settings) {
        this.settings = settings;
    }

    /** What forms a group. */
    enum Levels {
        /** Sites. */
        SITE,
        /** Sites, and regions of sites. */
        SITE_AND_REGION,
        /** Sites, and regions within regions: a region's name lists them, outermost first, with slashes between. */
        NESTED
    }

    /** Settings of {@link Hierarchical}. */
    record Settings(
            @JsonProperty(defaultValue = "site")
                    @JsonPropertyDescription(
                            "groups: site (inside a site, then between sites), site-and-region (three levels) or nested"
                                    + " (regions named by their path, such as europe/west, at any depth)")
                    Levels levels,
            @JsonProperty(defaultValue = "{}")
                    @JsonPropertyDescription(
                            "groups by host, instead of its site and region: names from the outermost inwards with slashes"
                                    + " between, such as europe/west/paris, of any depth")
                    Map<String, String> groups,
            @JsonProperty(defaultValue = "[ring]")
                    @JsonPropertyDescription(
                            "how sums are formed and spread at each level, innermost first: ring, direct or binomial-tree;"
                                    + " the last one holds for all levels further out")
                    List<GroupSchedule.Algorithm> algorithms,
            @JsonProperty(defaultValue = "1")
                    @JsonPropertyDescription("segments that follow each other through the levels, 1 to 256")
                    int segments) {

        Settings {
            groups = ImmutableMap.copyOf(groups);
            algorithms = List.copyOf(algorithms);
            groups.forEach((host, path) -> {
                if (Arrays.stream(path.split("/", -1)).anyMatch(String::isBlank)) {
                    throw new IllegalArgumentException(String.format(
                            Locale.ROOT,
                            "groups (%s: '%s') must be names with slashes between, such as europe/west",
                            host,
                            path));
                }
            });
            if (algorithms.isEmpty()) {
                throw new IllegalArgumentException(
                        "algorithms ([]) must name at least one: ring, direct, binomial-tree");
            }
            if (segments < 1 || segments > MAX_SEGMENTS) {
                throw new IllegalArgumentException(
                        String.format(Locale.ROOT, "segments (%d) must be in 1 to %d", segments, MAX_SEGMENTS));
            }
        }
    }

    /** Registers {@link Hierarchical}. */
    @SuppressWarnings("rawtypes")
    @AutoService(CollectiveFactory.class)
    @Provides(
            id = ID,
            description =
                    "Sums are formed inside each group first, then between groups, then spread inside: least traffic between"
                            + " sites.",
            source =
                    "Jia et al., Highly scalable deep learning training system with mixed-precision, 2018, section 4.3;"
                            + " Kielmann et al., MagPIe, PPoPP 1999")
    public static final class Factory implements CollectiveFactory<Settings> {
        @Override
        public Collective create(Settings settings) {
            return new Hierarchical(settings);
        }
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public boolean supports(Pattern pattern) {
        return pattern == Pattern.ALL_REDUCE || pattern == Pattern.REDUCE || pattern == Pattern.BROADCAST;
    }

    @Override
    public Set<String> namedHosts() {
        return settings.groups.keySet();
    }

    @Override
    public TransferPlan plan(CollectiveCall call) {
        Patterns.requireSupport(this, call);
        GroupSchedule schedule = schedule(call);
        PlanBuilder builder = new PlanBuilder(call, settings.segments * schedule.chunks());
        for (int segment = 0; segment < settings.segments; segment++) {
            schedule.addTo(
                    builder,
                    segment * schedule.stride(),
                    segment * schedule.chunks(),
                    call.pattern() != Pattern.BROADCAST,
                    call.pattern() != Pattern.REDUCE);
        }
        return builder.buildForAnySize();
    }

    private GroupSchedule schedule(CollectiveCall call) {
        List<GroupSchedule.Algorithm> algorithms = call.pattern() == Pattern.ALL_REDUCE
                ? settings.algorithms
                : List.of(GroupSchedule.Algorithm.BINOMIAL_TREE);
        return new GroupSchedule(tree(call), algorithms);
    }

    private GroupTree tree(CollectiveCall call) {
        Map<Integer, List<String>> stated = new HashMap<>();
        settings.groups.forEach((host, path) -> stated.put(call.hosts().node(host), List.of(path.split("/", -1))));
        List<List<String>> paths = new ArrayList<>();
        for (int rank = 0; rank < call.ranks(); rank++) {
            List<String> path = stated.get(call.node(rank));
            paths.add(path == null ? path(call.hosts(), call.node(rank)) : path);
        }
        return GroupTree.of(paths);
    }

    private List<String> path(HostView hosts, int node) {
        List<String> path = new ArrayList<>();
        if (settings.levels == Levels.SITE_AND_REGION) {
            path.add("region " + hosts.region(node));
        } else if (settings.levels == Levels.NESTED) {
            path.addAll(hosts.regionPath(node));
        }
        path.add("site " + hosts.site(node));
        return path;
    }

    @Override
    public double closedFormSeconds(CollectiveCall call, AlphaBeta cost) {
        GroupSchedule schedule = schedule(call);
        boolean both = call.pattern() == Pattern.ALL_REDUCE;
        int rounds = (both ? 2 : 1) * schedule.rounds();
        double[] latency = new double[rounds];
        double[] transmission = new double[rounds];
        for (GroupSchedule.Level level : schedule.levels()) {
            boolean inner = level.group().height() == 1 && schedule.levels().size() > 1;
            double alpha = inner ? cost.alphaSeconds() : cost.outerAlphaSeconds();
            double beta = inner ? cost.betaSecondsPerByte() : cost.outerBetaSecondsPerByte();
            double share = (double) GroupSchedule.chunksPerRound(level) / schedule.chunks() / settings.segments;
            for (int round = level.start(); round < level.start() + level.rounds(); round++) {
                // The way back takes the same rounds in reverse.
                for (int each : both ? new int[] {round, rounds - 1 - round} : new int[] {round}) {
                    latency[each] = Math.max(latency[each], alpha);
                    transmission[each] = Math.max(transmission[each], beta * share * call.bytes());
                }
            }
        }
        return pipelined(latency, transmission, schedule.stride());
    }

    // Segments that meet in a round share the connections.
    private double pipelined(double[] latency, double[] transmission, int stride) {
        double seconds = 0;
        for (int round = 0; round < latency.length + (settings.segments - 1) * stride; round++) {
            double longest = 0;
            for (int segment = 0; segment < settings.segments; segment++) {
                int own = round - segment * stride;
                if (own >= 0 && own < latency.length) {
                    longest = Math.max(longest, latency[own]);
                    seconds += transmission[own];
                }
            }
            seconds += longest;
        }
        return seconds;
    }

    @Override
    public boolean isClosedFormExact(CollectiveCall call) {
        return settings.segments == 1
                && tree(call).isRegular()
                && schedule(call).isEven();
    }
}
