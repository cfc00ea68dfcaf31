package org.longhaul.simulator.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.longhaul.simulator.collective.Collectives;
import org.longhaul.simulator.collective.Pattern;
import org.longhaul.simulator.network.ConnectionRules;
import org.longhaul.simulator.network.NetworkModels;
import org.longhaul.simulator.network.flow.fluid.FlowSettings;
import org.longhaul.simulator.workload.ExchangeSpec;
import org.longhaul.simulator.workload.execution.ExecutionSettings;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Bandwidth;

/** Exchanges on three fidelities: closed forms where they hold, and differences without a rest. */
@NullUnmarked
class ExchangeComparerTest {

    private static final NetworkChoice ANALYTIC = NetworkChoice.defaults(NetworkModels.byId("analytic"));
    private static final NetworkChoice FLOW = NetworkChoice.defaults(NetworkModels.byId("flow"));
    private static final NetworkChoice PACKET = NetworkChoice.defaults(NetworkModels.byId("packet"));

    private final List<String> notes = new ArrayList<>();

    private static ExchangeSetting star(int hosts) {
        Topology.Builder builder = Topology.builder("star").node(Node.switchOf("s"));
        Bandwidth rate = new Bandwidth(100_000_000);
        for (int i = 0; i < hosts; i++) {
            builder.node(Node.host("h" + i));
            builder.link(new Link("l" + i, "h" + i, "s", rate, rate, Duration.ofMillis(2), 0, null, null));
        }
        Topology topology = builder.build();
        return new ExchangeSetting(
                topology,
                Routings.shortestLatency(topology),
                topology.hosts(),
                Collectives.withDefaults(),
                ExecutionSettings.DEFAULT,
                1,
                ConnectionRules.NONE);
    }

    private ExchangeComparison compare(NetworkChoice flow, double packetLimit, long bytes) {
        ExchangeSpec spec =
                new ExchangeSpec("gradients", Pattern.ALL_REDUCE, List.of(0, 1, 2, 3), bytes, bytes, "ring");
        return new ExchangeComparer(star(4), ANALYTIC, flow, PACKET, List.of(), packetLimit, notes::add)
                .compare(spec, 50_000_000);
    }

    @Test
    void onAHomogeneousStarThePlainFluidIsTheClosedForm() {
        ExchangeComparison compared = compare(FLOW.with(FlowSettings.fluid()), 0, 4_000_000);

        // Six rounds of a megabyte at 12.5 MB/s and 4 ms of latency.
        assertThat(compared.analyticNanos()).isEqualTo(504_000_000);
        assertThat(compared.flowNanos()).isCloseTo(504_000_000, within(10L));
        assertThat(compared.collective()).isEqualTo("ring");
        assertThat(compared.groups()).singleElement().satisfies(group -> {
            assertThat(group.transfers()).isEqualTo(24);
            assertThat(group.bytes()).isEqualTo(1_000_000);
            assertThat(group.analyticNanos()).isEqualTo(84_000_000);
            assertThat(group.links()).isEqualTo("100 Mbit/s, 4 ms, 2 links");
            assertThat(group.path()).hasSize(3).contains("s");
        });
    }

    @Test
    void theTermsOfAnExchangeAndOfItsTransfersAddUp() {
        ExchangeComparison compared = compare(FLOW, 0, 4_000_000);
        long sum = compared.terms().stream()
                .mapToLong(ExchangeComparison.Term::nanos)
                .sum();
        assertThat(sum)
                .isEqualTo(compared.flowNanos() - compared.analyticNanos())
                .isPositive();
        for (ExchangeComparison.Group group : compared.groups()) {
            long part = group.terms().stream()
                    .mapToLong(ExchangeComparison.Term::nanos)
                    .sum();
            assertThat(part).isEqualTo(group.flowNanos() - group.analyticNanos());
        }
        assertThat(compared.terms())
                .as("a connection that is in use is not set up again")
                .noneMatch(term -> term.name().equals("connection setup"));
    }

    @Test
    void anExchangeOfManyTransfersIsComparedAsAWhole() {
        int hosts = 260;
        ExchangeSpec spec = new ExchangeSpec(
                "gradients",
                Pattern.ALL_REDUCE,
                IntStream.range(0, hosts).boxed().toList(),
                hosts * 10_000L,
                hosts * 10_000L,
                "ring");
        ExchangeComparison compared = new ExchangeComparer(
                        star(hosts),
                        ANALYTIC,
                        FLOW.with(FlowSettings.fluid()),
                        PACKET,
                        List.of(NetworkChoice.defaults(NetworkModels.byId("flow"))),
                        1e9,
                        notes::add)
                .compare(spec, 0);

        // 518 rounds of 10 kB at 12.5 MB/s and 4 ms of latency: 134,680 transfers.
        assertThat(compared.flowNanos()).isCloseTo(518 * 4_800_000L, within(1000L));
        assertThat(compared.analyticNanos()).isCloseTo(compared.flowNanos(), within(1000L));
        assertThat(compared.groups()).isEmpty();
        assertThat(compared.others()).singleElement().satisfies(other -> {
            assertThat(other.model()).isEqualTo("flow");
            assertThat(other.nanos()).isGreaterThan(compared.flowNanos());
        });
        assertThat(compared.packetNote()).isEqualTo("left out: more than 100000 transfers");
    }

    @Test
    void thePacketNetworkCarriesAllBytesWithinItsLimit() {
        // 24 transfers of 691 segments over two links, with acknowledgements, twice.
        double cost = 2 * 24 * 1.5 * 691 * 2;
        ExchangeComparison compared = compare(FLOW, cost, 4_000_000);
        assertThat(compared.packet()).isNotNull();
        assertThat(compared.packet().scale()).isEqualTo(1);
        assertThat(compared.packet().flowNanos()).isEqualTo(compared.flowNanos());
        assertThat(compared.packet().differenceToFlow()).isBetween(-0.3, 0.3);
        assertThat(compared.groups().get(0).packet()).isNotNull();
        assertThat(notes).singleElement().asString().contains("99504 packet transmissions");
    }

    @Test
    void beyondItsLimitThePacketNetworkCarriesAPartOrNothing() {
        ExchangeComparison part = compare(FLOW, 30_000, 8_000_000);
        assertThat(part.packet()).isNotNull();
        assertThat(part.packet().scale()).isEqualTo(8);
        assertThat(part.packet().flowNanos()).isLessThan(part.flowNanos());
        assertThat(part.packetNote()).startsWith("with 1/8 of the bytes");

        ExchangeComparison none = compare(FLOW, 10_000, 4_000_000);
        assertThat(none.packet()).isNull();
        assertThat(none.packetNote()).startsWith("left out").contains("the limit is 10000");
        assertThat(none.groups().get(0).packet()).isNull();
    }
}
