package org.longhaul.simulator.network.flow;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.event.EventPriority;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.NetworkContext;
import org.longhaul.simulator.network.NetworkModel;
import org.longhaul.simulator.network.flow.fluid.FlowSettings;
import org.longhaul.simulator.network.packet.PacketModel;
import org.longhaul.simulator.network.packet.PacketSettings;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Bandwidth;

/** Topologies, traffic and runs that the network's tests share. */
public final class Cases {

    static final int LEAVES = 16;

    private Cases() {}

    /** A network on a loop of its own. */
    public static final class Run {
        public final EventLoop loop = new EventLoop();
        public final Topology topology;
        public final Network network;
        private long last;

        public Run(NetworkModel<?> model, Topology topology) {
            this.topology = topology;
            network = model.createDefault(
                    new NetworkContext(topology, Routings.shortestLatency(topology), loop, new RandomStreams(1)));
        }

        /** Packet by packet. */
        public Run(PacketSettings settings, Topology topology) {
            this.topology = topology;
            network = new PacketModel()
                    .create(
                            settings,
                            new NetworkContext(
                                    topology, Routings.shortestLatency(topology), loop, new RandomStreams(1)));
        }

        Run(FlowSettings settings, Topology topology, Routing routing) {
            this.topology = topology;
            network = new FlowNetwork(settings, new NetworkContext(topology, routing, loop, new RandomStreams(1)));
        }

        public Run(FlowSettings settings, Topology topology) {
            this(settings, topology, Routings.shortestLatency(topology));
        }

        /** Sends at a time; the end is written into {@code ends[at]}, seconds. */
        public void send(String from, String to, long bytes, int channel, double startSeconds, double[] ends, int at) {
            int source = topology.nodeIndex(from);
            int target = topology.nodeIndex(to);
            send(source, target, bytes, channel, startSeconds, ends, at);
        }

        public void send(int source, int target, long bytes, int channel, double startSeconds, double[] ends, int at) {
            loop.schedule(
                    Math.round(startSeconds * 1e9),
                    EventPriority.CHANGE,
                    start -> network.send(source, target, bytes, channel, now -> {
                        ends[at] = now * 1e-9;
                        last = now;
                    }));
        }

        double lastSeconds() {
            return last * 1e-9;
        }
    }

    public static Topology chain(long latencyNanos, long... bitsPerSecond) {
        Topology.Builder chain = Topology.builder("chain").relayingHosts(true).node(Node.host("n0"));
        for (int hop = 0; hop < bitsPerSecond.length; hop++) {
            chain.node(Node.host("n" + (hop + 1)));
            chain.link(link("h" + hop, "n" + hop, "n" + (hop + 1), bitsPerSecond[hop], latencyNanos));
        }
        return chain.build();
    }

    public static Link link(String id, String from, String to, long bitsPerSecond, long latencyNanos) {
        return Link.of(id, from, to, new Bandwidth(bitsPerSecond), Duration.ofNanos(latencyNanos));
    }

    static Topology fatTree256() {
        Topology.Builder tree = Topology.builder("fat tree of 256 hosts");
        for (int host = 0; host < 256; host++) {
            tree.node(Node.host("h" + host));
        }
        for (int i = 0; i < LEAVES; i++) {
            tree.node(Node.switchOf("leaf" + i)).node(Node.switchOf("spine" + i));
        }
        for (int host = 0; host < 256; host++) {
            tree.link(link("l" + host, "h" + host, "leaf" + host / LEAVES, 10_000_000_000L, 25_000));
        }
        for (int leaf = 0; leaf < LEAVES; leaf++) {
            for (int spine = 0; spine < LEAVES; spine++) {
                String id = "s" + leaf + "-" + spine;
                tree.link(link(id, "leaf" + leaf, "spine" + spine, 10_000_000_000L, 25_000));
            }
        }
        return tree.build();
    }

    /** Up to the spine of number target modulo 16, and down. */
    static Routing fatTreeRouting() {
        return (source, target, key) -> {
            int from = source / LEAVES;
            int to = target / LEAVES;
            if (from == to) {
                return new int[] {2 * source, 2 * target + 1};
            }
            int spine = target % LEAVES;
            int up = 2 * (256 + from * LEAVES + spine);
            int down = 2 * (256 + to * LEAVES + spine) + 1;
            return new int[] {2 * source, up, down, 2 * target + 1};
        };
    }

    static Topology twoSites() {
        Topology.Builder sites = Topology.builder("two sites of 1,000 hosts");
        for (int host = 0; host < 2000; host++) {
            sites.node(Node.host("h" + host));
        }
        sites.node(Node.switchOf("r0")).node(Node.switchOf("r1"));
        sites.link(link("wide", "r0", "r1", 10_000_000_000L, 30_000_000));
        for (int host = 0; host < 2000; host++) {
            sites.link(link("l" + host, "h" + host, "r" + host / 1000, 1_000_000_000L, 25_000));
        }
        return sites.build();
    }

    /** Sends the traffic of one of the compressed files; returns how many flows it has. */
    static int sendAll(Run run, String file) {
        int flows = 0;
        for (String line : lines(file)) {
            String[] cells = line.split(",", -1);
            run.send(
                    Integer.parseInt(cells[0]),
                    Integer.parseInt(cells[1]),
                    Long.parseLong(cells[2]),
                    flows,
                    Double.parseDouble(cells[3]),
                    new double[1],
                    0);
            flows++;
        }
        return flows;
    }

    /** The lines of a resource after its heading. */
    static List<String> lines(String file) {
        try (InputStream raw = Objects.requireNonNull(Cases.class.getResourceAsStream(file), file);
                InputStream in = file.endsWith(".gz") ? new GZIPInputStream(raw) : raw;
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return reader.lines().skip(1).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
