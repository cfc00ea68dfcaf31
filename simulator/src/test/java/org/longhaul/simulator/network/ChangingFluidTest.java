package org.longhaul.simulator.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.longhaul.simulator.event.EventPriority;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.network.flow.Cases;
import org.longhaul.simulator.network.flow.fluid.FlowSettings;
import org.longhaul.topology.Node;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Topology;

/** The plain fluid on shared links that change, against a simulation that solves everything anew at every event. */
class ChangingFluidTest {

    private static final double CALM_SECONDS = 12;

    private record Traffic(int source, int target, long bytes, double start) {}

    private record Change(double at, int arc, boolean up, double share) {}

    private record Scenario(Topology topology, List<Traffic> traffic, List<Change> changes) {}

    private static double nanos(double seconds) {
        return Math.round(seconds * 1e9) * 1e-9;
    }

    private static Scenario draw(long seed) {
        RandomGenerator random = new RandomStreams(seed).stream("changing fluid", 0);
        int nodes = random.nextInt(2, 7);
        Topology.Builder builder = Topology.builder("fluid " + seed).relayingHosts(true);
        for (int node = 0; node < nodes; node++) {
            builder.node(Node.host("n" + node));
        }
        for (int link = 1; link < nodes + 1; link++) {
            int to = link < nodes ? link : random.nextInt(1, nodes);
            long rate = 10_000_000L * random.nextInt(1, 30);
            builder.link(
                    Cases.link("l" + link, "n" + random.nextInt(to), "n" + to, rate, random.nextLong(0, 50_000_000)));
        }
        Topology topology = builder.build();
        List<Traffic> traffic = new ArrayList<>();
        for (int i = random.nextInt(1, 9); i > 0; i--) {
            int source = random.nextInt(nodes);
            int target = (source + random.nextInt(1, nodes)) % nodes;
            traffic.add(new Traffic(source, target, random.nextLong(50_000_000), nanos(random.nextDouble(4))));
        }
        List<Change> changes = new ArrayList<>();
        for (int i = random.nextInt(1, 20); i > 0; i--) {
            int arc = random.nextInt(topology.arcCount());
            changes.add(new Change(
                    nanos(random.nextDouble(CALM_SECONDS)), arc, random.nextInt(3) > 0, random.nextDouble(0.1, 2)));
        }
        for (int arc = 0; arc < topology.arcCount(); arc++) {
            changes.add(new Change(CALM_SECONDS, arc, true, 1));
        }
        return new Scenario(topology, traffic, changes);
    }

    private static double[] simulated(Scenario scenario) {
        Cases.Run run = new Cases.Run(FlowSettings.fluid(), scenario.topology());
        double[] ends = new double[scenario.traffic().size()];
        for (int i = 0; i < ends.length; i++) {
            Traffic each = scenario.traffic().get(i);
            run.send(each.source(), each.target(), each.bytes(), i, each.start(), ends, i);
        }
        for (Change change : scenario.changes()) {
            ArcState stated = ArcState.of(scenario.topology(), change.arc());
            ArcState state = new ArcState(
                    change.up(), Math.round(stated.bitsPerSecond() * change.share()), stated.latencyNanos(), 0);
            run.loop.schedule(
                    Math.round(change.at() * 1e9),
                    EventPriority.CHANGE,
                    now -> run.network.setArc(change.arc(), state));
        }
        run.loop.run();
        return ends;
    }

    /** Steps from event to event; all rates by progressive filling. */
    private static double[] solvedAnew(Scenario scenario) {
        Topology topology = scenario.topology();
        Routing routing = org.longhaul.topology.Routings.shortestLatency(topology);
        int flows = scenario.traffic().size();
        int[][] path = new int[flows][];
        double[] lead = new double[flows];
        double[] left = new double[flows];
        double[] ends = new double[flows];
        for (int i = 0; i < flows; i++) {
            Traffic each = scenario.traffic().get(i);
            path[i] = routing.route(each.source(), each.target(), i);
            lead[i] =
                    Arrays.stream(path[i]).mapToLong(topology::arcLatencyNanos).sum() * 1e-9;
            left[i] = each.bytes();
            ends[i] = -1;
        }
        double[] capacity = new double[topology.arcCount()];
        Arrays.setAll(capacity, arc -> topology.arcBitsPerSecond(arc) / 8.0);
        BitSet down = new BitSet();
        List<Change> changes = new ArrayList<>(scenario.changes());
        changes.sort(java.util.Comparator.comparingDouble(Change::at));
        double now = 0;
        int applied = 0;
        while (Arrays.stream(ends).anyMatch(end -> end < 0)) {
            double[] rates = rates(scenario, path, lead, ends, capacity, down, now);
            double next = applied < changes.size() ? changes.get(applied).at() : Double.POSITIVE_INFINITY;
            for (int i = 0; i < flows; i++) {
                double start = scenario.traffic().get(i).start();
                if (ends[i] < 0 && start > now) {
                    next = Math.min(next, start);
                } else if (ends[i] < 0 && isWhole(path[i], down)) {
                    next = Math.min(next, now + (lead[i] > 0 ? lead[i] : rates[i] > 0 ? left[i] / rates[i] : 1e9));
                }
            }
            double step = next - now;
            for (int i = 0; i < flows; i++) {
                boolean begun = ends[i] < 0 && scenario.traffic().get(i).start() <= now;
                if (begun && isWhole(path[i], down)) {
                    if (lead[i] > 0) {
                        lead[i] = lead[i] - step < 1e-12 ? 0 : lead[i] - step;
                    } else {
                        left[i] = left[i] - rates[i] * step < 1e-4 ? 0 : left[i] - rates[i] * step;
                    }
                    if (lead[i] == 0 && left[i] == 0) {
                        ends[i] = next;
                    }
                }
            }
            now = next;
            while (applied < changes.size() && changes.get(applied).at() <= now) {
                Change change = changes.get(applied++);
                down.set(change.arc(), !change.up());
                capacity[change.arc()] = Math.round(topology.arcBitsPerSecond(change.arc()) * change.share()) / 8.0;
            }
        }
        return ends;
    }

    private static double[] rates(
            Scenario scenario, int[][] path, double[] lead, double[] ends, double[] capacity, BitSet down, double now) {
        List<ProgressiveFilling.Flow> flowing = new ArrayList<>();
        List<Integer> which = new ArrayList<>();
        for (int i = 0; i < path.length; i++) {
            boolean begun = scenario.traffic().get(i).start() <= now && lead[i] == 0;
            if (begun && ends[i] < 0 && isWhole(path[i], down)) {
                flowing.add(new ProgressiveFilling.Flow(path[i], 1, Double.POSITIVE_INFINITY));
                which.add(i);
            }
        }
        double[] solved = ProgressiveFilling.rates(capacity, flowing);
        double[] rates = new double[path.length];
        for (int i = 0; i < solved.length; i++) {
            rates[which.get(i)] = solved[i];
        }
        return rates;
    }

    private static boolean isWhole(int[] path, BitSet down) {
        return Arrays.stream(path).noneMatch(down::get);
    }

    @Test
    void equalsASimulationThatSolvesEverythingAnew() {
        for (int seed = 0; seed < 400; seed++) {
            Scenario scenario = draw(seed);
            double[] simulated = simulated(scenario);
            double[] expected = solvedAnew(scenario);
            for (int i = 0; i < expected.length; i++) {
                // Each event is rounded to a nanosecond, and what it changes of others' shares may be off by as much.
                assertThat(simulated[i])
                        .as(
                                "seed %d, transfer %d: %s",
                                seed, i, scenario.traffic().get(i))
                        .isCloseTo(expected[i], within(1e-9 * expected[i] + 200e-9));
            }
        }
    }

    /** Nodes and links in another order, transfers sent in another: the same ends. */
    @Test
    void relabellingChangesNothing() {
        for (int seed = 0; seed < 200; seed++) {
            Scenario scenario = draw(seed);
            Topology topology = scenario.topology();
            int nodes = topology.nodeCount();
            int links = topology.links().size();
            Topology.Builder builder = Topology.builder("relabelled").relayingHosts(true);
            for (int node = nodes - 1; node >= 0; node--) {
                builder.node(topology.node(node));
            }
            for (int link = links - 1; link >= 0; link--) {
                builder.link(topology.links().get(link));
            }
            List<Traffic> traffic = new ArrayList<>();
            for (Traffic each : scenario.traffic()) {
                int source = nodes - 1 - each.source();
                traffic.add(0, new Traffic(source, nodes - 1 - each.target(), each.bytes(), each.start()));
            }
            List<Change> changes = new ArrayList<>();
            for (Change change : scenario.changes()) {
                int arc = 2 * (links - 1 - change.arc() / 2) + change.arc() % 2;
                changes.add(new Change(change.at(), arc, change.up(), change.share()));
            }
            double[] ends = simulated(scenario);
            double[] relabelled = simulated(new Scenario(builder.build(), traffic, changes));
            for (int i = 0; i < ends.length; i++) {
                assertThat(relabelled[ends.length - 1 - i])
                        .as("seed %d", seed)
                        .isCloseTo(ends[i], within(1e-9 * ends[i] + 200e-9));
            }
        }
    }
}
