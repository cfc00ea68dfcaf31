package org.longhaul.simulator.collective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.longhaul.simulator.collective.execution.ExecutionHost;
import org.longhaul.simulator.collective.execution.PlanExecutor;
import org.longhaul.simulator.collective.execution.PlanListener;
import org.longhaul.simulator.collective.library.GlooLibrary;
import org.longhaul.simulator.collective.library.NcclLibrary;
import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.event.EventPriority;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.network.ArcState;
import org.longhaul.simulator.network.ForwardingNetwork;
import org.longhaul.simulator.network.HostBuffers;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.NetworkContext;
import org.longhaul.simulator.network.TransferListener;
import org.longhaul.simulator.network.estimate.TransferEstimate;
import org.longhaul.simulator.network.flow.FlowModel;
import org.longhaul.simulator.network.flow.fluid.FlowSettings;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Bandwidth;

/** Plans carried out segment by segment, as communication libraries do. */
class PipelinedExecutionTest {

    private static final long MIB = 1L << 20;
    private static final long WORD_BYTES = 48;

    private static final LibraryProfile NCCL =
            new NcclLibrary().profile(new NcclLibrary().defaults(), HostBuffers.LINUX_TUNED.sendBuffer());
    private static final LibraryProfile GLOO =
            new GlooLibrary().profile(new GlooLibrary().defaults(), HostBuffers.LINUX_TUNED.sendBuffer());

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void noSegmentIsSentBeforeAllThatItIsMadeOfHasArrived(int posted) {
        HandOver handOver = posted == 1 ? new HandOver(7, 0, 0) : HandOver.AT_ARRIVAL;
        LibraryProfile library = new LibraryProfile("test", 5, posted, 0, handOver, Map.of());
        Random random = new Random(7);
        int checked = 0;
        for (Collective collective : Collectives.withDefaults().all()) {
            for (int ranks : new int[] {2, 3, 4, 5, 8, 13}) {
                if (collective.supports(Pattern.ALL_REDUCE)) {
                    checked += checkOrder(collective, ranks, 211, library, random) ? 1 : 0;
                    checked += checkOrder(collective, ranks, 7, library, random) ? 1 : 0;
                }
            }
        }
        assertThat(checked).isGreaterThan(100);
    }

    private static boolean checkOrder(
            Collective collective, int ranks, long bytes, LibraryProfile library, Random random) {
        HostView hosts = new FakeHosts(ranks + 1, ranks, Math.max(1, ranks / 2), 1);
        TransferPlan plan =
                collective.plan(new CollectiveCall(Pattern.ALL_REDUCE, bytes, Patterns.identity(ranks), hosts));
        if (plan.sharesNodes()) {
            return false;
        }
        EventLoop loop = new EventLoop();
        DataNetwork network = new DataNetwork(loop, plan, random);
        int[] done = {0, 0};
        executor(star(20, 1, 1), loop, network, 1, library).start(plan, null, new PlanListener() {
            @Override
            public void participantDone(int participant) {
                done[0]++;
            }

            @Override
            public void planDone() {
                done[1]++;
            }
        });
        loop.run();
        String what = collective.id() + " over " + ranks + ", " + bytes + " bytes";
        assertThat(done).as(what).containsExactly(plan.participants(), 1);
        assertThat(network.isDone()).as(what).isTrue();
        return true;
    }

    /** Knows which bytes of which round it carries, each after a random time, in order for a pair. */
    private static final class DataNetwork extends ForwardingNetwork {

        private final EventLoop loop;
        private final Random random;
        private final Map<Integer, Integer> participantOf = new HashMap<>();
        /** By pair: byte and round of what it has to carry. */
        private final Map<Long, List<int[]>> lines = new HashMap<>();

        private final Map<Long, Long> lastArrival = new HashMap<>();
        /** By participant, round and byte: how often it is yet to arrive. */
        private final int[][][] missing;

        @SuppressWarnings("NullAway") // what is not overridden is not called
        DataNetwork(EventLoop loop, TransferPlan plan, Random random) {
            super(null);
            this.loop = loop;
            this.random = random;
            missing = new int[plan.participants()][plan.rounds()][(int) plan.bytes()];
            for (int p = 0; p < plan.participants(); p++) {
                participantOf.put(plan.node(p), p);
            }
            for (int round = 0; round < plan.rounds(); round++) {
                for (int p = 0; p < plan.participants(); p++) {
                    int source = p;
                    int inRound = round;
                    plan.sends(round, p, (target, first, count, reduce) -> {
                        List<int[]> line =
                                lines.computeIfAbsent((long) source << 32 | target, key -> new ArrayList<>());
                        long start = plan.chunkBytes(0, first);
                        for (long i = 0; i < plan.chunkBytes(first, count); i++) {
                            int at = (int) ((start + i) % plan.bytes());
                            line.add(new int[] {at, inRound});
                            missing[target][inRound][at]++;
                        }
                    });
                }
            }
        }

        @Override
        public boolean sharesLinks() {
            return true;
        }

        @Override
        public void send(int sourceNode, int targetNode, long bytes, int channel, TransferListener listener) {
            int source = participantOf.getOrDefault(sourceNode, -1);
            int target = participantOf.getOrDefault(targetNode, -1);
            long key = (long) source << 32 | target;
            List<int[]> sent = new ArrayList<>();
            if (bytes != WORD_BYTES) {
                List<int[]> all = lines.getOrDefault(key, List.of());
                List<int[]> next = all.subList(0, (int) bytes);
                sent.addAll(next);
                next.clear();
            }
            for (int[] each : sent) {
                for (int round = 0; round < each[1]; round++) {
                    assertThat(missing[source][round][each[0]])
                            .as("%d sends byte %d of round %d, round %d", source, each[0], each[1], round)
                            .isZero();
                }
            }
            long arrival = Math.max(lastArrival.getOrDefault(key, 0L), loop.nowNanos() + 1 + random.nextInt(1000));
            lastArrival.put(key, arrival);
            loop.schedule(arrival, EventPriority.CHANGE, now -> {
                for (int[] each : sent) {
                    missing[target][each[1]][each[0]]--;
                }
                listener.completed(now);
            });
        }

        boolean isDone() {
            return lines.values().stream().allMatch(List::isEmpty);
        }
    }

    @ParameterizedTest
    @CsvSource({"4, 1, 10", "16, 1, 10", "16, 5, 1", "32, 0.5, 20", "8, 10, 0.1"})
    void aRingPaysItsLatencyOnce(int hosts, double gbit, double oneWayMillis) {
        long bytes = 512 * MIB;
        double fluid = 2.0 * (hosts - 1) / hosts * bytes / (gbit * 1e9 / 8);
        double latency = oneWayMillis * 1e-3;
        double seconds = seconds("ring", hosts, bytes, gbit, oneWayMillis, NCCL);
        assertThat(seconds).isCloseTo(fluid + latency, within(0.002 * fluid));
        assertThat(seconds).isLessThan(seconds("ring", hosts, bytes, gbit, oneWayMillis, LibraryProfile.LOCKSTEP));
        assertThat(estimate("ring", hosts, bytes, gbit, oneWayMillis, NCCL)).isCloseTo(seconds, within(0.01 * seconds));
    }

    @Test
    void aRingThatIsShortOfBytesPaysEveryLatency() {
        double seconds = seconds("ring", 16, MIB, 10, 10, NCCL);
        assertThat(seconds).isBetween(30 * 0.010, 30 * 0.0102);
        assertThat(estimate("ring", 16, MIB, 10, 10, NCCL)).isCloseTo(seconds, within(0.01 * seconds));
    }

    @ParameterizedTest
    @CsvSource({"4, 1, 10", "16, 2, 5", "4, 100, 25", "3, 1, 0.01", "24, 40, 1"})
    void twoSegmentsOfGlooAreUnderWayInARoundTrip(int hosts, double gbit, double oneWayMillis) {
        long bytes = 64 * MIB * hosts;
        double line = MIB / (gbit * 1e9 / 8);
        double pair = Math.max(2 * line, 2 * oneWayMillis * 1e-3 + line + MIB / 1e9);
        double expected = 2.0 * (hosts - 1) * 64 / 2 * pair;
        double seconds = seconds("ring", hosts, bytes, gbit, oneWayMillis, GLOO);
        assertThat(seconds).isCloseTo(expected, within(0.03 * expected));
        assertThat(estimate("ring", hosts, bytes, gbit, oneWayMillis, GLOO)).isCloseTo(seconds, within(0.03 * seconds));
    }

    @Test
    void largerSegmentsKeepTheRate() {
        // 64 segments of 1 MiB in each of 2 × 31 × 32 transfers are more than are simulated one by one.
        double expected = 62.0 * 64 / 2 * (2 * 0.005 + MIB / 125e6 + MIB / 1e9);
        assertThat(seconds("ring", 32, 32 * 64 * MIB, 1, 5, GLOO)).isCloseTo(expected, within(0.03 * expected));
    }

    @Test
    void receiversThatGatherAtOnceGiveTheirWordOnce() {
        LibraryProfile atOnce = new GlooLibrary()
                .profile(new GlooLibrary.Settings(MIB, 1e9, true, null), HostBuffers.LINUX_TUNED.sendBuffer());
        // A word, then three hops; else a word before each hop.
        assertThat(gatherSeconds(atOnce)).isCloseTo(0.04, within(1e-3));
        assertThat(gatherSeconds(GLOO)).isCloseTo(0.06, within(1e-3));
        // Where hosts add up, room is given segment by segment.
        assertThat(seconds("ring", 4, 64 * MIB, 1, 10, atOnce)).isEqualTo(seconds("ring", 4, 64 * MIB, 1, 10, GLOO));
    }

    private static double gatherSeconds(LibraryProfile library) {
        Topology star = star(4, 1, 10);
        TransferPlan plan = plan(Pattern.ALL_GATHER, "ring", star, 4, 16_000);
        double seconds = seconds(FlowSettings.fluid(), star, plan, library, 0);
        double estimate = new LockstepEstimate(
                        star, Routings.shortestLatency(star), TransferEstimate.ALPHA_BETA, 1, library)
                .seconds(plan);
        assertThat(estimate).isCloseTo(seconds, within(1e-3));
        return seconds;
    }

    @Test
    void chooseAmongWhatTheLibraryHas() {
        for (LibraryProfile library : List.of(NCCL, GLOO)) {
            for (Pattern pattern : Pattern.values()) {
                Topology star = star(8, 1, 5);
                Routing routing = Routings.shortestLatency(star);
                int[] nodes = nodes(star, 8);
                LockstepEstimate estimate =
                        new LockstepEstimate(star, routing, TransferEstimate.ALPHA_BETA, 1, library);
                CollectiveChoice choice = new CollectiveChooser(Collectives.withDefaults(), estimate)
                        .choose(
                                new CollectiveCall(pattern, 1000 * MIB, nodes, new TopologyHosts(star, routing, nodes)),
                                "auto");
                assertThat(choice.estimates())
                        .isNotEmpty()
                        .allMatch(candidate -> library.offers(pattern, candidate.collective()))
                        .allSatisfy(candidate -> assertThat(candidate.terms().stream()
                                        .mapToDouble(CollectiveChoice.Term::seconds)
                                        .sum())
                                .isCloseTo(candidate.seconds(), within(1e-9 * candidate.seconds())));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anOutageIsSatOut(boolean fluid) {
        FlowSettings settings = fluid ? FlowSettings.fluid() : FlowSettings.tcp();
        for (LibraryProfile library : List.of(LibraryProfile.LOCKSTEP, NCCL, GLOO)) {
            double undisturbed = seconds(settings, "ring", 4, 256 * MIB, 1, 10, library, 0);
            double disturbed = seconds(settings, "ring", 4, 256 * MIB, 1, 10, library, 10);
            // A sender tries again after twice the time, each time.
            assertThat(disturbed - undisturbed).as(library.id()).isBetween(9.5, fluid ? 10.5 : 22.0);
        }
    }

    private static double seconds(
            String collective, int hosts, long bytes, double gbit, double oneWayMillis, LibraryProfile library) {
        return seconds(FlowSettings.fluid(), collective, hosts, bytes, gbit, oneWayMillis, library, 0);
    }

    private static double seconds(
            FlowSettings settings,
            String collective,
            int hosts,
            long bytes,
            double gbit,
            double oneWayMillis,
            LibraryProfile library,
            int outageSeconds) {
        Topology star = star(hosts, gbit, oneWayMillis);
        return seconds(
                settings, star, plan(Pattern.ALL_REDUCE, collective, star, hosts, bytes), library, outageSeconds);
    }

    // The first host's line is down from half a second on.
    private static double seconds(
            FlowSettings settings, Topology star, TransferPlan plan, LibraryProfile library, int outageSeconds) {
        EventLoop loop = new EventLoop();
        Network network = new FlowModel()
                .create(settings, new NetworkContext(star, Routings.shortestLatency(star), loop, new RandomStreams(1)));
        long[] end = {-1};
        executor(star, loop, network, plan.participants() + 1, library).start(plan, null, new PlanListener() {
            @Override
            public void participantDone(int participant) {}

            @Override
            public void planDone() {
                end[0] = loop.nowNanos();
            }
        });
        for (int arc = 0; outageSeconds > 0 && arc < 2; arc++) {
            int direction = arc;
            ArcState up = new ArcState(true, star.arcBitsPerSecond(arc), star.arcLatencyNanos(arc), 0);
            ArcState down = new ArcState(false, up.bitsPerSecond(), up.latencyNanos(), 0);
            loop.schedule(500_000_000, EventPriority.CHANGE, now -> network.setArc(direction, down));
            loop.schedule(
                    500_000_000 + outageSeconds * 1_000_000_000L,
                    EventPriority.CHANGE,
                    now -> network.setArc(direction, up));
        }
        loop.run();
        return end[0] * 1e-9;
    }

    private static double estimate(
            String collective, int hosts, long bytes, double gbit, double oneWayMillis, LibraryProfile library) {
        Topology star = star(hosts, gbit, oneWayMillis);
        return new LockstepEstimate(star, Routings.shortestLatency(star), TransferEstimate.ALPHA_BETA, 1, library)
                .seconds(plan(Pattern.ALL_REDUCE, collective, star, hosts, bytes));
    }

    private static TransferPlan plan(Pattern pattern, String collective, Topology star, int hosts, long bytes) {
        int[] nodes = nodes(star, hosts);
        TopologyHosts view = new TopologyHosts(star, Routings.shortestLatency(star), nodes);
        return Collectives.withDefaults().get(collective).plan(new CollectiveCall(pattern, bytes, nodes, view));
    }

    private static int[] nodes(Topology star, int hosts) {
        int[] nodes = new int[hosts];
        Arrays.setAll(nodes, host -> star.nodeIndex("h" + host));
        return nodes;
    }

    private static Topology star(int hosts, double gbit, double oneWayMillis) {
        Topology.Builder star = Topology.builder("star").node(Node.switchOf("switch"));
        Bandwidth rate = new Bandwidth(Math.round(gbit * 1e9));
        for (int host = 0; host < hosts; host++) {
            star.node(Node.host("h" + host));
            Duration latency = Duration.ofNanos(Math.round(oneWayMillis * 1e6 / 2));
            star.link(new Link("l" + host, "h" + host, "switch", rate, rate, latency, 0, null, null));
        }
        return star.build();
    }

    private static PlanExecutor executor(
            Topology topology, EventLoop loop, Network network, int lockstepFrom, LibraryProfile library) {
        return new PlanExecutor(
                topology,
                Routings.shortestLatency(topology),
                loop,
                network,
                new StillHost(),
                1,
                Math.max(2, lockstepFrom),
                false,
                library);
    }

    private static final class StillHost implements ExecutionHost {

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
