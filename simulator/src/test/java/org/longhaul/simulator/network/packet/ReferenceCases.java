package org.longhaul.simulator.network.packet;

import java.time.Duration;
import java.util.Arrays;
import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.network.NetworkContext;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.DataSize;

/** Runs the set-ups in which real TCP was measured on the packet network. */
final class ReferenceCases {

    private static final long SECOND = 1_000_000_000L;
    private static final double MEGABIT = 1e6;

    private ReferenceCases() {}

    static final class Run {
        final EventLoop loop = new EventLoop();
        final Topology topology;
        final PacketNetwork network;

        Run(Topology topology, PacketNetwork.Settings settings, long seed) {
            this.topology = topology;
            network = new PacketNetwork(
                    settings,
                    new NetworkContext(topology, Routings.shortestLatency(topology), loop, new RandomStreams(seed)));
        }
    }

    static PacketNetwork.Settings settings(String congestionControl) {
        PacketNetwork.Settings all = PacketNetwork.Settings.defaults();
        return new PacketNetwork.Settings(
                congestionControl,
                all.queue(),
                all.loss(),
                all.burstPackets(),
                all.burstLossRate(),
                false,
                all.handshake(),
                all.slowStartAfterIdle(),
                all.initialWindowPackets(),
                all.maximumTransmissionUnitBytes(),
                all.smallestTimeoutMillis());
    }

    static Link link(String id, String from, String to, double megabit, double oneWayMillis, double loss, long queue) {
        Bandwidth rate = new Bandwidth(Math.round(megabit * MEGABIT));
        Duration latency = Duration.ofNanos(Math.round(oneWayMillis * MEGABIT));
        return new Link(id, from, to, rate, rate, latency, loss, new DataSize(queue), null);
    }

    static Node node(String id, Node.Kind kind) {
        return new Node(id, kind, null, null, null);
    }

    static Topology line(double megabit, double rttMillis, double loss, long queue) {
        return Topology.builder("line")
                .node(node("a", Node.Kind.HOST))
                .node(node("b", Node.Kind.HOST))
                .link(link("ab", "a", "b", megabit, rttMillis / 2, loss, queue))
                .build();
    }

    /** Seconds from the first SYN to the last byte. */
    static double transferSeconds(String control, double megabit, double rttMillis, long queue, long bytes) {
        Run run = new Run(line(megabit, rttMillis, 0, queue), settings(control), 1);
        long[] end = new long[1];
        run.network.send(0, 1, bytes, 0, now -> end[0] = now);
        run.loop.run();
        return end[0] / 1e9;
    }

    /** Goodput of parallel flows, Mbit/s: all of them after 5 s, then all from the start. */
    static double[] goodputs(
            String control,
            double megabit,
            double rttMillis,
            double loss,
            long queue,
            int flows,
            int seconds,
            long seed) {
        Run run = new Run(line(megabit, rttMillis, loss, queue), settings(control), seed);
        for (int flow = 0; flow < flows; flow++) {
            run.network.send(0, 1, Long.MAX_VALUE / 4, flow, now -> {});
        }
        run.loop.runUntil(5 * SECOND);
        long early = run.network.arcPayloadBytes(0);
        run.loop.runUntil(seconds * SECOND);
        long late = run.network.arcPayloadBytes(0);
        return new double[] {(late - early) * 8 / 1e6 / (seconds - 5), late * 8 / 1e6 / seconds};
    }

    /** Rates of two flows of unequal round trip over one bottleneck, Mbit/s, from 10 s to 40 s. */
    static double[] unequalRoundTrips(
            String control, double bottleneck, double access, double rttShort, double rttLong, long queue, long seed) {
        long large = 100_000_000;
        Topology topology = Topology.builder("unequal")
                .node(node("s", Node.Kind.HOST))
                .node(node("l", Node.Kind.HOST))
                .node(node("x", Node.Kind.SWITCH))
                .node(node("y", Node.Kind.SWITCH))
                .node(node("t", Node.Kind.HOST))
                .node(node("m", Node.Kind.HOST))
                .link(link("xy", "x", "y", bottleneck, rttShort / 4, 0, queue))
                .link(link("sx", "s", "x", access, rttShort / 8, 0, large))
                .link(link("yt", "y", "t", access, rttShort / 8, 0, large))
                .link(link("lx", "l", "x", access, rttLong / 4 - rttShort / 8, 0, large))
                .link(link("ym", "y", "m", access, rttLong / 4 - rttShort / 8, 0, large))
                .build();
        Run run = new Run(topology, settings(control), seed);
        run.network.send(0, 4, Long.MAX_VALUE / 4, 0, now -> {});
        run.network.send(1, 5, Long.MAX_VALUE / 4, 0, now -> {});
        run.loop.runUntil(10 * SECOND);
        long shortEarly = run.network.arcPayloadBytes(2);
        long longEarly = run.network.arcPayloadBytes(6);
        run.loop.runUntil(40 * SECOND);
        return new double[] {
            (run.network.arcPayloadBytes(2) - shortEarly) * 8 / 1e6 / 30,
            (run.network.arcPayloadBytes(6) - longEarly) * 8 / 1e6 / 30
        };
    }

    /** Rates of two flows in opposite directions of one link, Mbit/s, from 5 s to 25 s. */
    static double[] twoWay(String control, double megabit, double rttMillis, long queue, long seed) {
        Run run = new Run(line(megabit, rttMillis, 0, queue), settings(control), seed);
        run.network.send(0, 1, Long.MAX_VALUE / 4, 0, now -> {});
        run.network.send(1, 0, Long.MAX_VALUE / 4, 0, now -> {});
        run.loop.runUntil(5 * SECOND);
        long there = run.network.arcPayloadBytes(0);
        long back = run.network.arcPayloadBytes(1);
        run.loop.runUntil(25 * SECOND);
        return new double[] {
            (run.network.arcPayloadBytes(0) - there) * 8 / 1e6 / 20,
            (run.network.arcPayloadBytes(1) - back) * 8 / 1e6 / 20
        };
    }

    /** Seconds of each of so many ring all-reduces after each other on a star. */
    static double[] ringAllReduce(
            String control, int hosts, long bytes, double megabit, double oneWayMillis, long queue, int repetitions) {
        Topology.Builder builder = Topology.builder("star");
        for (int host = 0; host < hosts; host++) {
            builder.node(node("h" + host, Node.Kind.HOST));
        }
        builder.node(node("hub", Node.Kind.SWITCH));
        for (int host = 0; host < hosts; host++) {
            builder.link(link("l" + host, "h" + host, "hub", megabit, oneWayMillis / 2, 0, queue));
        }
        Run run = new Run(builder.build(), settings(control), 1);
        return new Ring(run, hosts, bytes / hosts, repetitions).seconds();
    }

    /** A ring of transfers in which each host waits for its own send and receive of a phase. */
    private static final class Ring {
        private final Run run;
        private final int hosts;
        private final long chunk;
        private final int phases;
        private final int[] sent;
        private final int[] received;
        private final int[] phase;
        private final double[] seconds;
        private int finished;
        private int repetition;
        private long start;

        Ring(Run run, int hosts, long chunk, int repetitions) {
            this.run = run;
            this.hosts = hosts;
            this.chunk = chunk;
            this.phases = 2 * (hosts - 1);
            this.sent = new int[hosts];
            this.received = new int[hosts];
            this.phase = new int[hosts];
            this.seconds = new double[repetitions];
        }

        double[] seconds() {
            begin();
            run.loop.run();
            return seconds;
        }

        private void begin() {
            start = run.loop.nowNanos();
            finished = 0;
            Arrays.fill(sent, 0);
            Arrays.fill(received, 0);
            Arrays.fill(phase, 0);
            for (int host = 0; host < hosts; host++) {
                send(host);
            }
        }

        private void send(int host) {
            int next = (host + 1) % hosts;
            run.network.send(host, next, chunk, 0, now -> {
                sent[host]++;
                received[next]++;
                advance(host, now);
                advance(next, now);
            });
        }

        private void advance(int host, long now) {
            if (phase[host] < Math.min(sent[host], received[host])) {
                if (++phase[host] < phases) {
                    send(host);
                } else if (++finished == hosts) {
                    seconds[repetition++] = (now - start) / 1e9;
                    if (repetition < seconds.length) {
                        begin();
                    }
                }
            }
        }
    }
}
