package org.longhaul.simulator.fault.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.longhaul.simulator.event.EventPriority;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.fault.Direction;
import org.longhaul.simulator.fault.FaultContext;
import org.longhaul.simulator.fault.FaultInjector;
import org.longhaul.simulator.fault.Recovery;
import org.longhaul.simulator.network.NetworkModel;
import org.longhaul.simulator.network.NetworkModels;
import org.longhaul.simulator.network.flow.Cases;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.DataSize;

/** What traces of bandwidth do to transfers, on every registered network model. */
class TraceOnNetworksTest {
    private static final long RATE = 40_000_000;

    @TempDir
    Path folder;

    static Stream<NetworkModel<?>> models() {
        return NetworkModels.all().stream();
    }

    private static Topology line(long bitsPerSecond) {
        return Topology.builder("line")
                .node(Node.host("a"))
                .node(Node.host("b"))
                .link(new Link(
                        "line",
                        "a",
                        "b",
                        new Bandwidth(bitsPerSecond),
                        new Bandwidth(bitsPerSecond),
                        Duration.ofMillis(5),
                        0,
                        new DataSize(100_000),
                        null))
                .build();
    }

    /** When transfers end of which one begins with the run, two a while later; seconds. */
    private static double[] ends(Cases.Run run, long bytes) {
        double[] ends = {-1, -1, -1};
        run.send("a", "b", bytes, 0, 0.001, ends, 0);
        run.send("a", "b", bytes / 4, 1, 1.3, ends, 1);
        run.send("b", "a", bytes / 4, 0, 2.6, ends, 2);
        run.loop.run();
        return ends;
    }

    /** Plays a trace for as long as the run needs it. */
    private Cases.Run traced(NetworkModel<?> model, Topology topology, String rows, double[] watched)
            throws IOException {
        Cases.Run run = new Cases.Run(model, topology);
        Path file = folder.resolve("trace.csv");
        Files.writeString(file, rows);
        Trace.Settings settings = new Trace.Settings(
                file,
                Trace.Quantity.BANDWIDTH,
                "Mbit/s",
                null,
                Trace.Interpolation.STEP,
                Duration.ofSeconds(1),
                null,
                null,
                Trace.AtEnd.REPEAT,
                List.of("*"),
                List.of(),
                Direction.BOTH);
        FaultInjector injector = new FaultInjector(
                topology,
                run.network,
                Routings.shortestLatency(topology),
                Recovery.DEFAULT,
                new Trace().create(settings, new FaultContext("trace", topology, new RandomStreams(1))),
                new FaultInjector.NodeListener() {
                    @Override
                    public void nodeDown(int node) {}

                    @Override
                    public void nodeUp(int node, long resumeNanos) {}

                    @Override
                    public void slowDown(int node, double factor) {}
                });
        change(run, injector, watched);
        return run;
    }

    private static void change(Cases.Run run, FaultInjector injector, double[] watched) {
        long next = injector.nextChangeNanos();
        run.loop.schedule(next, EventPriority.CHANGE, now -> {
            injector.advanceTo(now, now);
            for (double end : watched) {
                if (end < 0) {
                    change(run, injector, watched);
                    return;
                }
            }
        });
    }

    private double[] tracedEnds(NetworkModel<?> model, Topology topology, String rows, long bytes) throws IOException {
        double[] ends = {-1, -1, -1};
        Cases.Run run = traced(model, topology, rows, ends);
        run.send("a", "b", bytes, 0, 0.001, ends, 0);
        run.send("a", "b", bytes / 4, 1, 1.3, ends, 1);
        run.send("b", "a", bytes / 4, 0, 2.6, ends, 2);
        run.loop.run();
        return ends;
    }

    /** A trace that never changes is the link itself, to the bit, whether the link is stated with that rate or another. */
    @ParameterizedTest
    @MethodSource("models")
    void aConstantTraceIsTheConstantLink(NetworkModel<?> model) throws IOException {
        double[] constant = ends(new Cases.Run(model, line(RATE)), 20_000_000);
        String rows = "0 40\n0.7 40\n2 40\n3 40\n";
        assertThat(tracedEnds(model, line(RATE), rows, 20_000_000)).containsExactly(constant);
        assertThat(tracedEnds(model, line(2 * RATE), rows, 20_000_000)).containsExactly(constant);
        assertThat(tracedEnds(model, line(RATE / 3), rows, 20_000_000)).containsExactly(constant);
    }

    /**
     * A sender that always has data carries what the trace lets through: with {@code analytic} exactly, latency apart; with
     * TCP what its headers and its way back to a rate that has risen leave.
     */
    @ParameterizedTest
    @MethodSource("models")
    void whatIsCarriedIsTheTracesIntegral(NetworkModel<?> model) throws IOException {
        // In 8 s at 10, 40, 20 Mbit/s: 20 + 120 + 60 = 200 Mbit, which is 25 MB.
        String rows = "0 10\n2 40\n5 20\n8 20\n";
        double[] ends = {-1};
        Cases.Run run = traced(model, line(RATE), rows, ends);
        run.send("a", "b", 8 * 25_000_000L, 0, 0, ends, 0);
        run.loop.run();
        if (model.id().equals("analytic")) {
            assertThat(ends[0]).isCloseTo(64.005, org.assertj.core.data.Offset.offset(1e-6));
        } else {
            double headers = 1500.0 / 1448;
            assertThat(ends[0]).isBetween(64 * headers, 64 * headers * 1.08);
        }
    }
}
