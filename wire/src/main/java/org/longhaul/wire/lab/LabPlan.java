package org.longhaul.wire.lab;

import java.util.ArrayList;
import java.util.List;
import org.longhaul.simulator.network.DefaultQueue;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;
import org.longhaul.topology.UnreachableException;

/**
 * The network of a topology as namespaces, devices, addresses, routes, rates and queues: what {@code ip} and {@code tc} are
 * to be told.
 *
 * <p>Each node has a namespace; one more, the lines', holds all links. A link is a pair of veth devices from each of its ends
 * into the lines' namespace, where bridges join them: one bridge where the link is without delay, two with a TAP device each
 * where the {@linkplain DelayStage stage} lies between them. So rates and queues are outside of the hosts, as those of a
 * modem or a router are: a host does not feel that a queue is full before a packet is lost. Addresses: 10.66.x.y of nodes,
 * on their loopback devices; 10.67.x.y, two a link; 10.68.x.y of the management network, which joins hosts and the
 * laboratory's owner and is no part of the topology.
 */
final class LabPlan {
    static final int MOST_NODES = 128;
    static final int MTU = 1500;

    /** Delays below are left to the kernel: the way through the devices takes about as long. */
    private static final long LEAST_DELAY_NANOS = 100_000;

    private static final int ETHERNET_HEADER = 14;
    private static final int LEAST_BURST = 2 * MTU;
    private static final long BURSTS_PER_SECOND = 10_000;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double BITS = 8;
    private static final int LONGEST_NAME = 60;
    private static final int BYTE = 256;

    private final Topology topology;
    private final String prefix;
    private final Routing routing;
    private final long[] roundTripNanos;

    /** @param prefix what names of namespaces begin with */
    LabPlan(Topology topology, String prefix) {
        this.topology = topology;
        this.prefix = prefix;
        this.routing = Routings.shortestLatency(topology);
        check();
        this.roundTripNanos = roundTrips();
        LabLimits.check(this);
    }

    private void check() {
        if (topology.nodeCount() > MOST_NODES) {
            throw new LabException("The topology has " + topology.nodeCount() + " nodes; allowed: at most " + MOST_NODES
                    + ", each of which is a network namespace.");
        }
        if (topology.hosts().length == 0) {
            throw new LabException("The topology has no host; allowed: at least one.");
        }
        for (Link link : topology.links()) {
            if (link.isOneWay()) {
                throw new LabException("Link \"" + link.id() + "\" leads one way only; allowed: both, for"
                        + " acknowledgements come back on it.");
            }
        }
        for (int from : topology.hosts()) {
            for (int to : topology.hosts()) {
                checkByHop(from, to);
            }
        }
    }

    /** Routers choose by the target alone. */
    private void checkByHop(int from, int to) {
        int[] route = route(from, to);
        for (int i = 1; i < route.length; i++) {
            int[] rest = route(topology.arcSource(route[i]), to);
            if (rest[0] != route[i]) {
                throw new LabException("The route from " + topology.node(from).id() + " to "
                        + topology.node(to).id()
                        + " is fixed otherwise than routers on it would choose; allowed: routes that"
                        + " depend on the target alone.");
            }
        }
    }

    /** Empty where there is none. */
    private int[] route(int from, int to) {
        try {
            return routing.route(from, to, 0);
        } catch (UnreachableException e) {
            return new int[0];
        }
    }

    /** The longest round trip of two hosts through each arc. */
    private long[] roundTrips() {
        long[] longest = new long[topology.arcCount()];
        for (int from : topology.hosts()) {
            for (int to : topology.hosts()) {
                int[] there = route(from, to);
                long nanos = latency(there) + latency(route(to, from));
                for (int arc : there) {
                    longest[arc] = Math.max(longest[arc], nanos);
                }
            }
        }
        return longest;
    }

    private long latency(int[] arcs) {
        long nanos = 0;
        for (int arc : arcs) {
            nanos += topology.arcLatencyNanos(arc);
        }
        return nanos;
    }

    /** One-way latency of the route from one node to another. */
    long latencyNanos(int from, int to) {
        return latency(route(from, to));
    }

    Topology topology() {
        return topology;
    }

    /** The namespace of a node. */
    String namespace(int node) {
        String id = topology.node(node).id().replaceAll("[^A-Za-z0-9._-]", "-");
        return prefix + node + "-" + id.substring(0, Math.min(id.length(), LONGEST_NAME));
    }

    /** The namespace of all links. */
    String lines() {
        return prefix + "lines";
    }

    /** Where others reach a node. */
    String address(int node) {
        return "10.66." + pair(node + 1);
    }

    private static String end(int arc) {
        return "10.67." + pair(arc);
    }

    private static String pair(int number) {
        return number / BYTE + "." + number % BYTE;
    }

    /** Address of a node on the management network. */
    String managementAddress(int node) {
        return "10.68." + pair(node + 1);
    }

    /** Address of the laboratory's owner on the management network. */
    String ownersAddress() {
        return "10.68.255.254";
    }

    /** Whether packets of a link pass through user space. */
    boolean isStaged(int link) {
        return delayNanos(2 * link) > 0
                || delayNanos(2 * link + 1) > 0
                || topology.arcLossRate(2 * link) > 0
                || topology.arcLossRate(2 * link + 1) > 0;
    }

    /** What the stage delays a direction by. */
    long delayNanos(int arc) {
        long nanos = topology.arcLatencyNanos(arc);
        return nanos < LEAST_DELAY_NANOS ? 0 : nanos;
    }

    /** The TAP device that packets of a direction leave for the stage by; its opposite brings those of the other direction. */
    static String tap(int arc) {
        return "t" + arc;
    }

    /** The device in the lines' namespace to the node that an arc leaves. */
    static String port(int arc) {
        return "l" + arc;
    }

    /** The device of the node that an arc leaves. */
    static String device(int arc) {
        return "eth" + arc / 2;
    }

    /** Names of the namespaces, the lines' last. */
    List<String> namespaces() {
        List<String> names = new ArrayList<>();
        for (int node = 0; node < topology.nodeCount(); node++) {
            names.add(namespace(node));
        }
        names.add(lines());
        return names;
    }

    /** What {@code ip} is told to make the namespaces. */
    String makeNamespaces() {
        StringBuilder text = new StringBuilder();
        namespaces().forEach(name -> text.append("netns add ").append(name).append('\n'));
        return text.toString();
    }

    /** What {@code ip} is told in the lines' namespace; TAP devices are there. */
    String makeLines() {
        StringBuilder text = new StringBuilder("link set dev lo up\n");
        bridge(text, "mgmt");
        text.append("addr add ").append(ownersAddress()).append("/16 dev mgmt\n");
        for (int host : topology.hosts()) {
            veth(text, "m" + host, "mgmt", "02:00:02:00:" + hex(host), namespace(host));
            join(text, "m" + host, "mgmt");
        }
        for (int link = 0; link < topology.links().size(); link++) {
            boolean staged = isStaged(link);
            bridge(text, "b" + 2 * link);
            if (staged) {
                bridge(text, "b" + (2 * link + 1));
            }
            for (int arc = 2 * link; arc <= 2 * link + 1; arc++) {
                veth(text, port(arc), device(arc), mac(arc), namespace(topology.arcSource(arc)));
                join(text, port(arc), bridgeOf(arc));
                if (staged) {
                    join(text, tap(arc), bridgeOf(arc));
                }
            }
        }
        return text.toString();
    }

    private String bridgeOf(int arc) {
        return "b" + (isStaged(arc / 2) ? arc : arc & ~1);
    }

    /** What {@code ip} is told in the lines' namespace to take a link out of its bridges: the ends notice nothing. */
    String takeDown(int link) {
        return "link set dev " + port(2 * link) + " nomaster\nlink set dev " + port(2 * link + 1) + " nomaster\n";
    }

    /** What it is told to put it back. */
    String takeUp(int link) {
        StringBuilder text = new StringBuilder();
        join(text, port(2 * link), bridgeOf(2 * link));
        join(text, port(2 * link + 1), bridgeOf(2 * link + 1));
        return text.toString();
    }

    private static void bridge(StringBuilder text, String name) {
        text.append("link add name ")
                .append(name)
                .append(" type bridge stp_state 0 forward_delay 0 mcast_snooping 0\n");
        text.append("link set dev ").append(name).append(" up\n");
    }

    private static void veth(StringBuilder text, String here, String there, String mac, String namespace) {
        text.append("link add name ")
                .append(here)
                .append(" type veth peer name ")
                .append(there);
        text.append(" address ").append(mac).append(" netns ").append(namespace).append('\n');
    }

    private static void join(StringBuilder text, String port, String bridge) {
        text.append("link set dev ")
                .append(port)
                .append(" master ")
                .append(bridge)
                .append('\n');
        text.append("link set dev ").append(port).append(" up\n");
    }

    /** Of the device of the node that an arc leaves. */
    private static String mac(int arc) {
        return "02:00:01:00:" + hex(arc);
    }

    private static String hex(int number) {
        String digits = Integer.toHexString(BYTE * BYTE + number);
        return digits.substring(1, 3) + ":" + digits.substring(3);
    }

    /**
     * What {@code ip} is told in a node's namespace. Routes name the congestion control: a namespace may not have one for all
     * that the kernel gives to root alone, as some do with CUBIC.
     */
    String makeNode(int node, String congestionControl) {
        StringBuilder text = new StringBuilder("link set dev lo up\n");
        text.append("addr add ").append(address(node)).append("/32 dev lo\n");
        if (topology.node(node).isHost()) {
            text.append("addr add ").append(managementAddress(node)).append("/16 dev mgmt\nlink set dev mgmt up\n");
        }
        for (int i = 0; i < topology.degree(node); i++) {
            int arc = topology.outArc(node, i);
            String device = device(arc);
            text.append("link set dev ")
                    .append(device)
                    .append(" mtu ")
                    .append(MTU)
                    .append(" gso_max_segs 1 up\n");
            text.append("addr add ")
                    .append(end(arc))
                    .append("/31 dev ")
                    .append(device)
                    .append('\n');
            text.append("neigh replace ")
                    .append(end(arc ^ 1))
                    .append(" lladdr ")
                    .append(mac(arc ^ 1));
            text.append(" dev ").append(device).append(" nud permanent\n");
        }
        for (int host : topology.hosts()) {
            int[] route = host == node ? new int[0] : route(node, host);
            if (route.length > 0) {
                text.append("route add ")
                        .append(address(host))
                        .append("/32 via ")
                        .append(end(route[0] ^ 1));
                text.append(" src ").append(address(node));
                text.append(" congctl ").append(congestionControl).append('\n');
            }
        }
        return text.toString();
    }

    /** Devices of a node that belong to links. */
    List<String> devices(int node) {
        List<String> devices = new ArrayList<>();
        for (int i = 0; i < topology.degree(node); i++) {
            devices.add(device(topology.outArc(node, i)));
        }
        return devices;
    }

    /** What {@code tc} is told in the lines' namespace: a rate counts packets of IP, without the Ethernet header. */
    String shape() {
        StringBuilder text = new StringBuilder();
        for (int arc = 0; arc < topology.arcCount(); arc++) {
            String device = isStaged(arc / 2) ? tap(arc) : port(arc ^ 1);
            text.append("qdisc add dev ")
                    .append(device)
                    .append(" root stab overhead -")
                    .append(ETHERNET_HEADER);
            text.append(" tbf rate ")
                    .append(topology.arcBitsPerSecond(arc))
                    .append("bit burst ")
                    .append(burst(arc));
            text.append(" limit ").append(queueBytes(arc)).append('\n');
        }
        return text.toString();
    }

    /** Two packets, or what passes while the kernel may be late. */
    long burst(int arc) {
        return Math.max(LEAST_BURST, (long) (topology.arcBitsPerSecond(arc) / BITS / BURSTS_PER_SECOND));
    }

    /** As the simulator has it: what is stated, else one bandwidth-delay product of the longest round trip. */
    long queueBytes(int arc) {
        long stated = topology.arcQueueBytes(arc);
        return stated >= 0
                ? Math.max(MTU, stated)
                : (long) DefaultQueue.bytes(
                        topology.arcBitsPerSecond(arc) / BITS, roundTripNanos[arc] / NANOS_PER_SECOND, MTU);
    }

    /** Room for the packets that are under way in a direction at once, short ones too. */
    long ringBytes(int arc) {
        double underWay = topology.arcBitsPerSecond(arc) / BITS * delayNanos(arc) / NANOS_PER_SECOND;
        return (long) (2 * underWay) + (1 << 20);
    }

    /** What a laboratory of this network leaves out or does otherwise. */
    List<String> departures() {
        List<String> texts = new ArrayList<>();
        long near = topology.links().stream()
                .filter(link -> !link.latency().isZero() && link.latency().toNanos() < LEAST_DELAY_NANOS)
                .count();
        if (near > 0) {
            texts.add(near + (near == 1 ? " link has" : " links have")
                    + " a delay below 0.1 ms: it is that of the kernel's devices, some tens of microseconds");
        }
        if (topology.nodes().stream().map(Node::connectionRate).anyMatch(rate -> rate != null)) {
            texts.add("caps of single connections (connectionRate) are not applied");
        }
        return texts;
    }
}
