package org.longhaul.simulator.network.packet;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.RecordValues;
import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.network.NetworkContext;
import org.longhaul.simulator.network.packet.queue.QueueKind;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.DataSize;

/** Small packet networks with their loops. */
public final class TestNetworks {

    public static final long ENDLESS = 1L << 40;

    public final EventLoop loop = new EventLoop();
    final Topology topology;
    public final PacketNetwork network;

    public TestNetworks(Topology topology, PacketSettings settings, long seed) {
        this.topology = topology;
        network = new PacketNetwork(
                settings,
                new NetworkContext(topology, Routings.shortestLatency(topology), loop, new RandomStreams(seed)));
    }

    public static PacketSettings settings(String control) {
        return PacketSettings.defaults().withCongestionControl(control);
    }

    static PacketSettings settings(String control, QueueKind queue, boolean handshake) {
        return RecordValues.with(RecordValues.with(settings(control), "queue", queue), "handshake", handshake);
    }

    /** Settings in which hosts hand over bursts and arrivals are late by 100 µs on average. */
    static PacketSettings rough(String control) {
        return RecordValues.with(
                RecordValues.with(settings(control), "segmentationOffload", true), "jitterMicros", 100.0);
    }

    static Link link(
            String id, String from, String to, double megabit, double oneWayMillis, double loss, @Nullable Long queue) {
        Bandwidth rate = new Bandwidth(Math.round(megabit * 1e6));
        Duration latency = Duration.ofNanos(Math.round(oneWayMillis * 1e6));
        return new Link(id, from, to, rate, rate, latency, loss, queue == null ? null : new DataSize(queue), null);
    }

    /** Hosts a and b on one link. */
    public static Topology line(double megabit, double roundTripMillis, double loss, @Nullable Long queue) {
        return Topology.builder("line")
                .node(Node.host("a"))
                .node(Node.host("b"))
                .link(link("ab", "a", "b", megabit, roundTripMillis / 2, loss, queue))
                .build();
    }

    /** Hosts h0, h1, … with nodes 0, 1, … around a hub. */
    static Topology star(int hosts, double megabit, double oneWayMillis, double loss, @Nullable Long queue) {
        Topology.Builder builder = Topology.builder("star");
        for (int host = 0; host < hosts; host++) {
            builder.node(Node.host("h" + host));
        }
        builder.node(Node.switchOf("hub"));
        for (int host = 0; host < hosts; host++) {
            builder.link(link("l" + host, "h" + host, "hub", megabit, oneWayMillis / 2, loss, queue));
        }
        return builder.build();
    }

    /** Sends one transfer from node 0 to node 1 and returns its nanoseconds, -1 if it does not end in 10 minutes. */
    long transferNanos(long bytes) {
        long[] end = {-1};
        network.send(0, 1, bytes, 0, now -> end[0] = now);
        loop.runUntil(600_000_000_000L);
        return end[0];
    }

    void requireConservation() {
        PacketCounts counts = network.counts();
        long accounted = counts.delivered() + counts.queueDrops() + counts.wireLosses() + counts.underWay();
        if (counts.sent() != accounted) {
            throw new AssertionError("sent " + counts.sent() + " but accounted for " + accounted + ": " + counts);
        }
    }
}
