package org.longhaul.scenario.engine.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.longhaul.scenario.Runs;
import org.longhaul.scenario.engine.plan.RunPlan;
import org.longhaul.scenario.file.InvalidFileException;
import org.longhaul.training.participation.Federation;

/** Groups of clients from sites and regions, or as a scenario states them. */
final class FederationPlannerTest {
    private static final String TREE = "{builder: federation-tree, branching: [2, 2, 2],"
            + " bandwidth: [1 Gbit/s, 1 Gbit/s, 1 Gbit/s], latency: [1 ms, 1 ms, 1 ms]}";
    private static final String SITES =
            "{builder: ring-of-sites, sites: 3, names: [paris, tokyo, lima], hostsPerSite: 3,"
                    + " wide: 1 Gbit/s, wideLatency: 10 ms}";

    private static RunPlan plan(String topology, String further) {
        return plan("hierarchical-fedavg", topology, further);
    }

    private static RunPlan plan(String method, String topology, String further) {
        return Runs.plan(
                """
                name: groups
                topology: TOPOLOGY
                placement: fill
                compute: {stepTime: 100 ms}
                model: {kind: quadratic, layers: 1, elements: 10}
                training: {steps: 8, batch: 1, context: 1, optimizer: {kind: sgd, learningRate: 0.1}}
                methods:
                  - {id: METHOD, parameterPeriod: 2}
                """
                                .replace("TOPOLOGY", topology)
                                .replace("METHOD", method)
                        + further);
    }

    private static Federation federation(RunPlan plan) {
        return Objects.requireNonNull(plan.methods().get(0).training().federation());
    }

    private static List<String> hosts(RunPlan plan) {
        return Arrays.stream(plan.nodes(plan.methods().get(0)))
                .mapToObj(node -> plan.topology().node(node).id())
                .toList();
    }

    @Test
    void regionsAndSitesOfTheTopologyAreGroups() {
        RunPlan plan = plan(TREE, "");
        assertThat(federation(plan)).hasToString("root [n0 [n0.0 [0, 1], n0.1 [2, 3]], n1 [n1.0 [4, 5], n1.1 [6, 7]]]");
        // Every host has a client, so each server is beside the first of its own.
        assertThat(hosts(plan))
                .containsExactly(
                        "n0.0.0", "n0.0.1", "n0.1.0", "n0.1.1", "n1.0.0", "n1.0.1", "n1.1.0", "n1.1.1", "n0.0.0",
                        "n0.0.0", "n0.0.0", "n0.1.0", "n1.0.0", "n1.0.0", "n1.1.0");
        assertThat(plan.summary())
                .contains("federation: root on n0.0.0 [n0 on n0.0.0 [n0.0 on n0.0.0 [2 clients], n0.1 on n0.1.0"
                        + " [2 clients]], n1 on n1.0.0 [n1.0 on n1.0.0 [2 clients], n1.1 on n1.1.0 [2 clients]]]");
    }

    @Test
    void aServerTakesAHostOfItsSiteThatNobodyIsOn() {
        RunPlan plan = plan(SITES.replace("hostsPerSite: 3", "hostsPerSite: 4"), "clients: 6\nserver: lima-host2\n");
        // Four hosts a site, filled one site after the other.
        assertThat(federation(plan)).hasToString("root [paris [0, 1, 2, 3], tokyo [4, 5]]");
        assertThat(hosts(plan).subList(6, 9)).containsExactly("lima-host2", "paris-host0", "tokyo-host2");
    }

    @Test
    void levelsThatDivideNothingAreLeftOut() {
        assertThat(federation(plan("{builder: star, hosts: 3, bandwidth: 1 Gbit/s}", "")))
                .hasToString("root [0, 1, 2]");
        assertThat(federation(plan(SITES.replace("hostsPerSite: 3", "hostsPerSite: 1"), "")))
                .hasToString("root [0, 1, 2]");
    }

    @Test
    void statedGroupsAreOfHostsSitesAndGroups() {
        assertThat(federation(plan(SITES, "federation: {pacific: [tokyo, lima], atlantic: [paris]}\n")))
                .hasToString("root [pacific [tokyo [3, 4, 5], lima [6, 7, 8]], atlantic [paris [0, 1, 2]]]");
        assertThat(federation(plan(
                        SITES,
                        "federation: {world: [east, west], west: [paris], east: [tokyo-host0, lima, tokyo-host1,"
                                + " tokyo-host2]}\n")))
                .hasToString("world [east [lima [6, 7, 8], 3, 4, 5], west [paris [0, 1, 2]]]");
        assertThat(federation(plan(SITES, "federation: {paris: [paris], pacific: [tokyo, lima]}\n")))
                .hasToString("root [paris [0, 1, 2], pacific [tokyo [3, 4, 5], lima [6, 7, 8]]]");
        // As a site of the topology it is a group too, and in the place of its region.
        assertThat(federation(plan(TREE, "federation: {all: [n0, n1.0, n1.1]}\n")))
                .hasToString("all [n0 [n0.0 [0, 1], n0.1 [2, 3]], n1.0 [4, 5], n1.1 [6, 7]]");
        // A site within a region leaves its name to the group that is stated under it, though that comes later.
        assertThat(federation(plan(TREE, "federation: {all: [n0, n0.0], n0.0: [n1.0, n1.1]}\n")))
                .hasToString("all [n0 [n0/n0.0 [0, 1], n0.1 [2, 3]], n0.0 [n1.0 [4, 5], n1.1 [6, 7]]]");
    }

    @Test
    void aGroupThatIsNamedAfterAHostIsThere() {
        RunPlan plan = plan(
                SITES,
                "federation: {paris-host0: [tokyo-host0, lima], tokyo-host0: [tokyo-host1, tokyo-host2],"
                        + " paris: [paris-host1, paris-host2], top: [paris, paris-host0]}\n");
        assertThat(federation(plan))
                .hasToString("top [paris [1, 2], paris-host0 [tokyo-host0 [3 at its place, 4, 5], lima [6, 7, 8],"
                        + " 0 at its place]]");
        assertThat(hosts(plan).subList(10, 14))
                .containsExactly("paris-host1", "paris-host0", "tokyo-host0", "lima-host0");
    }

    /** Nine clients train at three depths of the tree, one after another: three of them in a step, on average. */
    @Test
    void whoTrainsInTurnCountsInItsTurn() {
        String tree = "federation: {paris-host0: [tokyo-host0, lima], tokyo-host0: [tokyo-host1, tokyo-host2],"
                + " paris: [paris-host1, paris-host2], top: [paris, paris-host0]}\n";
        RunPlan inTurn = plan("worldlm", SITES, tree);
        assertThat(inTurn.methods().get(0).training().itemsPerStep()).isEqualTo(3);
        assertThat(inTurn.summary()).anyMatch(line -> line.startsWith("method: worldlm, 8 steps, 24 tokens in all"));
        assertThat(plan(SITES, tree).methods().get(0).training().itemsPerStep()).isEqualTo(9);
    }

    @Test
    void whatIsNoTreeOfAllClientsIsRefused() {
        refused("{a: [paris, tokyo], b: [liam]}", "'liam', which is no group, region, site or host", "lima");
        refused("{a: [paris, tokyo]}", "clients on lima-host0, lima-host1, lima-host2 are in no group");
        refused("{a: [paris, tokyo], b: [lima, tokyo-host1]}", "client 4 is in two groups");
        refused("{a: [paris, c], b: [lima, c], c: [tokyo]}", "group 'c' is in 'a' and in 'b'");
        refused("{a: [b, paris], b: [a, tokyo, lima]}", "every group is within another");
        refused("{a: [b, paris], b: [a], c: [tokyo, lima]}", "are in no group");
        refused("{a: [b], b: [a], c: [paris, tokyo, lima]}", "in no group of the tree: a, b");
        assertThatThrownBy(() -> plan(SITES, "clients: 3\nfederation: {a: [paris], b: [tokyo]}\n"))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("'tokyo', where no client is");
    }

    private static void refused(String groups, String... said) {
        assertThatThrownBy(() -> plan(SITES, "federation: " + groups + "\n"))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContainingAll(said);
    }

    @Test
    void whereNoMethodHasGroupsTheyHaveNoEffect() {
        RunPlan plan = Runs.plan(
                """
                name: groups
                topology: {builder: star, hosts: 3, bandwidth: 1 Gbit/s}
                federation: {a: [nowhere]}
                compute: {stepTime: 100 ms}
                model: {kind: quadratic, layers: 1, elements: 10}
                training: {steps: 8, batch: 1, context: 1, optimizer: {kind: sgd, learningRate: 0.1}}
                methods:
                  - {id: fedavg, parameterPeriod: 2}
                """);
        assertThat(plan.warnings()).singleElement().asString().contains("federation: has no effect: no method has");
    }
}
