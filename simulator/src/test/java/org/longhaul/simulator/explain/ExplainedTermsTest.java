package org.longhaul.simulator.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.NetworkContext;
import org.longhaul.simulator.network.NetworkModels;
import org.longhaul.simulator.network.flow.FlowModel;
import org.longhaul.simulator.network.flow.fluid.FlowSettings;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.DataSize;

/**
 * The terms of an explanation add up to what the transfer takes on the network that was asked about, to the nanosecond, over
 * random topologies, traffic, losses and settings. A slice runs with all tests; {@code -Dlonghaul.properties=all} draws thousands.
 */
class ExplainedTermsTest {

    private static final NetworkChoice ANALYTIC = NetworkChoice.defaults(NetworkModels.byId("analytic"));
    private static final NetworkChoice PACKET = NetworkChoice.defaults(NetworkModels.byId("packet"));

    static IntStream draws() {
        return IntStream.range(0, "all".equals(System.getProperty("longhaul.properties")) ? 4000 : 40);
    }

    @ParameterizedTest
    @MethodSource("draws")
    void addUpToWhatTheTransferTakes(int seed) {
        RandomGenerator random = new RandomStreams(seed).stream("explained", 0);
        Topology topology = topology(random);
        List<TransferCase.Demand> demands = new ArrayList<>();
        int count = 1 + random.nextInt(6);
        for (int i = 0; i < count; i++) {
            demands.add(demand(random, topology));
        }
        TransferCase asked = new TransferCase(
                topology,
                Routings.shortestLatency(topology),
                demands.get(0),
                demands.subList(1, count),
                1 + random.nextInt(3),
                seed);
        FlowSettings settings = settings(random);

        TransferExplanation explained = TransferExplainer.explain(
                asked, ANALYTIC, new NetworkChoice(new FlowModel(), settings), PACKET, List.of(), 0);

        String what = topology + ", " + asked + ", " + settings + ": " + explained.terms();
        long sum = explained.terms().stream()
                .mapToLong(TransferExplanation.Term::nanos)
                .sum();
        assertThat(sum).as(what).isEqualTo(explained.nanos()).isEqualTo(nanos(asked, settings));
        assertThat(explained.terms().stream().map(TransferExplanation.Term::name))
                .as(what)
                .doesNotHaveDuplicates()
                .noneMatch(explained.withoutPart()::contains);
        long latency = 0;
        double slowest = Double.POSITIVE_INFINITY;
        for (int arc : asked.path()) {
            latency += topology.arcLatencyNanos(arc);
            slowest = Math.min(slowest, topology.arcBitsPerSecond(arc));
        }
        assertThat(explained.terms().get(0).nanos()).as(what).isEqualTo(latency);
        double serialisation = asked.subject().bytes() * 8e9 / slowest;
        assertThat((double) explained.terms().get(1).nanos())
                .as(what)
                .isBetween(serialisation - 3, serialisation * (1 + 1e-9) + 3);
        explained.terms().stream()
                .filter(term -> term.name().equals("sharing"))
                .forEach(term -> assertThat(term.nanos()).as(what).isNotNegative());
    }

    /** What the transfer takes on a network of its own, with all that starts beside it. */
    private static long nanos(TransferCase asked, FlowSettings settings) {
        EventLoop loop = new EventLoop();
        Network network = new FlowModel()
                .create(
                        settings,
                        new NetworkContext(asked.topology(), asked.routing(), loop, new RandomStreams(asked.seed())));
        long[] end = {-1};
        Map<List<Integer>, Integer> channels = new HashMap<>();
        List<TransferCase.Demand> all = new ArrayList<>(List.of(asked.subject()));
        all.addAll(asked.others());
        for (TransferCase.Demand demand : all) {
            int parts = (int) Math.min(asked.connections(), demand.bytes());
            int first = channels.merge(List.of(demand.source(), demand.target()), asked.connections(), Integer::sum)
                    - asked.connections();
            for (int part = 0; part < parts; part++) {
                long bytes = demand.bytes() / parts + (part < demand.bytes() % parts ? 1 : 0);
                boolean isSubject = demand == all.get(0);
                network.send(
                        demand.source(),
                        demand.target(),
                        bytes,
                        first + part,
                        now -> end[0] = isSubject ? now : end[0]);
            }
        }
        loop.run();
        return end[0];
    }

    /** Switches on a random tree with some further links, and hosts at them. */
    private static Topology topology(RandomGenerator random) {
        Topology.Builder network = Topology.builder("random");
        int switches = 1 + random.nextInt(6);
        double rate = Math.log(1e6) + random.nextDouble() * Math.log(1e5);
        for (int i = 0; i < switches; i++) {
            network.node(Node.switchOf("s" + i));
            if (i > 0) {
                network.link(link(random, "s" + i, "s" + random.nextInt(i), rate));
            }
        }
        for (int i = 0; i + 2 < switches; i++) {
            if (random.nextInt(3) == 0) {
                network.link(link(random, "s" + i, "s" + (i + 2), rate));
            }
        }
        int hosts = 2 + random.nextInt(6);
        for (int i = 0; i < hosts; i++) {
            network.node(Node.host("h" + i));
            network.link(link(random, "h" + i, "s" + random.nextInt(switches), rate));
        }
        return network.build();
    }

    private static Link link(RandomGenerator random, String from, String to, double rate) {
        Bandwidth there = new Bandwidth(Math.round(Math.exp(rate + random.nextDouble() * 2)));
        Bandwidth back = random.nextInt(4) == 0 ? new Bandwidth(1 + there.bitsPerSecond() / 3) : there;
        Duration latency = Duration.ofNanos(Math.round(Math.exp(random.nextDouble(Math.log(1e3), Math.log(5e7)))));
        double loss = random.nextInt(4) == 0 ? Math.exp(random.nextDouble(Math.log(1e-6), Math.log(0.03))) : 0;
        @Nullable
        DataSize queue = random.nextInt(3) == 0 ? new DataSize(Math.round(Math.exp(random.nextDouble(9, 17)))) : null;
        return new Link(from + to, from, to, there, back, latency, loss, queue, null);
    }

    private static TransferCase.Demand demand(RandomGenerator random, Topology topology) {
        int[] hosts = topology.hosts();
        int source = random.nextInt(hosts.length);
        int target = (source + 1 + random.nextInt(hosts.length - 1)) % hosts.length;
        long bytes = Math.round(Math.exp(random.nextDouble(0, Math.log(2e7))));
        return new TransferCase.Demand(hosts[source], hosts[target], bytes);
    }

    private static FlowSettings settings(RandomGenerator random) {
        FlowSettings settings = random.nextInt(8) == 0
                ? FlowSettings.fluid()
                : FlowSettings.tcp(CongestionControl.values()[random.nextInt(3)]);
        return random.nextInt(3) == 0 ? settings.withMaximumWindow(20_000 + random.nextInt(3_000_000)) : settings;
    }
}
