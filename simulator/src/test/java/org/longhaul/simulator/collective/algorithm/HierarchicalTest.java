package org.longhaul.simulator.collective.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.longhaul.simulator.collective.Collective;
import org.longhaul.simulator.collective.CollectiveCall;
import org.longhaul.simulator.collective.FakeHosts;
import org.longhaul.simulator.collective.HostView;
import org.longhaul.simulator.collective.Pattern;
import org.longhaul.simulator.collective.Patterns;
import org.longhaul.simulator.collective.TransferPlan;
import org.longhaul.simulator.collective.UnevenHosts;

class HierarchicalTest {

    private static final int RANKS = 40;

    private static List<List<String>> paths(HostView hosts) {
        List<List<String>> paths = new ArrayList<>();
        for (int rank = 0; rank < RANKS; rank++) {
            List<String> path = new ArrayList<>(hosts.regionPath(rank));
            path.add("site " + hosts.site(rank));
            paths.add(path);
        }
        return paths;
    }

    private static void collect(GroupTree tree, boolean[] into) {
        if (tree.isRank()) {
            into[tree.rank()] = true;
        }
        tree.members().forEach(member -> collect(member, into));
    }

    /** However uneven the groups: each outermost one sends 2(k − 1)/k of the vector and gets as much, k their number. */
    @Test
    void outermostGroupsExchangeTheLeastPossible() {
        long bytes = 1_000_000_007;
        for (long seed = 0; seed < 30; seed++) {
            HostView hosts = new UnevenHosts(RANKS, RANKS, seed);
            GroupTree tree = GroupTree.of(paths(hosts));
            TransferPlan plan = CollectiveVariants.get("hierarchical, nested")
                    .plan(new CollectiveCall(Pattern.ALL_REDUCE, bytes, Patterns.identity(RANKS), hosts));
            double k = tree.members().size();
            for (GroupTree group : tree.members()) {
                boolean[] inside = new boolean[RANKS];
                collect(group, inside);
                long[] crossing = new long[2];
                for (int round = 0; round < plan.rounds(); round++) {
                    for (int rank = 0; rank < RANKS; rank++) {
                        boolean from = inside[rank];
                        plan.sends(round, rank, (target, first, count, reduce) -> {
                            if (from != inside[target]) {
                                crossing[from ? 0 : 1] += plan.chunkBytes(first, count);
                            }
                        });
                    }
                }
                // Parts are whole numbers of chunks, of which each rank may miss one.
                double tolerance = 2.0 * RANKS * bytes / plan.chunks() + RANKS;
                assertThat((double) crossing[0]).isCloseTo(2 * (k - 1) / k * bytes, within(tolerance));
                assertThat((double) crossing[1]).isCloseTo(2 * (k - 1) / k * bytes, within(tolerance));
            }
        }
    }

    @Test
    void groupsOfOneAreTheirMember() {
        GroupTree tree = GroupTree.of(List.of(
                List.of("a", "b", "c"), List.of("a", "b", "d"), List.of("e", "f", "g"), List.of("h"), List.of("h")));
        assertThat(tree.members()).hasSize(3);
        assertThat(tree.members().get(0).members()).allMatch(GroupTree::isRank);
        assertThat(tree.members().get(1).rank()).isEqualTo(2);
        assertThat(tree.height()).isEqualTo(2);
        assertThat(tree.isRegular()).isFalse();
        assertThat(GroupTree.of(List.of(List.of("a"), List.of("b"), List.of("a"), List.of("b")))
                        .isRegular())
                .isTrue();
    }

    @Test
    void wrongSettingsAreRefused() {
        assertThatThrownBy(() -> CollectiveVariants.hierarchical(Map.of("h", "europe//west"), List.of("ring"), 1))
                .hasMessageContaining("groups (h: 'europe//west') must be names with slashes between");
        assertThatThrownBy(() -> CollectiveVariants.hierarchical(Map.of(), List.of(), 1))
                .hasMessageContaining("algorithms ([]) must name at least one");
        assertThatThrownBy(() -> CollectiveVariants.hierarchical(Map.of(), List.of("ring"), 257))
                .hasMessageContaining("segments (257) must be in 1 to 256");
        assertThatThrownBy(() -> CollectiveVariants.parameterServer(1, List.of("a", "b"), 1))
                .hasMessageContaining("hosts ([a, b]) must name at least one host, and at most one for each");
    }

    /** Every shard of a sharded server is within a byte of the others, whatever the sizes. */
    @Test
    void shardsAreBalancedToTheByte() {
        for (int servers = 1; servers <= 13; servers++) {
            for (long bytes : new long[] {0, 1, 12, 1_000_003, 10_000_000_019L}) {
                Collective collective = CollectiveVariants.parameterServer(servers, List.of("20"), 3);
                TransferPlan plan = collective.plan(new CollectiveCall(
                        Pattern.ALL_REDUCE, bytes, Patterns.identity(4), new FakeHosts(21, 4, 4, 1)));
                long[] received = new long[plan.participants()];
                for (int round = 0; round < plan.rounds(); round++) {
                    plan.sends(
                            round,
                            0,
                            (target, first, count, reduce) -> received[target] += plan.chunkBytes(first, count));
                }
                long least = Long.MAX_VALUE;
                long most = 0;
                long sum = 0;
                for (int server = 4; server < plan.participants(); server++) {
                    assertThat(plan.node(server)).isEqualTo(20);
                    least = Math.min(least, received[server]);
                    most = Math.max(most, received[server]);
                    sum += received[server];
                }
                assertThat(plan.participants()).isEqualTo(4 + servers);
                assertThat(sum).isEqualTo(bytes);
                assertThat(most - least).isLessThanOrEqualTo(1);
            }
        }
    }

    @Test
    void serversStandWhereThePlacementSays() {
        HostView hosts = new FakeHosts(8, 6, 4, 1); // sites 0..3 and 4..7; 6 and 7 spare
        CollectiveCall call = new CollectiveCall(Pattern.ALL_REDUCE, 1000, Patterns.identity(6), hosts);
        assertThat(servers("parameter-server, sites", call)).containsExactly(0, 6);
        assertThat(servers("parameter-server, workers", call)).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(servers("parameter-server, 3 servers", call)).containsExactly(6, 7, 0);
        assertThat(servers("parameter-server, 4 segments", call)).containsExactly(6);
    }

    private static List<Integer> servers(String variant, CollectiveCall call) {
        TransferPlan plan = CollectiveVariants.get(variant).plan(call);
        List<Integer> nodes = new ArrayList<>();
        for (int server = plan.ranks(); server < plan.participants(); server++) {
            nodes.add(plan.node(server));
        }
        return nodes;
    }
}
