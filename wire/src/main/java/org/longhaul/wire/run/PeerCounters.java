package org.longhaul.wire.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.longhaul.wire.probe.SocketCount;
import org.longhaul.wire.probe.SocketCounters;
import org.longhaul.wire.record.ByteSample;
import org.longhaul.wire.record.PeerBytes;
import org.longhaul.wire.record.RankWriter;
import org.longhaul.wire.rendezvous.RendezvousMember;

/**
 * The kernel's counters by other member. Whose a connection is, its other end tells: each member says which ends it has. Those of
 * the rendezvous and of other programs are nobody's and left out.
 */
final class PeerCounters {
    /** The words of what is told about the connections: their congestion control, and the largest packet on their way. */
    static final String ABOUT = "connections";

    private final SocketCounters counters;
    private final RendezvousMember member;
    private final int rank;
    private final int members;

    PeerCounters(SocketCounters counters, RendezvousMember member, int rank, int members) {
        this.counters = counters;
        this.member = member;
        this.rank = rank;
        this.members = members;
    }

    /** Reads the counters at a moment at which all members do, and writes them down. */
    void sample(String place, RankWriter writer) throws IOException {
        // What was sent last has been counted, at both ends, when all have come.
        member.barrier(place + ", before counting", members, UnitDrive.LONG);
        long atNanos = System.nanoTime();
        List<SocketCount> own = counters.read();
        StringBuilder ends = new StringBuilder();
        own.forEach(each -> ends.append(each.local()).append('\n'));
        member.put(place + ", ends of " + rank, ends.toString().getBytes(StandardCharsets.UTF_8));
        if (counters.missing() != null) {
            member.barrier(place + ", after counting", members, UnitDrive.LONG);
            return;
        }
        Map<String, Integer> owners = new HashMap<>();
        for (int other = 0; other < members; other++) {
            if (other != rank) {
                String theirs =
                        new String(member.get(place + ", ends of " + other, UnitDrive.LONG), StandardCharsets.UTF_8);
                int owner = other;
                theirs.lines().forEach(end -> owners.put(end, owner));
            }
        }
        writer.bytes(new ByteSample(atNanos, byPeer(own, owners)));
        tell(own.stream().filter(each -> owners.containsKey(each.peer())).toList());
        member.barrier(place + ", after counting", members, UnitDrive.LONG);
    }

    /** A route may have another congestion control than new connections of the system usually get. */
    private void tell(List<SocketCount> connections) throws IOException {
        List<String> controls = connections.stream()
                .map(SocketCount::congestionControl)
                .distinct()
                .toList();
        if (controls.size() == 1) {
            int mtu = connections.stream().mapToInt(SocketCount::pathMtu).min().orElseThrow();
            member.tell(ABOUT, controls.get(0) + " " + mtu);
        }
    }

    private static List<PeerBytes> byPeer(List<SocketCount> counts, Map<String, Integer> owners) {
        Map<Integer, long[]> sums = new TreeMap<>();
        for (SocketCount each : counts) {
            Integer owner = owners.get(each.peer());
            if (owner != null) {
                long[] sum = sums.computeIfAbsent(owner, other -> new long[3]);
                sum[0] += each.bytesSent();
                sum[1] += each.bytesReceived();
                sum[2] += each.bytesSentAgain();
            }
        }
        List<PeerBytes> peers = new ArrayList<>();
        sums.forEach((other, sum) -> peers.add(new PeerBytes(other, sum[0], sum[1], sum[2])));
        return peers;
    }
}
