package org.longhaul.simulator.collective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.longhaul.simulator.collective.execution.ExecutionHost;
import org.longhaul.simulator.collective.execution.PlanExecutor;
import org.longhaul.simulator.collective.execution.PlanListener;
import org.longhaul.simulator.collective.library.SocketsLibrary;
import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.NetworkContext;
import org.longhaul.simulator.network.estimate.TransferEstimate;
import org.longhaul.simulator.network.flow.FlowModel;
import org.longhaul.simulator.network.flow.fluid.FlowSettings;
import org.longhaul.simulator.network.packet.PacketModel;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.DataSize;

/** Networks of unequal ways, and plans carried out on them with buffers that hold so much. */
final class HandOverRuns {

    static final FlowSettings FLUID = FlowSettings.fluid();
    static final FlowSettings TCP = FlowSettings.tcp();

    private HandOverRuns() {}

    static Topology twoSites() {
        Topology.Builder sites =
                Topology.builder("sites").node(Node.switchOf("west")).node(Node.switchOf("east"));
        Bandwidth access = new Bandwidth(400_000_000);
        for (int host = 0; host < 4; host++) {
            String site = host < 2 ? "west" : "east";
            sites.node(Node.host("h" + host, site));
            sites.link(new Link(
                    "l" + host,
                    "h" + host,
                    site,
                    access,
                    access,
                    Duration.ofNanos(250_000),
                    0,
                    new DataSize(100_000),
                    null));
        }
        Bandwidth line = new Bandwidth(100_000_000);
        return sites.link(new Link(
                        "line",
                        "west",
                        "east",
                        line,
                        line,
                        Duration.ofNanos(9_500_000),
                        0,
                        new DataSize(250_000),
                        null))
                .build();
    }

    static Topology randomStar(Random random) {
        int hosts = 2 + random.nextInt(6);
        return star(
                DoubleStream.generate(() -> 0.05 + random.nextDouble())
                        .limit(hosts)
                        .toArray(),
                DoubleStream.generate(() -> 20 * random.nextDouble())
                        .limit(hosts)
                        .toArray());
    }

    static Topology star(double[] gbit, double[] oneWayMillis) {
        Topology.Builder star = Topology.builder("star").node(Node.switchOf("switch"));
        for (int host = 0; host < gbit.length; host++) {
            star.node(Node.host("h" + host));
            Bandwidth rate = new Bandwidth(Math.round(gbit[host] * 1e9));
            Duration latency = Duration.ofNanos(Math.round(oneWayMillis[host] * 1e6));
            star.link(new Link("l" + host, "h" + host, "switch", rate, rate, latency, 0, null, null));
        }
        return star.build();
    }

    static LibraryProfile sockets(long buffer) {
        return new SocketsLibrary().profile(new SocketsLibrary().defaults(), new DataSize(buffer));
    }

    static TransferPlan plan(Topology topology, String collective, Pattern pattern, long bytes) {
        int[] nodes = topology.hosts();
        return Collectives.withDefaults()
                .get(collective)
                .plan(new CollectiveCall(
                        pattern, bytes, nodes, new TopologyHosts(topology, Routings.shortestLatency(topology), nodes)));
    }

    static double estimate(Topology topology, LibraryProfile library, String collective, long bytes) {
        LockstepEstimate estimate = new LockstepEstimate(
                topology, Routings.shortestLatency(topology), TransferEstimate.ALPHA_BETA, 1, library);
        double seconds = estimate.seconds(plan(topology, collective, Pattern.ALL_REDUCE, bytes));
        assertThat(estimate.terms().total()).isCloseTo(seconds, within(1e-9 * seconds));
        return seconds;
    }

    static double[] ends(
            Topology topology, FlowSettings settings, LibraryProfile library, String collective, long bytes) {
        return ends(topology, settings, library, collective, Pattern.ALL_REDUCE, bytes);
    }

    static double[] ends(
            Topology topology,
            FlowSettings settings,
            LibraryProfile library,
            String collective,
            Pattern pattern,
            long bytes) {
        Run run = new Run(topology, settings, library, 1);
        run.start(plan(topology, collective, pattern, bytes));
        return run.ends();
    }

    static double last(double[] ends) {
        return Arrays.stream(ends).max().orElseThrow();
    }

    /** One plan on a network of its own. */
    static final class Run implements PlanListener, ExecutionHost {
        private final EventLoop loop = new EventLoop();
        final Network network;
        private final PlanExecutor executor;
        long[] endNanos = {};
        int planEnds;

        Run(Topology topology, Record settings, LibraryProfile library, int connections) {
            Routing routing = Routings.shortestLatency(topology);
            NetworkContext context = new NetworkContext(topology, routing, loop, new RandomStreams(1));
            network = settings instanceof FlowSettings flow
                    ? new FlowModel().create(flow, context)
                    : new PacketModel().createDefault(context);
            executor = new PlanExecutor(topology, routing, loop, network, this, connections, 1000, false, library);
        }

        void start(TransferPlan plan) {
            endNanos = new long[plan.participants()];
            Arrays.fill(endNanos, -1);
            executor.start(plan, null, this);
            loop.run();
        }

        double[] ends() {
            return Arrays.stream(endNanos).mapToDouble(end -> end * 1e-9).toArray();
        }

        @Override
        public void participantDone(int participant) {
            assertThat(endNanos[participant]).isEqualTo(-1);
            endNanos[participant] = loop.nowNanos();
        }

        @Override
        public void planDone() {
            planEnds++;
        }

        @Override
        public boolean isQuiet() {
            return false;
        }

        @Override
        public void skip(long nanos) {
            throw new AssertionError("nothing is known");
        }

        @Override
        public void addArcBytes(long[] payload, long[] wire, long times) {
            throw new AssertionError("nothing is known");
        }
    }
}
