package org.longhaul.simulator.network.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.longhaul.simulator.network.flow.fluid.FlowSettings;
import org.longhaul.simulator.network.flow.fluid.RttBias;
import org.longhaul.topology.Node;
import org.longhaul.topology.Topology;

/** The plain fluid against closed forms, and against the figures of another solver. */
class FluidClosedFormTest {

    private static final long GIGABIT = 1_000_000_000L;
    private static final FlowSettings PLAIN = FlowSettings.fluid();

    private static void assertExact(double seconds, double expected) {
        assertThat(seconds).isCloseTo(expected, within(1e-9 * expected));
    }

    @Test
    void oneTransferTakesLatencyAndSerialisation() {
        Cases.Run run = new Cases.Run(PLAIN, Cases.chain(5_000_000, GIGABIT));
        double[] ends = new double[1];
        run.send("n0", "n1", 1_000_000_000, 0, 0, ends, 0);
        run.loop.run();
        assertExact(ends[0], 0.005 + 8);
        assertThat(run.network.arcPayloadBytes(0)).isEqualTo(1_000_000_000);
        assertThat(run.network.arcPayloadBytes(1)).isZero();
    }

    @Test
    void equalFlowsShareALinkEqually() {
        for (int n : new int[] {2, 3, 7, 100}) {
            Cases.Run run = new Cases.Run(PLAIN, Cases.chain(5_000_000, GIGABIT));
            double[] ends = new double[n];
            for (int i = 0; i < n; i++) {
                run.send("n0", "n1", 125_000_000, i, 0, ends, i);
            }
            run.loop.run();
            for (double end : ends) {
                assertExact(end, 0.005 + n);
            }
        }
    }

    @Test
    void transfersOfOneConnectionFollowEachOtherWithoutAnotherLatency() {
        Cases.Run run = new Cases.Run(PLAIN, Cases.chain(5_000_000, GIGABIT));
        double[] ends = new double[3];
        for (int i = 0; i < 3; i++) {
            run.send("n0", "n1", 125_000_000, 0, 0, ends, i);
        }
        run.loop.run();
        assertThat(ends).containsExactly(new double[] {1.005, 2.005, 3.005}, within(1e-9));
    }

    @Test
    void parkingLotGivesEveryFlowHalf() {
        Topology lot = Cases.chain(0, GIGABIT, GIGABIT, GIGABIT, GIGABIT);
        Cases.Run run = new Cases.Run(PLAIN, lot);
        double[] ends = new double[5];
        run.send("n0", "n4", 1_000_000_000, 0, 0, ends, 4);
        for (int hop = 0; hop < 4; hop++) {
            run.send("n" + hop, "n" + (hop + 1), 1_000_000_000, 0, 0, ends, hop);
        }
        run.loop.run();
        for (double end : ends) {
            assertExact(end, 16);
        }
    }

    @Test
    void unevenParkingLot() {
        Topology lot = Cases.chain(0, GIGABIT, GIGABIT / 10, GIGABIT);
        Cases.Run run = new Cases.Run(PLAIN, lot);
        double[] ends = new double[4];
        run.send("n0", "n3", 1_000_000_000, 0, 0, ends, 3);
        for (int hop = 0; hop < 3; hop++) {
            run.send("n" + hop, "n" + (hop + 1), 1_000_000_000, 0, 0, ends, hop);
        }
        run.loop.run();
        assertExact(ends[3], 160);
        assertExact(ends[1], 160);
        assertExact(ends[0], 8e9 / 950e6);
        assertExact(ends[2], 8e9 / 950e6);
    }

    @Test
    void aRingOfPhasesTakesItsClosedForm() {
        int hosts = 8;
        long chunk = 125_000_000 / hosts;
        Topology.Builder star = Topology.builder("star").node(Node.switchOf("s"));
        for (int host = 0; host < hosts; host++) {
            star.node(Node.host("h" + host)).link(Cases.link("l" + host, "h" + host, "s", GIGABIT, 50_000));
        }
        Cases.Run run = new Cases.Run(PLAIN, star.build());
        phase(run, hosts, chunk, 2 * (hosts - 1));
        run.loop.run();
        assertExact(run.loop.nowNanos() * 1e-9, 2 * (hosts - 1) * (100e-6 + chunk * 8.0 / GIGABIT));
    }

    private static void phase(Cases.Run run, int hosts, long chunk, int left) {
        if (left == 0) {
            return;
        }
        int[] open = {hosts};
        for (int host = 0; host < hosts; host++) {
            int from = run.topology.nodeIndex("h" + host);
            int to = run.topology.nodeIndex("h" + (host + 1) % hosts);
            run.network.send(from, to, chunk, 0, now -> {
                if (--open[0] == 0) {
                    phase(run, hosts, chunk, left - 1);
                }
            });
        }
    }

    private static Topology platform(String name) {
        return switch (name) {
            case "lan1g10ms" -> pair(GIGABIT, 10_000_000);
            case "wan10g50ms" -> pair(10 * GIGABIT, 50_000_000);
            case "parking_lot" -> Cases.chain(5_000_000, GIGABIT, GIGABIT, GIGABIT);
            case "parking_lot_zero" -> Cases.chain(0, GIGABIT, GIGABIT, GIGABIT);
            case "parking_lot_uneven" -> Cases.chain(5_000_000, GIGABIT, GIGABIT / 10, GIGABIT);
            case "parking_lot_uneven_zero" -> Cases.chain(0, GIGABIT, GIGABIT / 10, GIGABIT);
            case "rtt_unfair" -> unequalRtt();
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static Topology pair(long bitsPerSecond, long latencyNanos) {
        return Topology.builder("pair")
                .node(Node.host("a"))
                .node(Node.host("b"))
                .link(Cases.link("l", "a", "b", bitsPerSecond, latencyNanos))
                .build();
    }

    private static Topology unequalRtt() {
        long access = 400_000_000;
        return Topology.builder("two latencies")
                .node(Node.host("s0"))
                .node(Node.host("s1"))
                .node(Node.host("d0"))
                .node(Node.host("d1"))
                .node(Node.switchOf("west"))
                .node(Node.switchOf("east"))
                .link(Cases.link("a0", "s0", "west", access, 1_000_000))
                .link(Cases.link("a1", "s1", "west", access, 31_000_000))
                .link(Cases.link("bn", "west", "east", 100_000_000, 8_000_000))
                .link(Cases.link("b0", "east", "d0", access, 1_000_000))
                .link(Cases.link("b1", "east", "d1", access, 1_000_000))
                .build();
    }

    /** Every plain case of the other solver, which weighs flows by 1 / latency, to the microsecond of its output. */
    @Test
    void agreesWithAnotherSolverUnderItsWeights() {
        Map<String, List<String[]>> cases = new LinkedHashMap<>();
        for (String line : Cases.lines("plain-cases.csv")) {
            String[] cells = line.split(",", -1);
            cases.computeIfAbsent(cells[0] + ":" + cells[1], key -> new ArrayList<>())
                    .add(cells);
        }
        assertThat(cases).hasSize(12);
        cases.forEach((name, flows) -> {
            boolean equalLatency =
                    !name.startsWith("rtt_unfair") && (!name.startsWith("parking_lot") || name.contains("_zero"));
            compare(name, flows, RttBias.INVERSE_LATENCY);
            if (equalLatency) {
                compare(name, flows, RttBias.NONE);
            }
        });
    }

    private static void compare(String name, List<String[]> flows, RttBias bias) {
        Topology platform = platform(name.substring(0, name.indexOf(':')));
        Cases.Run run = new Cases.Run(FlowSettings.fluid(bias), platform);
        double[] ends = new double[flows.size()];
        for (int i = 0; i < ends.length; i++) {
            String[] cells = flows.get(i);
            run.send(cells[3], cells[4], Long.parseLong(cells[5]), i, Double.parseDouble(cells[6]), ends, i);
        }
        run.loop.run();
        for (int i = 0; i < ends.length; i++) {
            double expected = Double.parseDouble(flows.get(i)[7]);
            assertThat(ends[i]).as(name + " " + flows.get(i)[2]).isCloseTo(expected, within(1e-6 * expected));
        }
    }

    @Test
    void agreesWithAnotherSolverAtScale() {
        assertScale("fat-tree-1000.csv.gz", true, 1000, 1.152593);
        assertScale("wide-area-1000.csv.gz", false, 1000, 39.929305);
    }

    @Test
    void tenThousandFlowsBehindOneLineAreCheap() {
        assertScale("wide-area-10000.csv.gz", false, 10_000, 404.069581);
    }

    private static void assertScale(String file, boolean fatTree, int flows, double expected) {
        FlowSettings settings = FlowSettings.fluid(RttBias.INVERSE_LATENCY);
        Cases.Run run = fatTree
                ? new Cases.Run(settings, Cases.fatTree256(), Cases.fatTreeRouting())
                : new Cases.Run(settings, Cases.twoSites());
        assertThat(Cases.sendAll(run, file)).isEqualTo(flows);
        run.loop.run();
        assertThat(run.network.activeTransfers()).isEmpty();
        assertThat(run.lastSeconds()).isCloseTo(expected, within(1e-6 * expected));
    }
}
