package org.longhaul.simulator.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.longhaul.simulator.event.EventPriority;
import org.longhaul.simulator.network.flow.Cases;
import org.longhaul.topology.Node;
import org.longhaul.topology.Topology;

/** What every registered network model keeps when its network changes. */
class ChangingNetworkContractTest {

    private static final long RATE = 100_000_000L;
    private static final long LATENCY = 5_000_000L;
    private static final long BYTES = 25_000_000L;

    static Stream<NetworkModel<?>> models() {
        return NetworkModels.all().stream();
    }

    /** Two ways from west to east: north in two hops, south in three. */
    private static Topology twoWays() {
        Topology.Builder builder = Topology.builder("two ways").relayingHosts(true);
        for (String node : List.of("west", "north", "south", "deep-south", "east")) {
            builder.node(Node.host(node));
        }
        return builder.link(Cases.link("west-north", "west", "north", RATE, LATENCY))
                .link(Cases.link("north-east", "north", "east", RATE, LATENCY))
                .link(Cases.link("west-south", "west", "south", RATE, LATENCY))
                .link(Cases.link("south-deep", "south", "deep-south", RATE, LATENCY))
                .link(Cases.link("deep-east", "deep-south", "east", RATE, LATENCY))
                .build();
    }

    private static final int WEST = 0;
    private static final int EAST = 4;
    private static final int NORTH_EAST = 2;
    private static final int DEEP_EAST = 8;

    private static void set(Cases.Run run, int link, boolean up) {
        for (int arc = link; arc < link + 2; arc++) {
            ArcState stated = ArcState.of(run.topology, arc);
            run.network.setArc(arc, new ArcState(up, stated.bitsPerSecond(), stated.latencyNanos(), stated.lossRate()));
        }
    }

    private static BitSet without(int... links) {
        BitSet down = new BitSet();
        for (int link : links) {
            down.set(link, link + 2);
        }
        return down;
    }

    private static void at(Cases.Run run, double seconds, Runnable action) {
        run.loop.schedule(Math.round(seconds * 1e9), EventPriority.CHANGE, now -> action.run());
    }

    private static double undisturbed(NetworkModel<?> model) {
        Cases.Run run = new Cases.Run(model, twoWays());
        double[] end = {-1};
        run.send(WEST, EAST, BYTES, 0, 0, end, 0);
        run.loop.run();
        return end[0];
    }

    @ParameterizedTest
    @MethodSource("models")
    void anOutageDelaysATransferByAtLeastItsLength(NetworkModel<?> model) {
        double without = undisturbed(model);
        for (double lasts : new double[] {0.3, 2, 30, 500}) {
            Cases.Run run = new Cases.Run(model, twoWays());
            double[] end = {-1};
            run.send(WEST, EAST, BYTES, 0, 0, end, 0);
            at(run, 1, () -> set(run, NORTH_EAST, false));
            at(run, 1 + lasts, () -> set(run, NORTH_EAST, true));
            run.loop.run();
            // A sender waits at most twice as long as the outage lasts, or 120 s longer, and then finds its speed
            // again.
            assertThat(end[0] - without).isBetween(0.99 * lasts, lasts + Math.min(1.2 * lasts + 1, 122));
            assertThat(run.network.arcPayloadBytes(NORTH_EAST)).isEqualTo(BYTES);
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void aLinkThatStaysDownEndsTheRunAndIsNamed(NetworkModel<?> model) {
        Cases.Run run = new Cases.Run(model, twoWays());
        double[] ends = {-1, -1, -1};
        run.send(WEST, EAST, BYTES, 0, 0, ends, 0);
        run.send(WEST, EAST, BYTES, 0, 0, ends, 1);
        run.send(EAST, WEST, BYTES, 0, 20, ends, 2);
        at(run, 1.5, () -> set(run, NORTH_EAST, false));
        run.loop.run();
        assertThat(ends).containsExactly(-1, -1, -1);
        assertThat(run.network.activeTransfers()).hasSize(3).allSatisfy(status -> assertThat(status.waitingFor())
                .isEqualTo("link north-east, down since 1.5 s"));
        TransferStatus first = run.network.activeTransfers().get(0);
        assertThat(first.deliveredBytes()).isBetween(BYTES / 4, BYTES - 1);
        set(run, NORTH_EAST, true);
        run.loop.run();
        assertThat(run.network.activeTransfers()).isEmpty();
        assertThat(ends).doesNotContain(-1);
    }

    @ParameterizedTest
    @MethodSource("models")
    void aDirectionIsDownByItself(NetworkModel<?> model) {
        Cases.Run run = new Cases.Run(model, twoWays());
        double[] ends = {-1};
        ArcState stated = ArcState.of(run.topology, NORTH_EAST);
        run.network.setArc(
                NORTH_EAST, new ArcState(false, stated.bitsPerSecond(), stated.latencyNanos(), stated.lossRate()));
        run.send(WEST, EAST, 1000, 0, 0, ends, 0);
        run.loop.run();
        assertThat(ends).containsExactly(-1);
        assertThat(run.network.arcPayloadBytes(NORTH_EAST)).isZero();
        run.network.setArc(NORTH_EAST, stated);
        run.loop.run();
        assertThat(ends[0]).isGreaterThan(0);
    }

    @ParameterizedTest
    @MethodSource("models")
    void aHalvedRateDoublesWhatIsLeft(NetworkModel<?> model) {
        double without = undisturbed(model);
        Cases.Run run = new Cases.Run(model, twoWays());
        double[] end = {-1};
        run.send(WEST, EAST, BYTES, 0, 0, end, 0);
        at(run, without / 2, () -> run.network.setArc(NORTH_EAST, new ArcState(true, RATE / 2, LATENCY, 0)));
        run.loop.run();
        assertThat(end[0] / without).isBetween(1.4, 1.65);
    }

    @ParameterizedTest
    @MethodSource("models")
    void aTransferGoesOnOverAnotherPath(NetworkModel<?> model) {
        double without = undisturbed(model);
        Cases.Run run = new Cases.Run(model, twoWays());
        double[] end = {-1};
        run.send(WEST, EAST, BYTES, 0, 0, end, 0);
        at(run, 1, () -> set(run, NORTH_EAST, false));
        at(run, 2, () -> run.network.setRouting(new UpArcRouting(run.topology, without(NORTH_EAST))));
        run.loop.run();
        assertThat(end[0] - without).isBetween(0.95, 2.5);
        long north = run.network.arcPayloadBytes(NORTH_EAST);
        assertThat(north).isBetween(BYTES / 4, BYTES / 2);
        assertThat(run.network.arcPayloadBytes(DEEP_EAST)).isEqualTo(BYTES - north);
        assertThat(run.network.arcPayloadBytes(0)).isEqualTo(north);
    }

    @ParameterizedTest
    @MethodSource("models")
    void movingToAnEquallyFastPathCostsLittle(NetworkModel<?> model) {
        double without = undisturbed(model);
        Cases.Run run = new Cases.Run(model, twoWays());
        double[] end = {-1};
        run.send(WEST, EAST, BYTES, 0, 0, end, 0);
        at(run, 1, () -> run.network.setRouting(new UpArcRouting(run.topology, without(NORTH_EAST))));
        run.loop.run();
        assertThat(end[0]).isBetween(without, without + 0.3);
    }

    @ParameterizedTest
    @MethodSource("models")
    void withoutARouteTransfersWait(NetworkModel<?> model) {
        Cases.Run run = new Cases.Run(model, twoWays());
        double[] ends = {-1, -1};
        run.send(WEST, EAST, BYTES, 0, 0, ends, 0);
        run.send(WEST, EAST, BYTES, 1, 3, ends, 1);
        at(run, 1, () -> run.network.setRouting(new UpArcRouting(run.topology, without(NORTH_EAST, DEEP_EAST))));
        run.loop.run();
        assertThat(run.network.activeTransfers()).hasSize(2);
        List<TransferStatus> waiting = run.network.activeTransfers();
        assertThat(waiting.get(0).waitingFor()).isEqualTo("a route from west to east, none since 1 s");
        assertThat(waiting.get(1).waitingFor()).isEqualTo("a route from west to east, none since 3 s");
        long now = run.loop.nowNanos();
        run.network.setRouting(new UpArcRouting(run.topology, new BitSet()));
        run.loop.run();
        assertThat(ends[0]).isGreaterThan(now * 1e-9);
        assertThat(ends[1]).isGreaterThan(now * 1e-9 + BYTES * 8.0 / RATE);
        assertThat(run.network.arcPayloadBytes(0)).isEqualTo(2 * BYTES);
    }

    @ParameterizedTest
    @MethodSource("models")
    void aClosedConnectionBeginsAnewAndItsBytesCountOnce(NetworkModel<?> model) {
        double without = undisturbed(model);
        Cases.Run run = new Cases.Run(model, twoWays());
        List<Long> heard = new ArrayList<>();
        run.loop.schedule(0, EventPriority.CHANGE, now -> run.network.send(WEST, EAST, BYTES, 0, heard::add));
        run.loop.schedule(0, EventPriority.CHANGE, now -> run.network.send(WEST, EAST, 1000, 0, heard::add));
        at(run, 1, () -> {
            long before = run.network.arcPayloadBytes(0);
            assertThat(run.network.activeTransfers().get(0).deliveredBytes()).isPositive();
            run.network.reset(WEST, EAST, 0, 3_000_000_000L);
            assertThat(run.network.arcPayloadBytes(0)).isZero();
            assertThat(run.network.arcWireBytes(0)).isGreaterThanOrEqualTo(before);
            assertThat(run.network.activeTransfers()).hasSize(2).allSatisfy(status -> {
                assertThat(status.deliveredBytes()).isZero();
                assertThat(status.startNanos()).isZero();
                assertThat(status.waitingFor()).isEqualTo("a new connection, which opens at 3 s");
            });
            run.network.reset(EAST, WEST, 0, 3_000_000_000L);
        });
        run.loop.run();
        assertThat(heard).hasSize(2);
        assertThat(heard.get(0) * 1e-9 - without).isBetween(3.0 - 1e-6, 3.001);
        assertThat(run.network.arcPayloadBytes(0)).isEqualTo(BYTES + 1000);
        assertThat(run.network.arcWireBytes(0)).isGreaterThan(BYTES + BYTES / 4);
    }

    /** A transfer of which whole megabytes are kept when its connection closes. */
    private static final class InMegabytes implements TransferListener {
        private long end = -1;

        @Override
        public void completed(long nowNanos) {
            end = nowNanos;
        }

        @Override
        public long keptBytes(long arrivedBytes) {
            return arrivedBytes - arrivedBytes % 1_000_000;
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void whatATransferKeepsIsNotSentAgain(NetworkModel<?> model) {
        Cases.Run run = new Cases.Run(model, twoWays());
        InMegabytes transfer = new InMegabytes();
        InMegabytes next = new InMegabytes();
        run.loop.schedule(0, EventPriority.CHANGE, now -> run.network.send(WEST, EAST, BYTES, 0, transfer));
        run.loop.schedule(0, EventPriority.CHANGE, now -> run.network.send(WEST, EAST, 1000, 0, next));
        long[] kept = {0};
        at(run, 1, () -> {
            long arrived = run.network.activeTransfers().get(0).deliveredBytes();
            kept[0] = arrived - arrived % 1_000_000;
            assertThat(kept[0]).isGreaterThan(2_000_000);
            run.network.reset(WEST, EAST, 0, 3_000_000_000L);
            assertThat(run.network.arcPayloadBytes(0)).isEqualTo(kept[0]);
        });
        at(run, 2, () -> run.network.reset(WEST, EAST, 0, 3_000_000_000L));
        at(run, 2.5, () -> assertThat(run.network.arcPayloadBytes(0)).isEqualTo(kept[0]));
        run.loop.run();
        assertThat(run.network.arcPayloadBytes(0)).isEqualTo(BYTES + 1000);
        double saved = kept[0] * 8.0 / RATE;
        assertThat(transfer.end * 1e-9).isCloseTo(3 + undisturbed(model) - saved, within(0.1));
        assertThat(next.end).isGreaterThan(transfer.end);
    }

    @ParameterizedTest
    @MethodSource("models")
    void aNodeThatNeverComesBackHoldsItsTransfersUntilAnotherResetSaysOtherwise(NetworkModel<?> model) {
        Cases.Run run = new Cases.Run(model, twoWays());
        double[] ends = {-1, -1, -1};
        run.send(WEST, EAST, BYTES, 0, 0, ends, 0);
        run.send(EAST, WEST, BYTES, 1, 0, ends, 1);
        run.send(WEST, 1, BYTES, 0, 0, ends, 2);
        at(run, 1, () -> run.network.resetNode(EAST, Long.MAX_VALUE));
        run.loop.run();
        assertThat(ends[0]).isEqualTo(-1);
        assertThat(ends[1]).isEqualTo(-1);
        assertThat(ends[2]).isPositive();
        assertThat(run.network.activeTransfers()).hasSize(2).allSatisfy(status -> assertThat(status.waitingFor())
                .isEqualTo("a new connection, which no one opens"));
        run.network.resetNode(EAST, run.loop.nowNanos() + 1_000_000);
        run.loop.run();
        assertThat(ends).doesNotContain(-1);
    }

    @ParameterizedTest
    @MethodSource("models")
    void theFingerprintTellsAChangedNetworkFromARestoredOne(NetworkModel<?> model) {
        Cases.Run run = new Cases.Run(model, twoWays());
        long stated = run.network.stateFingerprint();
        set(run, DEEP_EAST, false);
        long down = run.network.stateFingerprint();
        set(run, NORTH_EAST, false);
        assertThat(List.of(stated, down)).doesNotContain(run.network.stateFingerprint());
        assertThat(down).isNotEqualTo(stated);
        set(run, NORTH_EAST, true);
        assertThat(run.network.stateFingerprint()).isEqualTo(down);
        set(run, DEEP_EAST, true);
        assertThat(run.network.stateFingerprint()).isEqualTo(stated);
        run.network.setRouting(new UpArcRouting(run.topology, without(NORTH_EAST)));
        assertThat(run.network.stateFingerprint()).isNotEqualTo(stated);
    }

    /** Repeated steps can be recognised again some steps after an outage. */
    @ParameterizedTest
    @MethodSource("models")
    void repeatedTrafficFromAnEqualStateTakesEqualTimeAfterAnOutageToo(NetworkModel<?> model) {
        Cases.Run run = new Cases.Run(model, twoWays());
        int rounds = 40;
        long[] durations = new long[rounds];
        long[] states = new long[rounds];
        for (int round = 0; round < rounds; round++) {
            long start = run.loop.nowNanos();
            run.network.send(WEST, EAST, 2_000_000, 0, now -> {});
            run.network.send(EAST, WEST, 1_000_001, 0, now -> {});
            if (round == 3) {
                run.loop.runUntil(start + 60_000_000);
                set(run, NORTH_EAST, false);
                run.loop.runUntil(start + 960_000_000);
                set(run, NORTH_EAST, true);
            }
            run.loop.run();
            durations[round] = run.loop.nowNanos() - start;
            states[round] = run.network.stateFingerprint();
        }
        for (int i = 0; i < rounds - 1; i++) {
            for (int j = i + 1; j < rounds - 1; j++) {
                if (states[i] == states[j] && i != 2 && j != 2) {
                    assertThat(durations[i + 1]).isEqualTo(durations[j + 1]);
                    assertThat(states[i + 1]).isEqualTo(states[j + 1]);
                }
            }
        }
        assertThat(durations[3]).isGreaterThan(900_000_000);
        if (!model.id().equals("packet")) {
            assertThat(states[rounds - 1]).isEqualTo(states[rounds - 2]);
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void badArgumentsAreNamed(NetworkModel<?> model) {
        Cases.Run run = new Cases.Run(model, twoWays());
        ArcState state = ArcState.of(run.topology, 0);
        assertThatThrownBy(() -> run.network.setArc(10, state)).hasMessageContaining("arc (10)");
        assertThatThrownBy(() -> run.network.resetNode(5, 0)).hasMessageContaining("node (5)");
        assertThatThrownBy(() -> run.network.reset(0, -1, 0, 0)).hasMessageContaining("target (-1)");
        assertThatThrownBy(() -> new ArcState(true, 0, 1, 0)).hasMessageContaining("bitsPerSecond (0)");
        assertThatThrownBy(() -> new ArcState(true, 1, -1, 0)).hasMessageContaining("latencyNanos (-1)");
        assertThatThrownBy(() -> new ArcState(true, 1, 1, 1)).hasMessageContaining("lossRate (1.0)");
    }
}
