package org.longhaul.simulator.validation;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.event.EventPriority;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.NetworkContext;
import org.longhaul.simulator.network.TransferStatus;
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
    private static final double[] STEPS = {
        Math.sqrt(2),
        Math.sqrt(3),
        Math.sqrt(5),
        Math.sqrt(7),
        Math.sqrt(11),
        Math.sqrt(13),
        Math.sqrt(17),
        Math.sqrt(19)
    };
    /**
     * The queue of the hosts' own fast links, of which the measurements state none: a bandwidth-delay product of such a link
     * would be less than what the emulator gave the stars of 1 ms, its smallest.
     */
    static final long SMALLEST_QUEUE_BYTES = 100_000;
    /** More than any of the long flows delivers. */
    private static final long ENDLESS_BYTES = 1L << 40;

    private final NetworkUnderTest underTest;
    private final CongestionControl control;
    private final long maximumWindow;
    private final int packetBytes;
    private final long latenessNanos;

    /** Hosts and links as our own measurements had them: buffers of 64 MiB, and an emulator that is a little late. */
    TestBed(NetworkUnderTest underTest, CongestionControl control) {
        this(underTest, control, NetworkUnderTest.MEASURED_WINDOW, underTest.constantLatenessNanos());
    }

    /**
     * Any hosts.
     *
     * @param maximumWindow the most that a connection can have under way, bytes
     * @param latenessNanos what the way over each link takes beside its latency
     */
    TestBed(NetworkUnderTest underTest, CongestionControl control, long maximumWindow, long latenessNanos) {
        this(underTest, control, maximumWindow, NetworkUnderTest.MEASURED_PACKET, latenessNanos);
    }

    /**
     * Any hosts with packets of any size.
     *
     * @param maximumWindow the most that a connection can have under way, bytes
     * @param packetBytes largest packet, with IP and TCP headers
     * @param latenessNanos what the way over each link takes beside its latency
     */
    TestBed(
            NetworkUnderTest underTest,
            CongestionControl control,
            long maximumWindow,
            int packetBytes,
            long latenessNanos) {
        this.underTest = underTest;
        this.control = control;
        this.maximumWindow = maximumWindow;
        this.packetBytes = packetBytes;
        this.latenessNanos = latenessNanos;
    }

    /**
     * A stretch of a run over which a rate is taken.
     *
     * @param from seconds since the start
     * @param to seconds since the start
     */
    record Window(double from, double to) {}

    /** Figures of one or more cases, run by run: each run of a model answers all of them. */
    static final class RunFigures {

        private final List<double[]> runs;

        /** Figures of runs in their order, as many of each. */
        RunFigures(List<double[]> runs) {
            this.runs = List.copyOf(runs);
        }

        /** How many figures a run has. */
        int size() {
            return runs.get(0).length;
        }

        /** One figure in all runs. */
        double[] of(int figure) {
            return runs.stream().mapToDouble(run -> run[figure]).toArray();
        }

        /** Some of the figures. */
        RunFigures slice(int from, int to) {
            return new RunFigures(
                    runs.stream().map(run -> Arrays.copyOfRange(run, from, to)).toList());
        }
    }

    /** A run of a network. */
    static final class Running {
        final EventLoop loop = new EventLoop();
        final Network network;
        private final int number;
        private final boolean spreads;
        private int parts;

        /** The run of a number from 1 on, which is its seed too. */
        Running(TestBed bed, Topology topology, int number) {
            this.number = number;
            spreads = bed.underTest.runs(false) > 1;
            network = bed.underTest.create(
                    bed.control,
                    bed.maximumWindow,
                    bed.packetBytes,
                    new NetworkContext(topology, Routings.shortestLatency(topology), loop, new RandomStreams(number)));
        }

        /**
         * Starts a flow that does not end at a time of its own in the first second: over the runs the starts of a
         * case's flows cover all combinations evenly, as multiples of irrational numbers do.
         */
        void endless(int from, int to, int channel) {
            endlessFrom((long) (nextPart() * STARTS_WITHIN_NANOS), from, to, channel);
        }

        /**
         * Starts a flow that does not end within half a second of a stated time, or within the first second: flows that begin at
         * stated times have a few outcomes, of which a median of some runs is a draw too. Over all phases of the flows before a
         * latecomer it is not. A network that is run once has it start at that time.
         */
        void endlessAbout(double startSeconds, int from, int to, int channel) {
            double part = spreads ? nextPart() - (startSeconds > 0 ? 0.5 : 0) : 0;
            endlessFrom(Math.round(startSeconds * 1e9 + part * STARTS_WITHIN_NANOS), from, to, channel);
        }

        /** Starts a flow that does not end at a stated time. */
        void endlessFrom(long startNanos, int from, int to, int channel) {
            loop.schedule(
                    startNanos,
                    EventPriority.CHANGE,
                    now -> network.send(from, to, ENDLESS_BYTES, channel, done -> {}));
        }

        /** A number from 0 to below 1 that differs from run to run and, in a run, from call to call. */
        double nextPart() {
            double multiple = number * STEPS[parts % STEPS.length];
            parts++;
            return multiple - Math.floor(multiple);
        }

        /** Payload that the transfers under way over one connection have delivered up to now. */
        long deliveredBytes(int channel) {
            long bytes = 0;
            for (TransferStatus status : network.activeTransfers()) {
                bytes += status.channel() == channel ? status.deliveredBytes() : 0;
            }
            return bytes;
        }

        void runUntilSeconds(double seconds) {
            loop.runUntil(Math.round(seconds * 1e9));
        }
    }

    /** Figures of the runs that the network asks for. */
    RunFigures runs(Topology topology, boolean chance, Function<Running, double[]> figures) {
        // Runs are independent, and stay in their order, so that sums over them do not depend on threads.
        return new RunFigures(IntStream.rangeClosed(1, underTest.runs(chance))
                .parallel()
                .mapToObj(number -> figures.apply(new Running(this, topology, number)))
                .toList());
    }

    Link link(String id, String from, String to, double mbit, double oneWayMillis, double loss, long queueBytes) {
        Bandwidth rate = new Bandwidth(Math.round(mbit * 1e6));
        Duration latency = Duration.ofNanos(Math.round(oneWayMillis * 1e6) + latenessNanos);
        return new Link(
                id, from, to, rate, rate, latency, loss, queueBytes < 0 ? null : new DataSize(queueBytes), null);
    }

    Topology oneLink(double mbit, double rttMillis, double loss, long queueBytes) {
        return Topology.builder("one link")
                .node(Node.host("a"))
                .node(Node.host("b"))
                .link(link("ab", "a", "b", mbit, rttMillis / 2, loss, queueBytes))
                .build();
    }

    /** Seconds that one transfer on a new connection takes. */
    RunFigures transferSeconds(double mbit, double rttMillis, long queueBytes, long bytes) {
        return runs(oneLink(mbit, rttMillis, 0, queueBytes), false, run -> transfer(run, bytes));
    }

    /** Runs one transfer over one link to its end and returns its seconds. */
    double[] transfer(Running run, long bytes) {
        double[] end = new double[1];
        if (underTest.leadingBytes() > 0) {
            run.network.send(0, 1, underTest.leadingBytes(), 0, now -> {});
        }
        run.network.send(0, 1, bytes, 0, now -> end[0] = now * 1e-9);
        run.loop.run();
        return end;
    }

    /** Payload rate of all flows together between two times, Mbit/s. */
    RunFigures goodput(
            double mbit,
            double rttMillis,
            double loss,
            long queueBytes,
            int flows,
            double fromSeconds,
            double toSeconds) {
        return runs(oneLink(mbit, rttMillis, loss, queueBytes), loss > 0 || flows > 1, run -> {
            for (int flow = 0; flow < flows; flow++) {
                run.endless(0, 1, flow);
            }
            return ratesBetween(run, fromSeconds, toSeconds, 0);
        });
    }

    /** Payload rates over both directions of a link with bulk data in both, Mbit/s. */
    RunFigures twoWay(double mbit, double rttMillis, long queueBytes, double fromSeconds, double toSeconds) {
        return runs(oneLink(mbit, rttMillis, 0, queueBytes), false, run -> {
            run.network.send(0, 1, ENDLESS_BYTES, 0, now -> {});
            run.network.send(1, 0, ENDLESS_BYTES, 0, now -> {});
            return ratesBetween(run, fromSeconds, toSeconds, 0, 1);
        });
    }

    /** Payload rates of two flows over one bottleneck, the one of shorter round-trip time first, Mbit/s. */
    RunFigures unequalRtt(double mbit, double accessMbit, double shortMillis, double longMillis, long queueBytes) {
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
        return runs(topology, true, run -> {
            run.endless(topology.nodeIndex("s0"), topology.nodeIndex("d0"), 0);
            run.endless(topology.nodeIndex("s1"), topology.nodeIndex("d1"), 0);
            return ratesBetween(run, 10, 40, 0, 2);
        });
    }

    static double[] ratesBetween(Running run, double from, double to, int... arcs) {
        run.runUntilSeconds(from);
        double[] rates = new double[arcs.length];
        Arrays.setAll(rates, i -> -run.network.arcPayloadBytes(arcs[i]));
        run.runUntilSeconds(to);
        Arrays.setAll(rates, i -> (rates[i] + run.network.arcPayloadBytes(arcs[i])) * 8e-6 / (to - from));
        return rates;
    }
}
