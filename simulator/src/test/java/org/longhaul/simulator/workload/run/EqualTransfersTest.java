package org.longhaul.simulator.workload.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.longhaul.simulator.Draws;
import org.longhaul.simulator.collective.Collectives;
import org.longhaul.simulator.compute.ComputeModel;
import org.longhaul.simulator.compute.ComputeModels;
import org.longhaul.simulator.compute.PhaseShares;
import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.ConnectionRules;
import org.longhaul.simulator.network.NetworkContext;
import org.longhaul.simulator.network.SharedFindings;
import org.longhaul.simulator.network.flow.FlowModel;
import org.longhaul.simulator.network.flow.FlowNetwork;
import org.longhaul.simulator.network.flow.fluid.FlowSettings;
import org.longhaul.simulator.timeline.TimelineSink;
import org.longhaul.simulator.workload.Await;
import org.longhaul.simulator.workload.Compute;
import org.longhaul.simulator.workload.ExchangeSpec;
import org.longhaul.simulator.workload.Operation;
import org.longhaul.simulator.workload.Phase;
import org.longhaul.simulator.workload.ReleasePoint;
import org.longhaul.simulator.workload.Step;
import org.longhaul.simulator.workload.execution.ExecutionSettings;
import org.longhaul.simulator.workload.execution.NetworkSetup;
import org.longhaul.simulator.workload.result.ExchangeTiming;
import org.longhaul.simulator.workload.result.ExecutionListener;
import org.longhaul.simulator.workload.result.ExecutionResult;
import org.longhaul.simulator.workload.result.StepTimes;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;
import org.longhaul.topology.build.Topologies;
import org.longhaul.topology.unit.Bandwidth;

/**
 * Equal transfers of a round are simulated once: what a run reports is what it is when each is simulated by itself. Fourteen
 * draws with all tests; {@code -Dlonghaul.properties=all} draws three hundred.
 */
class EqualTransfersTest {
    private static final int DRAWS = Draws.of(14, 300);

    private static final String[] COLLECTIVES = {
        "auto",
        "ring",
        "reduce-scatter-all-gather",
        "recursive-halving-doubling",
        "recursive-doubling",
        "binary-tree",
        "double-binary-tree",
        "parameter-server",
        "hierarchical",
        "binomial-tree"
    };

    record Draw(
            String name,
            Topology topology,
            FlowSettings settings,
            int workers,
            int channels,
            List<Step> program,
            boolean areEqual) {

        Draw with(FlowSettings other) {
            return new Draw(name, topology, other, workers, channels, program, areEqual);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Draw> draws() {
        return IntStream.range(0, DRAWS).mapToObj(EqualTransfersTest::draw);
    }

    /** Each of these is run eight or eleven times. */
    static Stream<Draw> someDraws() {
        return draws().limit(DRAWS / 3);
    }

    private static Draw draw(int seed) {
        Random random = new Random(seed * 7919L);
        Topology topology = topology(random);
        FlowSettings settings =
                switch (random.nextInt(4)) {
                    case 0 -> FlowSettings.fluid();
                    case 1 -> FlowSettings.tcp(CongestionControl.BBR);
                    case 2 -> FlowSettings.tcp(CongestionControl.RENO);
                    default -> FlowSettings.tcp();
                };
        int workers = Math.min(topology.hosts().length, 16 + random.nextInt(9));
        List<Step> steps = new ArrayList<>();
        for (int s = 0; s < 3; s++) {
            ExchangeSpec[] exchanges = new ExchangeSpec[1 + random.nextInt(2)];
            for (int i = 0; i < exchanges.length; i++) {
                long bytes = random.nextBoolean() ? workers * 40_000L : 1 + random.nextInt(5_000_000);
                String collective = COLLECTIVES[random.nextInt(COLLECTIVES.length)];
                exchanges[i] = Bench.allReduce("x" + i, workers, bytes, collective);
            }
            steps.add(random.nextBoolean() ? Bench.synchronous(exchanges) : overlapped(exchanges));
        }
        int channels = random.nextInt(3) == 0 ? 2 : 1;
        String name = seed + " " + topology.name() + " " + settings.congestionControl() + " " + workers + " workers";
        return new Draw(name, topology, settings, workers, channels, steps, random.nextInt(3) > 0);
    }

    private static Topology topology(Random random) {
        Bandwidth rate = Bandwidth.parse(random.nextBoolean() ? "1 Gbit/s" : "10 Gbit/s");
        Duration latency = Duration.ofNanos(1000L * (1 + random.nextInt(2000)));
        return switch (random.nextInt(4)) {
            case 0 -> Topologies.star(24, rate, latency);
            case 1 -> Topologies.fatTree(4, rate, latency);
            case 2 -> Topologies.leafSpine(4, 2, 6, rate, latency);
            default -> Topologies.twoSites(12, rate, latency, Bandwidth.parse("3 Gbit/s"), Duration.ofMillis(5));
        };
    }

    /** Exchanges that begin within the backward pass, while other workers still compute. */
    private static Step overlapped(ExchangeSpec... exchanges) {
        List<ReleasePoint> releases = new ArrayList<>();
        List<Operation> program = new ArrayList<>();
        program.add(new Compute(Phase.FORWARD, List.of()));
        for (int i = 0; i < exchanges.length; i++) {
            releases.add(new ReleasePoint((i + 1.0) / (exchanges.length + 1), i));
        }
        program.add(new Compute(Phase.BACKWARD, releases));
        for (int i = 0; i < exchanges.length; i++) {
            program.add(new Await(i));
        }
        program.add(new Compute(Phase.UPDATE, List.of()));
        return new Step(List.of(exchanges), program);
    }

    private record Outcome(ExecutionResult result, List<Long> ends, long events) {}

    private static Outcome run(Draw draw, boolean bundles) {
        return run(draw, bundles, ConnectionRules.NONE);
    }

    private static Outcome run(Draw draw, boolean bundles, ConnectionRules controls) {
        return run(draw, bundles, controls, Routings.shortestLatency(draw.topology()), new SharedFindings());
    }

    private static Outcome run(
            Draw draw, boolean bundles, ConnectionRules controls, Routing routing, SharedFindings findings) {
        EventLoop loop = new EventLoop();
        FlowNetwork network = (FlowNetwork) new FlowModel()
                .create(
                        draw.settings(),
                        new NetworkContext(draw.topology(), routing, loop, new RandomStreams(7), controls, findings));
        long[] nanos = new long[draw.workers()];
        for (int w = 0; w < nanos.length; w++) {
            nanos[w] = 20_000_000 + (draw.areEqual() ? 0 : w * 300_000L);
        }
        ComputeModel compute = ComputeModels.ofStepTime(nanos, PhaseShares.DEFAULT);
        List<Long> ends = new ArrayList<>();
        ExecutionSettings settings = new ExecutionSettings(draw.channels(), 1000, 1, 2, bundles);
        ExecutionResult result = new WorkloadExecutor(
                        new NetworkSetup(draw.topology(), routing, loop, network, false),
                        Bench.firstHosts(draw.topology(), draw.workers()),
                        compute,
                        Collectives.withDefaults(),
                        settings,
                        TimelineSink.NONE)
                .run(
                        (index, needed) -> index < 6 ? draw.program().get((int) index % 3) : null,
                        new ExecutionListener() {
                            @Override
                            public void exchangeCompleted(ExchangeTiming exchange) {
                                ends.add(exchange.startNanos());
                                ends.add(exchange.endNanos());
                            }

                            @Override
                            public void stepCompleted(long step, long endNanos, StepTimes times) {
                                ends.add(endNanos);
                            }
                        });
        return new Outcome(result, ends, loop.executedEvents());
    }

    @ParameterizedTest
    @MethodSource("draws")
    void asOneAsEachByItself(Draw draw) {
        Outcome asOne = run(draw, true);
        Outcome each = run(draw, false);
        assertThat(asOne.ends()).hasSameSizeAs(each.ends());
        for (int i = 0; i < each.ends().size(); i++) {
            long expected = each.ends().get(i);
            assertThat(asOne.ends().get(i)).isCloseTo(expected, within(2 + expected / 1_000_000_000));
        }
        for (int arc = 0; arc < draw.topology().arcCount(); arc++) {
            assertThat(asOne.result().arcPayloadBytes(arc))
                    .isEqualTo(each.result().arcPayloadBytes(arc));
            assertThat(asOne.result().arcWireBytes(arc)).isEqualTo(each.result().arcWireBytes(arc));
        }
    }

    /** What runs on other settings and other topologies found out changes nothing, to the nanosecond. */
    @ParameterizedTest
    @MethodSource("someDraws")
    void whatOtherRunsFoundChangesNothing(Draw draw) {
        SharedFindings findings = new SharedFindings();
        Routing routing = Routings.shortestLatency(draw.topology());
        for (FlowSettings settings :
                new LinkedHashSet<>(List.of(FlowSettings.fluid(), FlowSettings.tcp(), draw.settings()))) {
            Draw other = draw.with(settings);
            Outcome alone = run(other, true);
            Outcome after = run(other, true, ConnectionRules.NONE, routing, findings);
            Outcome again = run(other, true, ConnectionRules.NONE, routing, findings);
            for (Outcome outcome : List.of(after, again)) {
                assertThat(outcome.ends()).isEqualTo(alone.ends());
                assertThat(outcome.events()).isEqualTo(alone.events());
                for (int arc = 0; arc < draw.topology().arcCount(); arc++) {
                    assertThat(outcome.result().arcWireBytes(arc))
                            .isEqualTo(alone.result().arcWireBytes(arc));
                }
            }
        }
        Draw elsewhere = draw(draw.workers());
        assertThat(run(elsewhere, true, ConnectionRules.NONE, Routings.shortestLatency(elsewhere.topology()), findings)
                        .ends())
                .isEqualTo(run(elsewhere, true).ends());
    }

    /** Every fourth host sends as BBR does: transfers of others are no longer equal to its own. */
    @ParameterizedTest
    @ValueSource(ints = {0, 3, 6, 11, 17, 23, 31, 40})
    void asOneAsEachByItselfUnderSeveralControls(int seed) {
        Draw draw = draw(seed);
        @Nullable String[] controls = new @Nullable String[draw.topology().nodeCount()];
        for (int host = 0; host < controls.length; host += 4) {
            controls[host] = "bbr";
        }
        ConnectionRules mixed = ConnectionRules.ofHosts(controls);
        Outcome asOne = run(draw, true, mixed);
        Outcome each = run(draw, false, mixed);
        assertThat(asOne.ends()).hasSameSizeAs(each.ends());
        for (int i = 0; i < each.ends().size(); i++) {
            long expected = each.ends().get(i);
            assertThat(asOne.ends().get(i)).isCloseTo(expected, within(2 + expected / 1_000_000));
        }
    }

    @Test
    void manyEqualWorkersCostOne() {
        Topology star = Topologies.star(128, Bandwidth.parse("10 Gbit/s"), Duration.ofNanos(100_000));
        ExchangeSpec exchange = Bench.allReduce("gradients", 128, 12_800_000, "reduce-scatter-all-gather");
        Draw draw = new Draw(
                "star",
                star,
                FlowSettings.tcp(),
                128,
                1,
                List.of(overlapped(exchange, exchange), overlapped(exchange, exchange), overlapped(exchange, exchange)),
                true);
        // Each exchange has 32,512 transfers.
        assertThat(run(draw, true).events()).isLessThan(20_000);
    }
}
