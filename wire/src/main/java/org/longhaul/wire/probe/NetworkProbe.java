package org.longhaul.wire.probe;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;

/**
 * Measures the network between the members of a run, before it: round trips of all pairs; the rate of every pair alone, one way;
 * of each host to all others and from all others at once; of all hosts of one place to those of another; of both directions at
 * once; of everyone to the next at once. All members call {@link #measure} at the same time; the first one leads.
 *
 * <p>Rates are those of several TCP connections at once. A test ends once the rate no longer grows, or at its share of the
 * limits. What programs get is payload; what a topology states is what lines carry, with 52 bytes of headers of IPv4 and TCP a
 * packet (72 of IPv6), as network models count it.
 */
public final class NetworkProbe {
    private static final int USUAL_MTU = 1500;

    private NetworkProbe() {}

    /**
     * Measures; returns the same at all members.
     *
     * @param name of this member's host in the topology
     * @param address at which the others reach this member
     * @param limits those of the first member count
     * @param progress told of each result at the first member; calls come from the calling thread
     * @throws IOException if a member is lost, or something cannot be measured
     */
    public static MeasuredNetwork measure(
            MemberConnections connections,
            String name,
            InetAddress address,
            ProbeLimits limits,
            Consumer<String> progress)
            throws IOException, InterruptedException {
        int own = connections.rank();
        int members = connections.size();
        if (members < 2) {
            throw new IllegalArgumentException("members is " + members + "; allowed: at least 2, for a network");
        }
        List<Socket> opened = new ArrayList<>();
        ExecutorService threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "network-probe");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<ProbeChannel> channels = new ArrayList<>();
            ProbeChannel[] within = ProbeChannel.within();
            for (int peer = 0; peer < members; peer++) {
                if (peer != own && (own == 0 || peer == 0)) {
                    channels.add(ProbeChannel.over(open(connections, peer, opened)));
                } else if (own == 0) {
                    channels.add(within[0]);
                }
            }
            ProbeLimits agreed = limits(channels, own, limits);
            Socket[][] streams = new Socket[members][agreed.streams()];
            for (int peer = 0; peer < members; peer++) {
                for (int i = 0; peer != own && i < agreed.streams(); i++) {
                    streams[peer][i] = open(connections, peer, opened);
                }
            }
            String host = JsonMapper.shared().writeValueAsString(host(name, address, opened));
            if (own != 0) {
                return MeasuredNetwork.parse(new ProbeMember(streams, channels.get(0), threads).follow(host));
            }
            Future<String> self = threads.submit(() -> new ProbeMember(streams, within[1], threads).follow(host));
            MeasuredNetwork found =
                    new ProbeCoordinator(members, new ProbeRadio(channels, threads), agreed, progress).measure();
            TaskOutcome.of(self);
            return found;
        } finally {
            threads.shutdownNow();
            for (Socket each : opened) {
                each.close();
            }
        }
    }

    /**
     * What packets of a host are like: as the kernel has it of the connections, since an address may be one of no interface that
     * leads to others; where it does not tell, as the interface has it.
     */
    private static MeasuredNetwork.Host host(String name, InetAddress address, List<Socket> opened) throws IOException {
        HostFacts facts = HostFacts.of(address);
        Integer ofInterface = facts.mtu();
        int mtu = ofInterface == null ? USUAL_MTU : ofInterface;
        int headers = facts.headerBytes(address);
        Set<String> own = new HashSet<>();
        for (Socket each : opened) {
            own.add(SocketCounters.text((InetSocketAddress) each.getLocalSocketAddress()) + " "
                    + SocketCounters.text((InetSocketAddress) each.getRemoteSocketAddress()));
        }
        int least = Integer.MAX_VALUE;
        for (SocketCount each : SocketCounters.open().read()) {
            if (own.contains(each.local() + " " + each.peer()) && each.pathMtu() < least) {
                least = each.pathMtu();
                mtu = each.pathMtu();
                headers = each.pathMtu() - each.segmentBytes();
            }
        }
        return new MeasuredNetwork.Host(name, mtu, headers, facts);
    }

    private static Socket open(MemberConnections connections, int peer, List<Socket> opened) throws IOException {
        Socket socket = connections.connect(peer);
        socket.setTcpNoDelay(true);
        opened.add(socket);
        return socket;
    }

    /** The first member's limits count: others must open as many connections. */
    private static ProbeLimits limits(List<ProbeChannel> channels, int own, ProbeLimits limits)
            throws IOException, InterruptedException {
        if (own != 0) {
            return JsonMapper.shared().readValue(channels.get(0).receive().text(), ProbeLimits.class);
        }
        for (ProbeChannel each : channels.subList(1, channels.size())) {
            each.send(
                    ProbeMessage.of(ProbeMessage.Kind.HELLO, JsonMapper.shared().writeValueAsString(limits)));
        }
        return limits;
    }
}
