package org.longhaul.topology.measured;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.longhaul.topology.Link;
import org.longhaul.topology.unit.Bandwidth;

class PlacesTest {
    private static final long MILLI = 1_000_000;
    private static final Measurements.Source SOURCE =
            new Measurements.Source("measurements.json", "by hand", "2026-05-03T10:00:00Z");

    /** Hosts of one place; the first is far from all others. */
    private static Measurements measured(String far, String... near) {
        Measurements all = new Measurements();
        for (int i = 0; i < near.length; i++) {
            both(all, far, near[i], 20 * MILLI, 100);
            for (int j = i + 1; j < near.length; j++) {
                both(all, near[i], near[j], MILLI / 10, 1000);
            }
        }
        return all;
    }

    private static void both(Measurements all, String from, String to, long roundTrip, long megabits) {
        all.roundTrip(from, to, roundTrip, SOURCE);
        all.rate(from, to, Bandwidth.ofMegabitsPerSecond(megabits), null, SOURCE);
        all.rate(to, from, Bandwidth.ofMegabitsPerSecond(megabits), null, SOURCE);
    }

    @Test
    void inWhichOrderATestNamesItsHostsIsOfNoMatter() {
        Measurements all = new Measurements();
        for (String host : List.of("a", "b")) {
            both(all, host, "c", 20 * MILLI, 100);
            both(all, host, "d", 20 * MILLI, 100);
        }
        both(all, "a", "b", MILLI / 10, 1000);
        both(all, "c", "d", MILLI / 10, 1000);
        all.together(List.of("b", "a"), List.of("d", "c"), Bandwidth.ofMegabitsPerSecond(150), null, SOURCE);
        all.place(List.of("a", "b"));
        all.place(List.of("c", "d"));
        Link line = all.topology("t").topology().links().get(4);
        assertThat(line.id()).isEqualTo("site0--site1");
        assertThat(line.forward()).isEqualTo(Bandwidth.ofMegabitsPerSecond(150));
        assertThat(line.backward()).isNotEqualTo(line.forward());
    }

    @Test
    void aHostMayBeCalledAsAPlaceWouldBe() {
        Measurements all = measured("site1", "a", "b");
        all.place(List.of("site1"));
        all.place(List.of("a", "b"));
        assertThat(all.topology("t").topology().links())
                .extracting(Link::id)
                .doesNotHaveDuplicates()
                .contains("site1--site1-");
    }

    @Test
    void everyHostIsInOnePlace() {
        for (List<List<String>> places :
                List.of(List.of(List.of("a", "b")), List.of(List.of("far"), List.of("a", "b", "b")))) {
            Measurements all = measured("far", "a", "b");
            places.forEach(all::place);
            assertThatThrownBy(() -> all.topology("t")).hasMessageContaining("once: [a, b, far]");
        }
    }

    private static List<List<Integer>> groups(double[] millis, @Nullable String... machines) {
        int n = machines.length;
        long[][] all = new long[n][n];
        int pair = 0;
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                all[i][j] = Math.round(millis[pair++] * MILLI);
                all[j][i] = all[i][j];
            }
        }
        return NearHosts.groups(all, Arrays.asList(machines));
    }

    @Test
    void nearHostsAreThoseBelowAGap() {
        // Pairs 0-1, 0-2, 1-2: at least three times as far, and 1 ms farther.
        assertThat(groups(new double[] {1, 3, 3}, "x", "y", "z")).containsExactly(List.of(0, 1), List.of(2));
        assertThat(groups(new double[] {1, 2.9, 2.9}, "x", "y", "z")).containsExactly(List.of(0, 1, 2));
        assertThat(groups(new double[] {0.1, 1, 1}, "x", "y", "z")).containsExactly(List.of(0, 1, 2));
        // No gap above 5 ms makes a place.
        assertThat(groups(new double[] {6, 60, 60}, "x", "y", "z")).containsExactly(List.of(0), List.of(1), List.of(2));
        // 0 is near 1 and 1 near 2, but 0 is far from 2.
        assertThat(groups(new double[] {1, 20, 1}, "x", "y", "z")).containsExactly(List.of(0), List.of(1), List.of(2));
    }

    @Test
    void hostsOfAMachineAreAPlaceWhereMachinesAreKnown() {
        double[] millis = {20, 1, 20};
        assertThat(groups(millis, "x", "x", "y")).containsExactly(List.of(0, 1), List.of(2));
        assertThat(groups(millis, "x", "x", "x")).containsExactly(List.of(0, 1, 2));
        assertThat(groups(millis, "x", "x", null)).containsExactly(List.of(0, 2), List.of(1));
        assertThat(groups(millis, null, null, null)).containsExactly(List.of(0, 2), List.of(1));
    }
}
