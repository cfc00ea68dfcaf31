package org.longhaul.simulator.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.longhaul.simulator.event.EventPriority;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.network.flow.Cases;
import org.longhaul.simulator.network.flow.FlowModel;
import org.longhaul.topology.Node;
import org.longhaul.topology.Topology;
import org.longhaul.topology.UnreachableException;

/** What every registered network model keeps. */
class NetworkModelContractTest {

    static Stream<NetworkModel<?>> models() {
        return NetworkModels.all().stream();
    }

    @Test
    void modelsAreFoundByIdAndSorted() {
        assertThat(models().map(NetworkModel::id)).contains("analytic", "flow").isSorted();
        assertThat(NetworkModels.byId("flow")).isInstanceOf(FlowModel.class);
        assertThatThrownBy(() -> NetworkModels.byId("flwo"))
                .hasMessageContaining("flwo")
                .hasMessageContaining("analytic, ");
    }

    @ParameterizedTest
    @MethodSource("models")
    void saysWhatItIsAndWhereItComesFrom(NetworkModel<?> model) {
        assertThat(model.id()).matches("[a-z]+(-[a-z]+)*");
        assertThat(model.description()).endsWith(".");
        assertThat(model.source()).matches(".*\\b(19|20)\\d\\d\\b.*");
        assertThat(model.defaults()).isInstanceOf(model.settingsType());
    }

    private static Topology random(long seed) {
        RandomGenerator random = new RandomStreams(seed).stream("topology", 0);
        int nodes = random.nextInt(3, 9);
        Topology.Builder builder = Topology.builder("random " + seed).relayingHosts(true);
        for (int node = 0; node < nodes; node++) {
            builder.node(Node.host("n" + node));
        }
        for (int link = 1; link < nodes + 2; link++) {
            int to = link < nodes ? link : random.nextInt(1, nodes);
            int from = random.nextInt(to);
            long rate = 10_000_000L * random.nextInt(1, 100);
            builder.link(Cases.link("l" + link, "n" + from, "n" + to, rate, random.nextLong(10_000, 20_000_000)));
        }
        return builder.build();
    }

    private record Outcome(List<Long> ends, long eventFingerprint, long stateFingerprint, long carried) {}

    /** Random traffic over a random topology; checks conservation and bounds on the way. */
    private static Outcome traffic(NetworkModel<?> model, long seed) {
        Topology topology = random(seed);
        Cases.Run run = new Cases.Run(model, topology);
        RandomGenerator random = new RandomStreams(seed).stream("traffic", 0);
        List<Long> ends = new ArrayList<>();
        long[] least = new long[topology.nodeCount()];
        long[] sent = new long[topology.nodeCount()];
        int transfers = random.nextInt(2, 14);
        for (int i = 0; i < transfers; i++) {
            int source = random.nextInt(topology.nodeCount());
            int target = random.nextInt(topology.nodeCount());
            long bytes = random.nextInt(8) == 0 ? 0 : random.nextLong(1L << random.nextInt(1, 26));
            int channel = random.nextInt(3);
            long start = random.nextLong(300_000_000L);
            if (source != target) {
                sent[source] += bytes;
            }
            run.loop.schedule(
                    start,
                    EventPriority.CHANGE,
                    at -> run.network.send(source, target, bytes, channel, now -> {
                        assertThat(now).isGreaterThanOrEqualTo(start + (source == target ? 0 : least[source]));
                        ends.add(now);
                    }));
        }
        run.loop.runUntil(20_000_000_000_000L);
        assertThat(run.network.activeTransfers()).isEmpty();
        assertThat(ends).hasSize(transfers).isSorted();
        long carried = 0;
        for (int node = 0; node < topology.nodeCount(); node++) {
            long out = 0;
            long in = 0;
            for (int arc = 0; arc < topology.arcCount(); arc++) {
                out += topology.arcSource(arc) == node ? run.network.arcPayloadBytes(arc) : 0;
                in += topology.arcTarget(arc) == node ? run.network.arcPayloadBytes(arc) : 0;
            }
            // What leaves a node beyond what it sent itself has come through it.
            assertThat(out - sent[node]).isBetween(0L, in);
            carried += out;
        }
        for (int arc = 0; arc < topology.arcCount(); arc++) {
            assertThat(run.network.arcWireBytes(arc)).isGreaterThanOrEqualTo(run.network.arcPayloadBytes(arc));
        }
        return new Outcome(ends, run.loop.fingerprint(), run.network.stateFingerprint(), carried);
    }

    @ParameterizedTest
    @MethodSource("models")
    void bytesAreConservedAndEqualSeedsTakeEqualCourses(NetworkModel<?> model) {
        for (int seed = 0; seed < 150; seed++) {
            assertThat(traffic(model, seed)).as("seed %d", seed).isEqualTo(traffic(model, seed));
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void aTransferTakesAtLeastLatencyAndSerialisation(NetworkModel<?> model) {
        Topology chain = Cases.chain(3_000_000, 1_000_000_000L, 100_000_000L);
        for (long bytes : new long[] {0, 1, 1500, 1_000_000, 30_000_000}) {
            Cases.Run run = new Cases.Run(model, chain);
            double[] ends = {-1};
            run.send("n0", "n2", bytes, 0, 0, ends, 0);
            run.loop.run();
            assertThat(ends[0]).isGreaterThanOrEqualTo(0.006 + bytes * 8e-8 - 1e-9);
            assertThat(ends[0]).isLessThan(0.006 * 40 + bytes * 8e-8 * 1.2);
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void aTransferToItselfTakesNoTime(NetworkModel<?> model) {
        Cases.Run run = new Cases.Run(model, Cases.chain(1000, 1_000_000_000L));
        double[] ends = {-1};
        run.send("n0", "n0", 1_000_000, 0, 0.5, ends, 0);
        run.loop.run();
        assertThat(ends[0]).isEqualTo(0.5);
    }

    @ParameterizedTest
    @MethodSource("models")
    void repeatedTrafficFromAnEqualStateTakesEqualTime(NetworkModel<?> model) {
        Cases.Run run = new Cases.Run(model, Cases.chain(2_000_000, 1_000_000_000L, 300_000_000L));
        long[] durations = new long[8];
        long[] states = new long[8];
        for (int round = 0; round < 8; round++) {
            long start = run.loop.nowNanos();
            for (int channel = 0; channel < 3; channel++) {
                run.network.send(0, 2, 7_000_000 + channel, channel, now -> {});
                run.network.send(2, 1, 3_000_001, channel, now -> {});
            }
            run.loop.run();
            durations[round] = run.loop.nowNanos() - start;
            states[round] = run.network.stateFingerprint();
        }
        for (int i = 0; i < 7; i++) {
            for (int j = i + 1; j < 7; j++) {
                if (states[i] == states[j]) {
                    assertThat(durations[i + 1]).isEqualTo(durations[j + 1]);
                    assertThat(states[i + 1]).isEqualTo(states[j + 1]);
                }
            }
        }
        if (!model.id().equals("packet")) {
            // Windows of the fluid models settle; those of single packets need not.
            assertThat(states[7]).isEqualTo(states[6]);
            assertThat(durations[7]).isEqualTo(durations[6]);
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void anUnreachableTargetIsNamedWithItsSource(NetworkModel<?> model) {
        Topology islands = Topology.builder("islands")
                .node(Node.host("west"))
                .node(Node.host("east"))
                .node(Node.host("middle"))
                .link(Cases.link("l", "west", "middle", 1_000_000, 1000))
                .build();
        Cases.Run run = new Cases.Run(model, islands);
        assertThatThrownBy(() -> run.network.send(0, 1, 10, 0, now -> {}))
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining("west")
                .hasMessageContaining("east");
        assertThat(run.network.activeTransfers()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("models")
    void badArgumentsAreNamed(NetworkModel<?> model) {
        Cases.Run run = new Cases.Run(model, Cases.chain(1000, 1_000_000));
        assertThatThrownBy(() -> run.network.send(0, 7, 10, 0, now -> {})).hasMessageContaining("targetNode (7)");
        assertThatThrownBy(() -> run.network.send(0, 1, -1, 0, now -> {})).hasMessageContaining("bytes (-1)");
        assertThatThrownBy(() -> run.network.send(0, 1, 1, -2, now -> {})).hasMessageContaining("channel (-2)");
    }

    @ParameterizedTest
    @MethodSource("models")
    void runningTransfersSayWhatTheyWaitFor(NetworkModel<?> model) {
        Cases.Run run = new Cases.Run(model, Cases.chain(1_000_000, 1_000_000));
        run.network.send(0, 1, 1_000_000, 0, now -> {});
        run.network.send(0, 1, 1_000_000, 0, now -> {});
        run.loop.runUntil(2_000_000_000L);
        assertThat(run.network.activeTransfers()).hasSize(2).allSatisfy(status -> {
            assertThat(status.source()).isEqualTo("n0");
            assertThat(status.target()).isEqualTo("n1");
            assertThat(status.waitingFor()).isNotBlank();
        });
    }
}
