package org.longhaul.simulator.network.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.network.ConnectionRules;
import org.longhaul.simulator.network.NetworkContext;
import org.longhaul.simulator.network.SharedFindings;
import org.longhaul.simulator.network.flow.fluid.FlowSettings;
import org.longhaul.topology.Node;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;

/** Which transfers of a round are one. */
class BundledRoundTest {

    private static final int HOSTS = 72;

    /** A star whose hosts are of so many kinds, by their links. */
    private static Topology star(int kinds) {
        Topology.Builder star = Topology.builder("star of " + kinds).node(Node.switchOf("s"));
        for (int host = 0; host < HOSTS; host++) {
            star.node(Node.host("h" + host));
        }
        for (int host = 0; host < HOSTS; host++) {
            star.link(Cases.link("l" + host, "h" + host, "s", (1L + host % kinds) * 1_000_000_000, 100_000));
        }
        return star.build();
    }

    private static FlowNetwork network(
            FlowSettings settings, Topology topology, Routing routing, EventLoop loop, SharedFindings findings) {
        return new FlowNetwork(
                settings,
                new NetworkContext(topology, routing, loop, new RandomStreams(1), ConnectionRules.NONE, findings));
    }

    /** All to all, as many bytes as the function of the source's number says. */
    private static @Nullable BundledRound round(FlowNetwork network, long[] bytesOfSource) {
        int[] source = new int[HOSTS * (HOSTS - 1)];
        int[] target = new int[source.length];
        long[] bytes = new long[source.length];
        int i = 0;
        for (int from = 0; from < HOSTS; from++) {
            for (int distance = 1; distance < HOSTS; distance++) {
                source[i] = 1 + from;
                target[i] = 1 + (from + distance) % HOSTS;
                bytes[i++] = bytesOfSource[from];
            }
        }
        return BundledRound.of(network, source, target, new int[source.length], bytes);
    }

    private static void assertSame(RoundGroups found, RoundGroups expected) {
        assertThat(found.count()).isEqualTo(expected.count());
        for (int i = 0; i < HOSTS * (HOSTS - 1); i++) {
            assertThat(found.number(i)).isEqualTo(expected.number(i));
        }
        for (int group = 0; group < found.count(); group++) {
            assertThat(found.first(group)).isEqualTo(expected.first(group));
            assertThat(found.members(group)).isEqualTo(expected.members(group));
            assertThat(found.crossed(group)).usingRecursiveComparison().isEqualTo(expected.crossed(group));
        }
    }

    /** Groups of the last round are taken over only where the colours would refine to the same ones. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void groupsOfTheLastRoundAreThoseThatRefinementFinds(int seed) {
        Random random = new Random(seed);
        int kinds = 1 + random.nextInt(3);
        Topology star = star(kinds);
        EventLoop loop = new EventLoop();
        FlowSettings settings = random.nextBoolean() ? FlowSettings.tcp() : FlowSettings.fluid();
        FlowNetwork network = network(settings, star, Routings.shortestLatency(star), loop, new SharedFindings());
        int taken = 0;
        for (int number = 0; number < 6; number++) {
            long[] bytes = new long[HOSTS];
            int sizes = random.nextInt(3) == 0 ? 2 * kinds : kinds;
            for (int host = 0; host < HOSTS; host++) {
                bytes[host] = 100_000L * (1 + number + host % sizes);
            }
            BundledRound round = round(network, bytes);
            if (round == null) {
                continue;
            }
            RoundPairs pairs = Objects.requireNonNull(round.pairs());
            RoundGroups before = round.asBefore(pairs);
            if (before != null) {
                taken++;
                assertSame(before, Objects.requireNonNull(round.groups(pairs)));
            }
            boolean[] isDone = new boolean[1];
            round.start(now -> isDone[0] = true);
            loop.run();
            assertThat(isDone[0]).isTrue();
        }
        assertThat(taken).isPositive();
    }

    @Test
    void transfersOfOneGroupThatNoLongerCarryEquallyMuchAreGroupedAnew() {
        Topology star = star(1);
        FlowNetwork network = network(
                FlowSettings.tcp(), star, Routings.shortestLatency(star), new EventLoop(), new SharedFindings());
        long[] bytes = new long[HOSTS];
        Arrays.fill(bytes, 1_000_000);
        BundledRound even = Objects.requireNonNull(round(network, bytes));
        assertThat(Objects.requireNonNull(even.asBefore(Objects.requireNonNull(even.pairs())))
                        .count())
                .isEqualTo(1);
        for (int host = 0; host < HOSTS; host += 2) {
            bytes[host] = 2_000_000;
        }
        BundledRound uneven = Objects.requireNonNull(round(network, bytes));
        assertThat(Objects.requireNonNull(uneven.asBefore(Objects.requireNonNull(uneven.pairs())))
                        .count())
                .isGreaterThan(1);
    }

    @Test
    void anotherNetworkOnTheSameRoutesTakesGroupsOverAndOneElsewhereDoesNot() {
        Topology star = star(2);
        Routing routing = Routings.shortestLatency(star);
        SharedFindings findings = new SharedFindings();
        long[] bytes = new long[HOSTS];
        Arrays.fill(bytes, 1_000_000);
        RoundPairs first = pairs(network(FlowSettings.tcp(), star, routing, new EventLoop(), findings), bytes);
        assertThat(pairs(network(FlowSettings.fluid(), star, routing, new EventLoop(), findings), bytes))
                .isSameAs(first);
        assertThat(pairs(network(FlowSettings.tcp(), star, routing, new EventLoop(), new SharedFindings()), bytes))
                .isNotSameAs(first);
        Topology other = star(1);
        Routing otherRoutes = Routings.shortestLatency(other);
        assertThat(pairs(network(FlowSettings.tcp(), other, otherRoutes, new EventLoop(), findings), bytes))
                .isNotSameAs(first);
    }

    private static RoundPairs pairs(FlowNetwork network, long[] bytes) {
        return Objects.requireNonNull(
                Objects.requireNonNull(round(network, bytes)).pairs());
    }
}
