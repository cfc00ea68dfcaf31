package org.longhaul.simulator.collective;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parameter server: every rank sends its vector to the server, which sends the sum back; the vector may be cut over several
 * servers.
 *
 * <p>Servers run on the stated hosts; else on hosts without a worker of the job; else on the workers' own hosts, from the
 * first on. What a rank sends to a server on its own host does not cross the network.
 *
 * <p><b>Cost.</b> One server on a host of its own: 2(a + N·S/B). M servers on hosts of their own: 2(a + max(1, N/M)·S/B).
 * Servers on workers' hosts: the busier of server and worker counts. Differs from Photon's notebook in nothing: 2·K·S/B
 * for a = 0, both directions counted.
 *
 * @see <a href="https://www.usenix.org/conference/osdi14/technical-sessions/presentation/li_mu">Li et al., "Scaling
 *     distributed machine learning with the parameter server", OSDI 2014</a>
 */
final class ParameterServer implements Collective {

    static final String ID = "parameter-server";

    private final Settings settings;

    ParameterServer(Settings settings) {
        this.settings = settings;
    }

    /** Settings of {@link ParameterServer}. */
    record Settings(
            @JsonProperty(defaultValue = "1")
                    @JsonPropertyDescription("number of servers, each with one part of the vector")
                    int servers,
            @JsonPropertyDescription(
                            "hosts of the servers, one for each; absent: hosts without a worker, else workers' hosts")
                    @Nullable
                    List<String> hosts) {

        Settings {
            if (servers < 1) {
                throw new IllegalArgumentException("servers (%d) must be at least 1".formatted(servers));
            }
            if (hosts != null) {
                hosts = List.copyOf(hosts);
                if (hosts.size() != servers) {
                    throw new IllegalArgumentException(
                            "hosts (%s) must name one host for each of the %d servers".formatted(hosts, servers));
                }
            }
        }
    }

    /** Registers {@link ParameterServer}. */
    @SuppressWarnings("rawtypes") // AutoService cannot name a generic service exactly.
    @AutoService(CollectiveFactory.class)
    public static final class Factory implements CollectiveFactory<Settings> {

        @Override
        public String id() {
            return ID;
        }

        @Override
        public String description() {
            return "Every worker sends its vector to a server (or a part to each of several) and gets the sum back.";
        }

        @Override
        public String source() {
            return "Li et al., Scaling distributed machine learning with the parameter server, OSDI 2014; Sani et al.,"
                    + " Photon, MLSys 2025, PS topology: 2KS/B";
        }

        @Override
        public Class<Settings> settingsType() {
            return Settings.class;
        }

        @Override
        public Settings defaults() {
            return new Settings(1, null);
        }

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
    public TransferPlan plan(CollectiveCall call) {
        Patterns.requireSupport(this, call);
        PlanBuilder builder = new PlanBuilder(call, settings.servers);
        int[] serverNodes = serverNodes(call);
        for (int s = 0; s < serverNodes.length; s++) {
            int server = builder.server(serverNodes[s]);
            for (int rank = 0; rank < call.ranks(); rank++) {
                builder.reduce(0, rank, server, s, 1);
                builder.copy(1, server, rank, s, 1);
            }
        }
        return builder.build();
    }

    private int[] serverNodes(CollectiveCall call) {
        int[] nodes = new int[settings.servers];
        int[] spare = call.hosts().spareHosts();
        for (int s = 0; s < nodes.length; s++) {
            if (settings.hosts != null) {
                nodes[s] = call.hosts().node(settings.hosts.get(s));
            } else if (s < spare.length) {
                nodes[s] = spare[s];
            } else {
                nodes[s] = call.node((s - spare.length) % call.ranks());
            }
        }
        return nodes;
    }

    @Override
    public double closedFormSeconds(CollectiveCall call, AlphaBeta cost) {
        int[] servers = serverNodes(call);
        double part = (double) call.bytes() / servers.length;
        double busiest = 0;
        for (int host : servers) {
            busiest = Math.max(busiest, part * copiesIn(call, servers, host));
        }
        for (int rank = 0; rank < call.ranks(); rank++) {
            busiest = Math.max(busiest, part * copiesOut(call, servers, call.node(rank)));
        }
        return busiest == 0 ? 0 : 2 * cost.transfer(busiest);
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
