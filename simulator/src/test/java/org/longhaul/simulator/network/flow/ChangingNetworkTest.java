package org.longhaul.simulator.network.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.longhaul.simulator.event.EventPriority;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.network.ArcState;
import org.longhaul.simulator.network.NetworkModel;
import org.longhaul.simulator.network.NetworkModels;
import org.longhaul.simulator.network.UpArcRouting;
import org.longhaul.topology.Node;
import org.longhaul.topology.Topology;

/** Random traffic over random networks that change at random, on every registered model. */
class ChangingNetworkTest {

    private static final int CASES = 400;
    private static final double CALM_SECONDS = 40;

    static Stream<NetworkModel<?>> models() {
        return NetworkModels.all().stream();
    }

    private record Outcome(List<Long> ends, long eventFingerprint, long stateFingerprint) {}

    /** One run: schedules traffic and changes, all of which are over when the network is calm again. */
    private static final class Trial {

        private final RandomGenerator random;
        private final Topology topology;
        private final Cases.Run run;
        private final BitSet down = new BitSet();
        private final List<Long> ends = new ArrayList<>();
        private final long[] surplus;
        // Whether connections are closed for good, up to the calm.
        private final boolean abandons;
        private int transfers;

        Trial(NetworkModel<?> model, long seed) {
            random = new RandomStreams(seed).stream("changing", 0);
            topology = topology(seed);
            abandons = seed % 4 == 0;
            run = new Cases.Run(model, topology);
            surplus = new long[topology.nodeCount()];
        }

        private Topology topology(long seed) {
            int nodes = random.nextInt(3, 8);
            Topology.Builder builder = Topology.builder("changing " + seed).relayingHosts(true);
            for (int node = 0; node < nodes; node++) {
                builder.node(Node.host("n" + node));
            }
            for (int link = 1; link < nodes + 3; link++) {
                int to = link < nodes ? link : random.nextInt(1, nodes);
                int from = random.nextInt(to);
                long rate = 10_000_000L * random.nextInt(1, 30);
                builder.link(Cases.link("l" + link, "n" + from, "n" + to, rate, random.nextLong(10_000, 20_000_000)));
            }
            return builder.build();
        }

        private void at(double seconds, Runnable action) {
            run.loop.schedule(Math.round(seconds * 1e9), EventPriority.CHANGE, now -> action.run());
        }

        Outcome play() {
            transfers = random.nextInt(3, 10);
            for (int i = 0; i < transfers; i++) {
                int source = random.nextInt(topology.nodeCount());
                int target = random.nextInt(topology.nodeCount());
                long bytes = random.nextInt(8) == 0 ? 0 : random.nextLong(1L << random.nextInt(1, 23));
                surplus[source] += bytes;
                surplus[target] -= bytes;
                int channel = random.nextInt(2);
                at(random.nextDouble(3), () -> run.network.send(source, target, bytes, channel, ends::add));
            }
            int changes = random.nextInt(2, 16);
            for (int i = 0; i < changes; i++) {
                at(random.nextDouble(5), this::change);
            }
            at(CALM_SECONDS, this::calm);
            for (int i = 0; i < 5; i++) {
                at(random.nextDouble(5), this::checkCapacities);
            }
            run.loop.run();
            check();
            return new Outcome(ends, run.loop.fingerprint(), run.network.stateFingerprint());
        }

        private void change() {
            int arc = random.nextInt(topology.arcCount());
            switch (random.nextInt(8)) {
                case 0, 1 -> fail(arc, random.nextBoolean(), random.nextDouble(2));
                case 2 -> set(arc, true, random.nextDouble(0.1, 3), random.nextDouble(0.2, 3), 0);
                case 3 -> set(arc, true, 1, 1, random.nextDouble(0.02));
                case 4 -> run.network.reset(node(), node(), random.nextInt(2), resume());
                case 5 -> run.network.resetNode(node(), resume());
                default -> run.network.setRouting(new UpArcRouting(topology, down));
            }
        }

        private int node() {
            return random.nextInt(topology.nodeCount());
        }

        private long resume() {
            return abandons ? Long.MAX_VALUE : run.loop.nowNanos() + random.nextLong(2_000_000_000L);
        }

        /** Takes a direction or a whole link down, routes around it after a while, and brings it back. */
        private void fail(int arc, boolean bothWays, double seconds) {
            double now = run.loop.nowNanos() * 1e-9;
            for (int each : bothWays ? new int[] {arc, arc ^ 1} : new int[] {arc}) {
                set(each, false, 1, 1, 0);
                at(now + seconds, () -> set(each, true, 1, 1, 0));
            }
            if (random.nextBoolean()) {
                at(now + seconds / 3, () -> run.network.setRouting(new UpArcRouting(topology, down)));
            }
        }

        private void set(int arc, boolean up, double rate, double latency, double loss) {
            down.set(arc, !up);
            run.network.setArc(
                    arc,
                    new ArcState(
                            up,
                            Math.round(topology.arcBitsPerSecond(arc) * rate),
                            Math.round(topology.arcLatencyNanos(arc) * latency),
                            loss));
        }

        private void calm() {
            for (int arc = 0; arc < topology.arcCount(); arc++) {
                set(arc, true, 1, 1, 0);
            }
            run.network.setRouting(new UpArcRouting(topology, down));
            for (int source = 0; abandons && source < topology.nodeCount(); source++) {
                run.network.resetNode(source, run.loop.nowNanos() + 1000);
            }
        }

        private void checkCapacities() {
            if (run.network instanceof FlowNetwork flow) {
                run.loop.schedule(run.loop.nowNanos(), EventPriority.LAST, now -> {
                    for (int arc = 0; arc < topology.arcCount(); arc++) {
                        double load = 0;
                        for (int i = 0; i < flow.fluid.shares.flowsOn(arc); i++) {
                            load += flow.fluid.shares.rate(flow.fluid.shares.member(arc, i));
                        }
                        double capacity = flow.fluid.states.isUp(arc) ? flow.fluid.states.bitsPerSecond(arc) / 8.0 : 0;
                        assertThat(load).isLessThanOrEqualTo(capacity * (1 + 1e-9));
                    }
                });
            }
        }

        private void check() {
            assertThat(run.network.activeTransfers()).isEmpty();
            assertThat(ends).hasSize(transfers).isSorted();
            for (int node = 0; node < topology.nodeCount(); node++) {
                long balance = 0;
                for (int arc = 0; arc < topology.arcCount(); arc++) {
                    balance += topology.arcSource(arc) == node ? run.network.arcPayloadBytes(arc) : 0;
                    balance -= topology.arcTarget(arc) == node ? run.network.arcPayloadBytes(arc) : 0;
                }
                assertThat(balance).isEqualTo(surplus[node]);
            }
            for (int arc = 0; arc < topology.arcCount(); arc++) {
                assertThat(run.network.arcWireBytes(arc)).isGreaterThanOrEqualTo(run.network.arcPayloadBytes(arc));
                assertThat(run.network.arcPayloadBytes(arc)).isNotNegative();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void everyTransferCompletesOnceAndNoByteIsLost(NetworkModel<?> model) {
        for (int seed = 0; seed < CASES; seed++) {
            Outcome first;
            try {
                first = new Trial(model, seed).play();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(model.id() + ", seed " + seed, e);
            }
            if (seed % 5 == 0) {
                assertThat(new Trial(model, seed).play()).as("seed %d", seed).isEqualTo(first);
            }
        }
    }
}
