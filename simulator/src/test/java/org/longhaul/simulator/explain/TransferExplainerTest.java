package org.longhaul.simulator.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.NetworkModels;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.DataSize;

/** A transfer's terms are what each mechanism adds, and nothing is left over. */
class TransferExplainerTest {

    private static final NetworkChoice ANALYTIC = NetworkChoice.defaults(NetworkModels.byId("analytic"));
    private static final NetworkChoice FLOW = NetworkChoice.defaults(NetworkModels.byId("flow"));
    private static final NetworkChoice PACKET = NetworkChoice.defaults(NetworkModels.byId("packet"));

    /** Two hosts at each end of a slow link: a, b | c, d. */
    private static Topology dumbbell(long bottleneckMbit, double lossRate) {
        Topology.Builder builder = Topology.builder("dumbbell");
        for (String host : List.of("a", "b", "c", "d")) {
            builder.node(Node.host(host));
        }
        builder.node(Node.switchOf("left")).node(Node.switchOf("right"));
        builder.link(link("a", "left", 1000, Duration.ofMillis(1), 0));
        builder.link(link("b", "left", 1000, Duration.ofMillis(1), 0));
        builder.link(link("left", "right", bottleneckMbit, Duration.ofMillis(8), lossRate));
        builder.link(link("right", "c", 1000, Duration.ofMillis(1), 0));
        builder.link(link("right", "d", 1000, Duration.ofMillis(1), 0));
        return builder.build();
    }

    private static Link link(String from, String to, long mbit, Duration latency, double lossRate) {
        Bandwidth rate = new Bandwidth(mbit * 1_000_000);
        return new Link(from + to, from, to, rate, rate, latency, lossRate, new DataSize(250_000), null);
    }

    private static TransferCase asked(Topology topology, long bytes, TransferCase.Demand... others) {
        TransferCase.Demand subject = new TransferCase.Demand(0, 2, bytes);
        return new TransferCase(topology, Routings.shortestLatency(topology), subject, List.of(others), 1, 1);
    }

    private static TransferExplanation explain(TransferCase asked, NetworkChoice flow) {
        return TransferExplainer.explain(asked, ANALYTIC, flow, PACKET, List.of(), 1e6);
    }

    private static long nanos(TransferExplanation explained, String term) {
        return explained.terms().stream()
                .filter(t -> t.name().equals(term))
                .mapToLong(TransferExplanation.Term::nanos)
                .findFirst()
                .orElse(0);
    }

    @Test
    void propagationAndSerialisationAreTheirClosedForms() {
        TransferExplanation explained = explain(asked(dumbbell(100, 0), 12_500_000), FLOW);

        assertThat(nanos(explained, "propagation")).isEqualTo(10_000_000);
        assertThat(nanos(explained, "serialisation")).isEqualTo(1_000_000_000);
        assertThat(nanos(explained, "connection setup")).isBetween(20_000_000L, 20_300_000L);
        assertThat(explained.bottleneck().link()).isEqualTo("left -> right");
        assertThat(explained.bottleneck().use()).isCloseTo(1, within(1e-6));
        assertThat(explained.bottleneck().bandwidthDelayBytes()).isEqualTo(250_000);
        assertThat(explained.bottleneck().queueBytes()).isEqualTo(250_000);
        assertThat(explained.path().nodes()).containsExactly("a", "left", "right", "c");
        assertThat(explained.path().roundTripNanos()).isEqualTo(20_000_000);
    }

    /** One connection is capped at 10 Mbit/s, and 16 of them are not what binds. */
    @Test
    void serialisationNamesTheCapOfAConnectionWhereThatBinds() {
        Topology.Builder builder = Topology.builder("capped");
        builder.node(Node.host("a").withConnectionRate(Bandwidth.parse("10 Mbit/s")))
                .node(Node.host("b"));
        Topology line =
                builder.link(link("a", "b", 100, Duration.ofMillis(1), 0)).build();
        for (int connections : new int[] {1, 16}) {
            TransferCase.Demand subject = new TransferCase.Demand(0, 1, 12_500_000);
            TransferExplanation explained = explain(
                    new TransferCase(line, Routings.shortestLatency(line), subject, List.of(), connections, 1), FLOW);
            assertThat(explained.terms())
                    .filteredOn(term -> term.name().equals("serialisation"))
                    .extracting(TransferExplanation.Term::meaning)
                    .containsExactly(
                            connections == 1
                                    ? "the payload at 10 Mbit/s on each connection, the most that one carries of a, alone"
                                    : "the payload at the rate of a -> b, alone");
            assertThat(nanos(explained, "serialisation"))
                    .isCloseTo(connections == 1 ? 10_000_000_000L : 1_000_000_000L, within(10_000L));
        }
    }

    @Test
    void aLossyTransferIsFollowedForManyLossesAndThenGoesOnAtItsMeanRate() {
        TransferExplanation whole = explain(asked(dumbbell(1000, 1e-4), 100_000_000_000L), FLOW);
        TransferExplanation huge = explain(asked(dumbbell(1000, 1e-4), 100_000_000_000_000L), FLOW);

        assertThat(whole.models().get(1).note()).isEqualTo("what the terms add up to");
        assertThat(huge.models().get(1).note()).contains("random losses were drawn for the first ", "at the mean rate");
        assertThat((double) huge.nanos()).isCloseTo(1000.0 * whole.nanos(), within(20.0 * whole.nanos()));
        assertThat(huge.terms().stream()
                        .mapToLong(TransferExplanation.Term::nanos)
                        .sum())
                .isEqualTo(huge.nanos());
    }

    @Test
    void sharingIsWithThoseWhoCrossTheBottleneck() {
        Topology topology = dumbbell(100, 0);
        TransferExplanation explained =
                explain(asked(topology, 12_500_000, new TransferCase.Demand(1, 3, 12_500_000)), FLOW);

        assertThat(nanos(explained, "sharing")).isEqualTo(1_000_000_000);
        assertThat(explained.bottleneck().sharers()).containsExactly("b -> d");

        TransferExplanation apart =
                explain(asked(topology, 12_500_000, new TransferCase.Demand(3, 1, 12_500_000)), FLOW);
        assertThat(nanos(apart, "sharing")).isZero();
        assertThat(apart.bottleneck().sharers()).isEmpty();
    }

    @Test
    void lossesAndWindowsHaveTermsOfTheirOwn() {
        TransferExplanation lossy =
                explain(asked(dumbbell(100, 0.01), 5_000_000), FLOW.with("congestionControl", reno()));
        assertThat(lossy.dominant().name()).isEqualTo("loss limit");
        assertThat(lossy.path().lossRate()).isCloseTo(0.01, within(1e-12));

        // A window of 25 kB in a round trip of 20 ms lets 10 Mbit/s through.
        TransferExplanation narrow = explain(asked(dumbbell(100, 0), 12_500_000), FLOW.with("maximumWindow", 25_000L));
        assertThat(nanos(narrow, "maximum window") * 1e-9).isCloseTo(9, within(0.5));
        assertThat(narrow.dominant().name()).isEqualTo("maximum window");
    }

    private static Object reno() {
        return CongestionControl.RENO;
    }

    @Test
    void theTermsAddUpToTheNanosecondWhateverIsAsked() {
        Random random = new Random(7);
        for (int i = 0; i < 60; i++) {
            Topology topology = dumbbell(10 + random.nextInt(1000), random.nextBoolean() ? 0 : 0.001);
            List<TransferCase.Demand> others = new ArrayList<>();
            for (int other = random.nextInt(4); other > 0; other--) {
                int source = random.nextInt(4);
                int target = (source + 1 + random.nextInt(3)) % 4;
                others.add(new TransferCase.Demand(source, target, 1 + random.nextInt(3_000_000)));
            }
            TransferCase asked = new TransferCase(
                    topology,
                    Routings.shortestLatency(topology),
                    new TransferCase.Demand(0, 2, 1 + random.nextInt(20_000_000)),
                    others,
                    1 + random.nextInt(3),
                    i);
            TransferExplanation explained = TransferExplainer.explain(asked, ANALYTIC, FLOW, PACKET, List.of(), 0);

            assertThat(explained.terms().stream()
                            .mapToLong(TransferExplanation.Term::nanos)
                            .sum())
                    .isEqualTo(explained.nanos());
            assertThat(TransferRun.of(asked, FLOW).nanos()).isEqualTo(explained.nanos());
        }
    }

    @Test
    void thePacketNetworkIsAskedUpToItsLimitOnly() {
        TransferCase asked = asked(dumbbell(100, 0), 1_448_000);
        assertThat(asked.packetTransmissions()).isEqualTo(1.5 * 1000 * 3);

        TransferExplanation explained = TransferExplainer.explain(asked, ANALYTIC, FLOW, PACKET, List.of(), 4500);
        assertThat(explained.models().get(2).nanos()).isCloseTo(explained.nanos(), within(explained.nanos() / 10));
        TransferExplanation without = TransferExplainer.explain(asked, ANALYTIC, FLOW, PACKET, List.of(), 4499);
        assertThat(without.models().get(2).nanos()).isNull();
        assertThat(without.models().get(2).note()).contains("left out", "4500", "4499");
    }

    @Test
    void windowsAreTracedUpToTheEndOfTheTransfer() {
        TransferCase asked = asked(dumbbell(100, 0), 20_000_000, new TransferCase.Demand(1, 3, 20_000_000));
        WindowTrace trace = WindowTrace.of(asked, PACKET);

        assertThat(trace.windows()).extracting(WindowTrace.Window::connection).containsExactly("a -> c", "b -> d");
        WindowTrace.Window ours = trace.windows().get(0);
        assertThat(ours.asked()).isTrue();
        assertThat(ours.nanos()).isSorted().hasSameSizeAs(ours.windowPackets());
        assertThat(ours.nanos()[ours.nanos().length - 1]).isLessThanOrEqualTo(trace.nanos());
        assertThat(trace.queue().link()).isEqualTo("left -> right");
        assertThat(trace.queue().mostBytes()).isBetween(200_000L, 250_000L);
        assertThat(trace.queue().dropNanos()).isNotEmpty().isSorted();
        assertThatThrownBy(() -> WindowTrace.of(asked, FLOW)).hasMessageContaining("allowed: packet");
    }
}
