package org.longhaul.simulator.validation;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.NetworkContext;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.DataSize;

/** The measured set-ups, simulated. */
final class TestBed {

    /** The flows of a case start within this time; longer than any of them needs to find its rate for the first time. */
    private static final double STARTS_WITHIN_NANOS = 1e9;
    /** What the start of a case's first, second, … flow moves by from run to run, parts of that time. */
    private static final double[] STEPS = {Math.sqrt(2), Math.sqrt(3), Math.sqrt(5), Math.sqrt(7)};
    /** More than any of the long flows delivers. */
    private static final long ENDLESS_BYTES = 1L << 40;

    private final NetworkUnderTest underTest;
    private final CongestionControl control;

    TestBed(NetworkUnderTest underTest, CongestionControl control) {
        this.underTest = underTest;
        this.control = control;
    }

    private static final class Running {
        final EventLoop loop = new EventLoop();
        final Network network;
        private final int number;
        private int flows;

        /** The run of a number from 1 on, which is its seed too. */
        Running(NetworkUnderTest underTest, CongestionControl control, Topology topology, int number) {
            this.number = number;
            network = underTest.create(
                    control,
                    new NetworkContext(topology, Routings.shortestLatency(topology), loop, new RandomStreams(number)));
        }

        /**
         * Starts a flow that does not end at a time of its own in the first second: over the runs the starts of a
         * case's flows cover all combinations evenly, as multiples of irrational numbers do.
         */
        void endless(int from, int to, int channel) {
            double multiple = number * STEPS[flows++];
            long start = (long) ((multiple - Math.floor(multiple)) * STARTS_WITHIN_NANOS);
            loop.schedule(start, 0, now -> network.send(from, to, ENDLESS_BYTES, channel, done -> {}));
        }

        void runUntilSeconds(double seconds) {
            loop.runUntil(Math.round(seconds * 1e9));
        }
    }

    /** Means over the runs that the network asks for of figures of a run. */
    private double[] means(Topology topology, boolean chance, Function<Running, double[]> figures) {
        int runs = underTest.runs(chance);
        // Runs are independent; the sum is taken in their order, so that the mean does not depend on threads.
        List<double[]> all = IntStream.rangeClosed(1, runs)
                .parallel()
                .mapToObj(number -> figures.apply(new Running(underTest, control, topology, number)))
                .toList();
        double[] means = new double[all.get(0).length];
        for (double[] one : all) {
            for (int i = 0; i < means.length; i++) {
                means[i] += one[i] / runs;
            }
        }
        return means;
    }

    private Link link(
            String id, String from, String to, double mbit, double oneWayMillis, double loss, long queueBytes) {
        Bandwidth rate = new Bandwidth(Math.round(mbit * 1e6));
        Duration latency = Duration.ofNanos(Math.round(oneWayMillis * 1e6) + underTest.constantLatenessNanos());
        return new Link(
                id, from, to, rate, rate, latency, loss, queueBytes < 0 ? null : new DataSize(queueBytes), null);
    }

    private Topology oneLink(double mbit, double rttMillis, double loss, long queueBytes) {
        return Topology.builder("one link")
                .node(Node.host("a"))
                .node(Node.host("b"))
                .link(link("ab", "a", "b", mbit, rttMillis / 2, loss, queueBytes))
                .build();
    }

    /** Seconds that one transfer on a new connection takes. */
    double[] transferSeconds(double mbit, double rttMillis, long queueBytes, long bytes) {
        return means(oneLink(mbit, rttMillis, 0, queueBytes), false, run -> {
            double[] end = new double[1];
            if (underTest.leadingBytes() > 0) {
                run.network.send(0, 1, underTest.leadingBytes(), 0, now -> {});
            }
            run.network.send(0, 1, bytes, 0, now -> end[0] = now * 1e-9);
            run.loop.run();
            return end;
        });
    }

    /** Payload rate of all flows together between two times, Mbit/s. */
    double[] goodput(
            double mbit,
            double rttMillis,
            double loss,
            long queueBytes,
            int flows,
            double fromSeconds,
            double toSeconds) {
        return means(oneLink(mbit, rttMillis, loss, queueBytes), loss > 0 || flows > 1, run -> {
            for (int flow = 0; flow < flows; flow++) {
                run.endless(0, 1, flow);
            }
            return ratesBetween(run, fromSeconds, toSeconds, 0);
        });
    }

    /** Payload rates over both directions of a link with bulk data in both, Mbit/s. */
    double[] twoWay(double mbit, double rttMillis, long queueBytes, double fromSeconds, double toSeconds) {
        return means(oneLink(mbit, rttMillis, 0, queueBytes), false, run -> {
            run.network.send(0, 1, ENDLESS_BYTES, 0, now -> {});
            run.network.send(1, 0, ENDLESS_BYTES, 0, now -> {});
            return ratesBetween(run, fromSeconds, toSeconds, 0, 1);
        });
    }

    /** Payload rates of two flows over one bottleneck, the one of shorter round-trip time first, Mbit/s. */
    double[] unequalRtt(double mbit, double accessMbit, double shortMillis, double longMillis, long queueBytes) {
        // One millisecond on each access link; the bottleneck has the rest of the short path, the long one its own
        // delay.
        double shared = shortMillis / 2 - 2;
        Topology topology = Topology.builder("two round-trip times")
                .node(Node.host("s0"))
                .node(Node.host("s1"))
                .node(Node.host("d0"))
                .node(Node.host("d1"))
                .node(Node.switchOf("west"))
                .node(Node.switchOf("east"))
                .link(link("a0", "s0", "west", accessMbit, 1, 0, -1))
                .link(link("a1", "s1", "west", accessMbit, longMillis / 2 - shared - 1, 0, -1))
                .link(link("bottleneck", "west", "east", mbit, shared, 0, queueBytes))
                .link(link("b0", "east", "d0", accessMbit, 1, 0, -1))
                .link(link("b1", "east", "d1", accessMbit, 1, 0, -1))
                .build();
        return means(topology, true, run -> {
            run.endless(topology.nodeIndex("s0"), topology.nodeIndex("d0"), 0);
            run.endless(topology.nodeIndex("s1"), topology.nodeIndex("d1"), 0);
            return ratesBetween(run, 10, 40, 0, 2);
        });
    }

    private static double[] ratesBetween(Running run, double from, double to, int... arcs) {
        run.runUntilSeconds(from);
        double[] rates = new double[arcs.length];
        Arrays.setAll(rates, i -> -run.network.arcPayloadBytes(arcs[i]));
        run.runUntilSeconds(to);
        Arrays.setAll(rates, i -> (rates[i] + run.network.arcPayloadBytes(arcs[i])) * 8e-6 / (to - from));
        return rates;
    }

    /**
     * Seconds of each of several ring all-reduces after each other over connections that are already open, and after
     * them their median.
     */
    double[] ringSeconds(int hosts, long bytes, double mbit, double oneWayMillis, long queueBytes, int repetitions) {
        Topology.Builder star = Topology.builder("star").node(Node.switchOf("switch"));
        for (int host = 0; host < hosts; host++) {
            star.node(Node.host("h" + host));
            star.link(link("l" + host, "h" + host, "switch", mbit, oneWayMillis / 2, 0, queueBytes));
        }
        Topology topology = star.build();
        int[] nodes = new int[hosts];
        Arrays.setAll(nodes, host -> topology.nodeIndex("h" + host));
        return means(topology, false, run -> {
            for (int host = 0; host < hosts; host++) {
                run.network.send(nodes[host], nodes[(host + 1) % hosts], 1, 0, now -> {});
            }
            run.loop.run();
            Ring ring = new Ring(run, nodes, bytes / hosts, repetitions);
            for (int host = 0; host < hosts; host++) {
                ring.begin(host);
            }
            run.loop.run();
            double[] seconds = Arrays.copyOf(ring.seconds(), repetitions + 1);
            seconds[repetitions] = NetworkValidation.medianOf(ring.seconds());
            return seconds;
        });
    }

    /** Each host sends in its next phase when its send and its receive of the phase before are done. */
    private static final class Ring {
        private final Running run;
        private final int[] nodes;
        private final long chunk;
        private final int phases;
        // Of each host: the phases that it has begun, has sent and has received.
        private final int[] begun;
        private final int[] sent;
        private final int[] received;
        private final long[] ends;
        private final long start;

        Ring(Running run, int[] nodes, long chunk, int repetitions) {
            this.run = run;
            this.nodes = nodes;
            this.chunk = chunk;
            phases = 2 * (nodes.length - 1);
            begun = new int[nodes.length];
            sent = new int[nodes.length];
            received = new int[nodes.length];
            ends = new long[repetitions];
            start = run.loop.nowNanos();
        }

        void begin(int host) {
            begun[host]++;
            int next = (host + 1) % nodes.length;
            run.network.send(nodes[host], nodes[next], chunk, 0, now -> {
                sent[host]++;
                received[next]++;
                advance(host, now);
                advance(next, now);
            });
        }

        private void advance(int host, long now) {
            while (sent[host] >= begun[host] && received[host] >= begun[host]) {
                int finished = begun[host];
                if (finished % phases == 0) {
                    ends[finished / phases - 1] = Math.max(ends[finished / phases - 1], now);
                }
                if (finished == phases * ends.length) {
                    return;
                }
                begin(host);
            }
        }

        double[] seconds() {
            double[] seconds = new double[ends.length];
            long from = start;
            for (int i = 0; i < ends.length; i++) {
                seconds[i] = (ends[i] - from) * 1e-9;
                from = ends[i];
            }
            return seconds;
        }
    }
}
