package org.longhaul.simulator.collective.algorithm;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import com.google.common.collect.ImmutableSet;
import it.unimi.dsi.fastutil.ints.IntLinkedOpenHashSet;
import it.unimi.dsi.fastutil.ints.IntOpenHashSet;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.simulator.collective.AlphaBeta;
import org.longhaul.simulator.collective.Collective;
import org.longhaul.simulator.collective.CollectiveCall;
import org.longhaul.simulator.collective.CollectiveFactory;
import org.longhaul.simulator.collective.Pattern;
import org.longhaul.simulator.collective.Patterns;
import org.longhaul.simulator.collective.TransferPlan;

/**
 * Sharded parameter server: every rank sends each server its shard of the vector, and the server sends the sum back. Shards
 * differ by one byte at most.
 *
 * <p>What a rank sends to a server on its own host does not cross the network. With segments, a shard's sums go back while
 * its next segment comes in.
 *
 * <p><b>Cost.</b> One server on a host of its own: 2(a + N·S/B). M servers on hosts of their own: 2(a + max(1, N/M)·S/B); in
 * k segments (k + 1)(a + max(1, N/M)·S/(k·B)). One server with each worker: 2(a + (N−1)/N·S/B), as a reduce-scatter and
 * all-gather. Otherwise the busiest host of each round counts. Differs from Photon's notebook in nothing: 2·K·S/B for a = 0,
 * both directions counted.
 *
 * @see <a href="https://www.usenix.org/conference/osdi14/technical-sessions/presentation/li_mu">Li et al., "Scaling
 *     distributed machine learning with the parameter server", OSDI 2014</a>
 * @see <a href="https://www.usenix.org/conference/osdi20/presentation/jiang">Jiang et al., "A unified architecture for
 *     accelerating distributed DNN training in heterogeneous GPU/CPU clusters", OSDI 2020 (servers with workers)</a>
 */
final class ParameterServer implements Collective {

    static final String ID = "parameter-server";

    private static final int MAX_SEGMENTS = 4096;

    private final Settings settings;

    ParameterServer(Settings settings) {
        this.settings = settings;
    }

    /** Which hosts serve. */
    enum Placement {
        /** Hosts without a worker of the job first, then the workers' own; one server unless stated. */
        SPARE_HOSTS,
        /** One host in each site that has workers, without a worker if there is such a host. */
        SITES,
        /** The workers' hosts. */
        WORKERS
    }

    /** Settings of {@link ParameterServer}. */
    record Settings(
            @JsonPropertyDescription(
                            "number of servers, each with one shard of the vector; absent: one with spare-hosts, else one for"
                                    + " each host of the placement. More servers than hosts are dealt out in turn")
                    @Nullable
                    Integer servers,
            @JsonProperty(defaultValue = "spare-hosts")
                    @JsonPropertyDescription(
                            "which hosts serve: spare-hosts (without a worker, else workers' hosts), sites (one in each site)"
                                    + " or workers (all of them)")
                    Placement placement,
            @JsonPropertyDescription("hosts of the servers by name, instead of a placement") @Nullable
                    List<String> hosts,
            @JsonProperty(defaultValue = "1")
                    @JsonPropertyDescription(
                            "segments of a shard, the sum of one going back while the next comes in, 1 to 4096")
                    int segments) {

        Settings {
            if (servers != null && servers < 1) {
                throw new IllegalArgumentException(
                        String.format(Locale.ROOT, "servers (%d) must be at least 1", servers));
            }
            if (hosts != null) {
                hosts = List.copyOf(hosts);
                if (hosts.isEmpty() || (servers != null && hosts.size() > servers)) {
                    throw new IllegalArgumentException(String.format(
                                    Locale.ROOT,
                                    "hosts (%s) must name at least one host, and at most one for each of",
                                    hosts)
                            + String.format(
                                    Locale.ROOT, " the servers (%s)", servers == null ? "as many as hosts" : servers));
                }
                if (placement != Placement.SPARE_HOSTS) {
                    throw new IllegalArgumentException(String.format(
                            Locale.ROOT,
                            "placement (%s) must not be given beside hosts",
                            placement == Placement.SITES ? "sites" : "workers"));
                }
            }
            if (segments < 1 || segments > MAX_SEGMENTS) {
                throw new IllegalArgumentException(
                        String.format(Locale.ROOT, "segments (%d) must be in 1 to %d", segments, MAX_SEGMENTS));
            }
        }
    }

    /** Registers {@link ParameterServer}. */
    @SuppressWarnings("rawtypes")
    @AutoService(CollectiveFactory.class)
    @Provides(
            id = ID,
            description =
                    "Every worker sends its vector to a server (or a part to each of several) and gets the sum back.",
            source =
                    "Li et al., Scaling distributed machine learning with the parameter server, OSDI 2014; Jiang et al., A"
                            + " unified architecture for accelerating distributed DNN training, OSDI 2020; Sani et al., Photon, MLSys"
                            + " 2025, PS topology: 2KS/B")
    public static final class Factory implements CollectiveFactory<Settings> {
        @Override
        public Collective create(Settings settings) {
            return new ParameterServer(settings);
        }
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public boolean supports(Pattern pattern) {
        return pattern == Pattern.ALL_REDUCE;
    }

    @Override
    public boolean isQuadratic() {
        return settings.placement == Placement.WORKERS;
    }

    @Override
    public int statedHosts() {
        Integer servers = settings.servers();
        return servers == null ? 0 : servers;
    }

    @Override
    public Set<String> namedHosts() {
        return settings.hosts == null ? Set.of() : ImmutableSet.copyOf(settings.hosts);
    }

    @Override
    public TransferPlan plan(CollectiveCall call) {
        Patterns.requireSupport(this, call);
        int[] serverNodes = serverNodes(call);
        PlanBuilder builder = new PlanBuilder(call, serverNodes.length * settings.segments);
        for (int s = 0; s < serverNodes.length; s++) {
            int server = builder.server(serverNodes[s]);
            for (int segment = 0; segment < settings.segments; segment++) {
                int chunk = s * settings.segments + segment;
                for (int rank = 0; rank < call.ranks(); rank++) {
                    builder.reduce(segment, rank, server, chunk, 1);
                    builder.copy(segment + 1, server, rank, chunk, 1);
                }
            }
        }
        return builder.buildForAnySize();
    }

    private int[] serverNodes(CollectiveCall call) {
        int[] candidates = candidates(call);
        int servers = candidates.length;
        if (settings.servers != null) {
            servers = settings.servers;
        } else if (settings.hosts == null && settings.placement == Placement.SPARE_HOSTS) {
            servers = 1;
        }
        int[] nodes = new int[servers];
        for (int s = 0; s < servers; s++) {
            nodes[s] = candidates[s % candidates.length];
        }
        return nodes;
    }

    private int[] candidates(CollectiveCall call) {
        if (settings.hosts != null) {
            return settings.hosts.stream().mapToInt(call.hosts()::node).toArray();
        }
        IntLinkedOpenHashSet hosts = new IntLinkedOpenHashSet();
        if (settings.placement == Placement.SPARE_HOSTS) {
            for (int spare : call.hosts().spareHosts()) {
                hosts.add(spare);
            }
        }
        IntOpenHashSet servedSites = new IntOpenHashSet();
        for (int rank = 0; rank < call.ranks(); rank++) {
            int node = call.node(rank);
            if (settings.placement != Placement.SITES) {
                hosts.add(node);
            } else if (servedSites.add(call.hosts().site(node))) {
                hosts.add(serverOfSite(call, node));
            }
        }
        return hosts.toIntArray();
    }

    private static int serverOfSite(CollectiveCall call, int worker) {
        for (int spare : call.hosts().spareHosts()) {
            if (call.hosts().site(spare) == call.hosts().site(worker)) {
                return spare;
            }
        }
        return worker;
    }

    @Override
    public double closedFormSeconds(CollectiveCall call, AlphaBeta cost) {
        int[] servers = serverNodes(call);
        double part = (double) call.bytes() / servers.length / settings.segments;
        int oneWay = 0;
        int bothWays = 0;
        for (int host : hosts(call, servers)) {
            int in = copiesIn(call, servers, host);
            int out = copiesOut(call, servers, host);
            oneWay = Math.max(oneWay, Math.max(in, out));
            bothWays = Math.max(bothWays, in + out);
        }
        if (oneWay == 0) {
            return 0;
        }
        return 2 * cost.transfer(part * oneWay) + (settings.segments - 1) * cost.transfer(part * bothWays);
    }

    /**
     * {@inheritDoc} It is with a single server, and where all servers' hosts are alike and all workers' hosts are; in segments
     * only if no server shares a worker's host, and with it the connections that the next segment waits for.
     */
    @Override
    public boolean isClosedFormExact(CollectiveCall call) {
        int[] servers = serverNodes(call);
        Set<List<Integer>> serving = new HashSet<>();
        Set<List<Integer>> others = new HashSet<>();
        for (int host : hosts(call, servers)) {
            int here = (int)
                    Arrays.stream(servers).filter(server -> server == host).count();
            int ranks = (int)
                    Arrays.stream(call.nodes()).filter(node -> node == host).count();
            (here > 0 ? serving : others).add(List.of(here, ranks));
        }
        boolean apart = serving.stream().allMatch(kind -> kind.get(1) == 0);
        boolean alike = servers.length == 1 || (serving.size() == 1 && others.size() <= 1);
        return alike && (settings.segments == 1 || apart);
    }

    private static int[] hosts(CollectiveCall call, int[] servers) {
        IntLinkedOpenHashSet hosts = new IntLinkedOpenHashSet(servers);
        for (int rank = 0; rank < call.ranks(); rank++) {
            hosts.add(call.node(rank));
        }
        return hosts.toIntArray();
    }

    // Parts that enter a server's host: from every rank elsewhere, for each server that runs there.
    private static int copiesIn(CollectiveCall call, int[] servers, int host) {
        int ranks = 0;
        for (int rank = 0; rank < call.ranks(); rank++) {
            ranks += call.node(rank) == host ? 0 : 1;
        }
        int here = 0;
        for (int server : servers) {
            here += server == host ? 1 : 0;
        }
        return ranks * here;
    }

    // Parts that leave a worker's host: to every server elsewhere, for each rank that runs there.
    private static int copiesOut(CollectiveCall call, int[] servers, int host) {
        int away = 0;
        for (int server : servers) {
            away += server == host ? 0 : 1;
        }
        int ranks = 0;
        for (int rank = 0; rank < call.ranks(); rank++) {
            ranks += call.node(rank) == host ? 1 : 0;
        }
        return ranks * away;
    }
}
