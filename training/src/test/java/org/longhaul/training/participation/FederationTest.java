package org.longhaul.training.participation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.longhaul.training.participation.Federation.Group;

/** Groups, their servers and their members. */
class FederationTest {
    private static final Group WEST = new Group("west", List.of(0, 3), List.of());
    private static final Group EUROPE = new Group("europe", 4, List.of(4), List.of(WEST));
    private static final Group ASIA = new Group("asia", List.of(1, 2), List.of());
    private static final Federation TREE = new Federation(6, new Group("root", List.of(5), List.of(EUROPE, ASIA)));

    @Test
    void serversHaveRanksAfterTheClientsFromTheRootDown() {
        assertThat(TREE.groups()).extracting(Group::name).containsExactly("root", "europe", "west", "asia");
        assertThat(TREE.groups()).extracting(TREE::server).containsExactly(6, 7, 8, 9);
        assertThat(TREE.groups()).extracting(TREE::depth).containsExactly(0, 1, 2, 1);
        assertThat(TREE.deepest()).isEqualTo(2);
        assertThat(TREE.atDepth(1)).containsExactly(EUROPE, ASIA);
    }

    @Test
    void aGroupHasTheClientsOfTheGroupsWithinIt() {
        assertThat(TREE.everyone(EUROPE)).containsExactly(0, 3, 4);
        assertThat(TREE.of(EUROPE, List.of(1, 3, 5))).containsExactly(3);
        assertThat(TREE).hasToString("root [europe [west [0, 3], 4 at its place], asia [1, 2], 5]");
        assertThat(Federation.flat(3).root().clients()).containsExactly(0, 1, 2);
    }

    @Test
    void everyClientIsInOneGroup() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Federation(4, new Group("root", List.of(), List.of(ASIA))))
                .withMessageContaining("clients {0, 3} are in no group");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Federation(3, new Group("root", List.of(0, 1, 2), List.of(ASIA))))
                .withMessageContaining("client 1 is in two groups");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Federation(2, new Group("root", List.of(0), List.of(ASIA))))
                .withMessageContaining("client 2 is none of the 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Federation(4, new Group("asia", List.of(0, 3), List.of(ASIA))))
                .withMessageContaining("two groups are named 'asia'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Group("empty", List.of(), List.of()))
                .withMessageContaining("no member");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Group("own", 1, List.of(0), List.of()))
                .withMessageContaining("client 1 of group own is not directly in it");
    }
}
