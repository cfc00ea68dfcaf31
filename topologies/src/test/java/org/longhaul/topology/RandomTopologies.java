package org.longhaul.topology;

import java.time.Duration;
import java.util.Random;
import org.longhaul.topology.unit.Bandwidth;

/** Seeded random networks for property tests: few distinct latencies, zero among them, so that ties are frequent. */
public final class RandomTopologies {
    private RandomTopologies() {}

    /** Returns a network of 2 to 14 nodes that may have parallel links and may fall apart. */
    public static Topology any(long seed) {
        return any(seed, false);
    }

    /** The same network, whose links have another latency on their way back. */
    public static Topology twoWays(long seed) {
        return any(seed, true);
    }

    private static Topology any(long seed, boolean isTwoWays) {
        Random back = new Random(~seed);
        Random random = new Random(seed);
        int n = 2 + random.nextInt(13);
        Topology.Builder builder = Topology.builder("random-" + seed).relayingHosts(random.nextBoolean());
        for (int i = 0; i < n; i++) {
            builder.node(random.nextInt(3) > 0 ? Node.host("n" + i) : Node.switchOf("n" + i));
        }
        int links = random.nextInt(2 * n + 1);
        for (int l = 0; l < links; l++) {
            int a = random.nextInt(n);
            int b = (a + 1 + random.nextInt(n - 1)) % n;
            Duration latency = Duration.ofNanos(random.nextInt(4) * 1000L);
            Bandwidth rate = Bandwidth.ofMegabitsPerSecond(1 + random.nextInt(9));
            WayBack wayBack = isTwoWays ? new WayBack(Duration.ofNanos(back.nextInt(4) * 1000L), 0) : null;
            builder.link(new Link("l" + l, "n" + a, "n" + b, rate, rate, latency, 0, null, null, wayBack));
        }
        return builder.build();
    }

    /** Returns {@code topology} with its nodes and links in another order. */
    public static Topology shuffled(Topology topology, long seed) {
        var nodes = new java.util.ArrayList<>(topology.nodes());
        var links = new java.util.ArrayList<>(topology.links());
        java.util.Collections.shuffle(nodes, new Random(seed));
        java.util.Collections.shuffle(links, new Random(seed + 1));
        Topology.Builder builder = Topology.builder(topology.name()).relayingHosts(topology.relayingHosts());
        nodes.forEach(builder::node);
        links.forEach(builder::link);
        return builder.build();
    }
}
