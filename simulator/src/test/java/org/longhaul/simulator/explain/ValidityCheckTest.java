package org.longhaul.simulator.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.longhaul.simulator.collective.Collectives;
import org.longhaul.simulator.collective.Pattern;
import org.longhaul.simulator.network.ConnectionRules;
import org.longhaul.simulator.network.NetworkModels;
import org.longhaul.simulator.network.flow.fluid.FlowSettings;
import org.longhaul.simulator.validation.Validity;
import org.longhaul.simulator.workload.ExchangeSpec;
import org.longhaul.simulator.workload.execution.ExecutionSettings;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.DataSize;

/** Which answers lie within what was measured, and what an exchange sends. */
class ValidityCheckTest {

    private static final NetworkChoice ANALYTIC = NetworkChoice.defaults(NetworkModels.byId("analytic"));
    private static final NetworkChoice FLOW = NetworkChoice.defaults(NetworkModels.byId("flow"));
    private static final NetworkChoice PACKET = NetworkChoice.defaults(NetworkModels.byId("packet"));

    private static Topology star(int hosts, double mbit, double oneWayMillis, double lossRate, @Nullable Long queue) {
        Topology.Builder builder = Topology.builder("star").node(Node.switchOf("s"));
        Bandwidth rate = new Bandwidth((long) (mbit * 1e6));
        Duration half = Duration.ofNanos((long) (oneWayMillis * 1e6 / 2));
        for (int i = 0; i < hosts; i++) {
            builder.node(Node.host("h" + i));
            DataSize room = queue == null ? null : new DataSize(queue);
            builder.link(new Link("l" + i, "h" + i, "s", rate, rate, half, lossRate, room, null));
        }
        return builder.build();
    }

    private static Validity asked(NetworkChoice choice, Topology topology, long... bytes) {
        ValidityCheck check =
                new ValidityCheck(choice, topology, Routings.shortestLatency(topology), ConnectionRules.NONE);
        for (long size : bytes) {
            check.add(topology.nodeIndex("h0"), topology.nodeIndex("h1"), 0, size);
        }
        return Objects.requireNonNull(check.result());
    }

    @Test
    void aPathLikeTheMeasuredOnesLiesInside() {
        Validity found = asked(FLOW, star(2, 100, 10, 0, 125_000L), 1_000_000, 1_000_400, 20_000_000);
        assertThat(found).isEqualTo(new Validity(2, 0, List.of(), List.of()));
        assertThat(found.line()).isEqualTo("inside the ranges of the measured rows");
    }

    @Test
    void whatLeavesTheRangesIsToldOnceWithItsExtremes() {
        Validity found = asked(PACKET, star(2, 10_000, 10, 0, null), 1_000, 2_000, 1_000_000);
        assertThat(found.kinds()).isEqualTo(3);
        assertThat(found.outside()).isEqualTo(3);
        assertThat(found.line())
                .startsWith("outside the ranges of the measured rows with 3 of 3 kinds of transfers: rate 10 Gbit/s,"
                        + " measured 25 to 100 Mbit/s; ")
                .contains("size 1 to 2 kB, measured 10 kB to 100 MB");
    }

    @Test
    void publishedRowsJudgeFlowAlone() {
        Topology cloud = star(2, 5_000, 35, 0, null);
        assertThat(asked(FLOW, cloud, 20_000_000).isInside()).isTrue();
        assertThat(asked(PACKET, cloud, 20_000_000).isInside()).isFalse();
    }

    @Test
    void noRowJudgesClosedForms() {
        Topology topology = star(2, 100, 10, 0, null);
        ValidityCheck check =
                new ValidityCheck(ANALYTIC, topology, Routings.shortestLatency(topology), ConnectionRules.NONE);
        check.add(topology.nodeIndex("h0"), topology.nodeIndex("h1"), 0, 1000);
        assertThat(check.result()).isNull();
    }

    @Test
    void flowSaysWhatItRepresentsBadly() {
        assertThat(asked(FLOW, star(2, 100, 10, 0, 3_000L), 1_000_000).weaknesses())
                .singleElement()
                .asString()
                .startsWith("the queue at h0 -> s holds fewer than five packets");
        assertThat(asked(FLOW, star(2, 100, 10, 0.15, null), 1_000_000).weaknesses())
                .singleElement()
                .asString()
                .startsWith("a fifth or more of the packets is lost in each direction");
        assertThat(asked(FLOW, star(2, 10_000, 0.1, 0, null), 1_000_000).weaknesses())
                .isEmpty();
        assertThat(asked(FLOW, star(2, 10_000, 0.1, 0, 3_000_000L), 1_000_000).weaknesses())
                .isEmpty();
        assertThat(asked(FLOW.with(FlowSettings.fluid()), star(2, 100, 10, 0.15, 3_000L), 1_000_000)
                        .weaknesses())
                .isEmpty();
        assertThat(asked(PACKET, star(2, 100, 10, 0.15, 3_000L), 1_000_000).weaknesses())
                .isEmpty();
    }

    private static ExchangeSetting setting(Topology topology, int connections) {
        ExecutionSettings d = ExecutionSettings.DEFAULT;
        return new ExchangeSetting(
                topology,
                Routings.shortestLatency(topology),
                topology.hosts(),
                Collectives.withDefaults(),
                new ExecutionSettings(
                        connections,
                        d.exchangeOverheadNanos(),
                        d.concurrentExchanges(),
                        d.lockstepFrom(),
                        d.recognisesRepetition(),
                        d.exchangesPerWorker(),
                        d.library()),
                1,
                ConnectionRules.NONE);
    }

    private static ExchangeSpec allReduce(int workers, long bytes, String collective) {
        List<Integer> all = IntStream.range(0, workers).boxed().toList();
        return new ExchangeSpec("gradients", Pattern.ALL_REDUCE, all, bytes, bytes, collective);
    }

    @Test
    void aRingSendsTwiceEachPartToTheNeighbour() {
        ExchangeSetting setting = setting(star(8, 100, 10, 0, null), 1);
        TransferCensus census = TransferCensus.of(setting, allReduce(8, 8_000_000, "ring"), FLOW, 1000);
        assertThat(census.isWhole()).isTrue();
        assertThat(census.mostSenders()).isEqualTo(1);
        assertThat(census.transfers()).hasSize(8).allSatisfy(alike -> {
            assertThat(alike.bytes()).isEqualTo(1_000_000);
            assertThat(alike.count()).isEqualTo(14);
        });
        // 112 transfers of 691 segments, each with half an acknowledgement, over two links.
        assertThat(census.packetTransmissions(setting)).isEqualTo(112 * 691 * 1.5 * 2);
    }

    @Test
    void aServerTakesFromEverybodyAtOnce() {
        ExchangeSetting setting = setting(star(8, 100, 10, 0, null), 1);
        TransferCensus census = TransferCensus.of(setting, allReduce(8, 8_000_000, "parameter-server"), FLOW, 1000);
        assertThat(census.mostSenders()).isGreaterThanOrEqualTo(6);
        ValidityCheck check = new ValidityCheck(FLOW, setting.topology(), setting.routing(), ConnectionRules.NONE);
        check.add(census);
        assertThat(Objects.requireNonNull(check.result()).weaknesses()).anyMatch(w -> w.contains("into one port"));
    }

    @Test
    void connectionsShareATransferAndManyTransfersAreCutOff() {
        ExchangeSetting two = setting(star(4, 100, 10, 0, null), 2);
        TransferCensus census = TransferCensus.of(two, allReduce(4, 8_000_000, "ring"), FLOW, 1000);
        assertThat(census.transfers()).hasSize(8).allMatch(alike -> alike.bytes() == 1_000_000);
        assertThat(TransferCensus.of(two, allReduce(4, 8_000_000, "ring"), FLOW, 10)
                        .isWhole())
                .isFalse();
    }
}
