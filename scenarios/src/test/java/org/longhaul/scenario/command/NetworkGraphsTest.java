package org.longhaul.scenario.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.longhaul.scenario.command.Said.done;
import static org.longhaul.scenario.command.Said.refused;

import org.junit.jupiter.api.Test;

/** The commands that ask a network's graph: paths, cut, weak and tree. */
class NetworkGraphsTest {
    private static final String TWO_SITES =
            "{builder: two-sites, hostsPerSite: 4, wide: 10 Gbit/s, wideLatency: 15 ms, access: 100 Gbit/s}";

    @Test
    void pathsAreTheShortestOrShareNoLink() {
        assertThat(done("topology", "paths", "abilene", "seattle", "new-york").lines())
                .hasSize(2 + 3)
                .element(2)
                .asString()
                .contains("35.074 ms", "denver, kansas-city, indianapolis, chicago");
        assertThat(done("topology", "paths", "abilene", "seattle", "new-york", "--disjoint", "--count", "9")
                        .lines())
                .hasSize(2 + 2)
                .last()
                .asString()
                .contains("sunnyvale, los-angeles, houston, atlanta, washington");
        assertThat(refused("topology", "paths", "abilene", "seatle", "new-york"))
                .contains("seattle");
        assertThat(refused("topology", "paths", "abilene", "seattle", "seattle"))
                .contains("apart");
        assertThat(refused("topology", "paths", TWO_SITES, "site0", "site1-host0"))
                .contains("site of 4 hosts");
        assertThat(refused("topology", "paths", "abilene", "seattle", "new-york", "--count", "0"))
                .contains("--count");
    }

    @Test
    void theCutNamesTheLinksThatBoundTwoSites() {
        assertThat(done("topology", "cut", TWO_SITES).lines())
                .hasSize(2 + 2)
                .element(2)
                .asString()
                .contains("site0", "site1", "10.0 Gbit/s", "site0-switch -> site1-switch");
        assertThat(done("topology", "cut", "abilene", "seattle", "new-york"))
                .contains("19.9 Gbit/s", "seattle -> sunnyvale, seattle -> denver");
        assertThat(refused("topology", "cut", "abilene", "seattle")).contains("two, or none");
        assertThat(refused("topology", "cut", "{builder: star, hosts: 4, bandwidth: 1 Gbit/s, latency: 1 us}"))
                .contains("sites");
    }

    @Test
    void withoutEndsTheCutIsBetweenHostsThoughASwitchHasTheNameOfTheirSite() {
        String tree =
                "{builder: federation-tree, branching: [2, 2], bandwidth: [10 Gbit/s, 1 Gbit/s], latency: [1 ms, 1 ms]}";
        assertThat(done("topology", "cut", tree).lines())
                .hasSize(2 + 2)
                .element(2)
                .asString()
                .contains("n0", "n1", "2.00 Gbit/s", "n0.0 -> n0, n0.1 -> n0");
        assertThat(done("topology", "cut", tree, "n0", "n1")).contains("10.0 Gbit/s", "n0 -> root");
    }

    @Test
    void weakPointsSayWhoIsCutOff() {
        assertThat(done("topology", "weak", "abilene"))
                .isEqualTo("abilene: no links and no nodes whose loss splits its 11 hosts" + System.lineSeparator());
        assertThat(done("topology", "weak", TWO_SITES).lines())
                .hasSize(4 + 11)
                .first()
                .asString()
                .isEqualTo("two-sites: 9 links and 2 nodes whose loss splits its 8 hosts");
        assertThat(done("topology", "weak", TWO_SITES)
                        .lines()
                        .skip(4)
                        .findFirst()
                        .orElseThrow())
                .contains("wide", "link", "4", "site1-host0, site1-host1, site1-host2, site1-host3");
        assertThat(done("topology", "weak", TWO_SITES, "--json"))
                .startsWith("[{\"kind\":\"link\",\"id\":\"wide\",\"cutOff\":[\"site1-host0\",\"site1-host1\","
                        + "\"site1-host2\",\"site1-host3\"]},")
                .containsPattern("(\\{\"kind\".*){11}");
    }

    @Test
    void theTreeJoinsAllNodes() {
        assertThat(done("topology", "tree", "abilene").lines())
                .hasSize(4 + 10)
                .first()
                .asString()
                .isEqualTo("abilene: 10 of 14 links join 11 nodes");
        assertThat(done("topology", "tree", "gcp-11-regions", "--widest")).contains("10 of 55 links join 11 nodes");
    }
}
