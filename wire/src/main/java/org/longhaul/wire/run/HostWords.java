package org.longhaul.wire.run;

import com.google.common.primitives.Longs;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Spelling;
import org.longhaul.wire.probe.HostFacts;
import org.longhaul.wire.record.KernelFacts;
import org.longhaul.wire.record.WireMember;

/** What a process says of its host when it joins, and what is read out of that. */
final class HostWords {
    private static final String PREFIX = "host.";
    private static final String ADDRESS = PREFIX + "address";
    private static final String CORES = PREFIX + "cores";
    private static final String CPU = PREFIX + "cpu";
    private static final String SYSTEM = PREFIX + "system";
    private static final String MACHINE = PREFIX + "machine";
    private static final String CONTROL = PREFIX + "congestionControl";
    private static final String MTU = PREFIX + "mtu";
    private static final String RECEIVE = PREFIX + "mostReceiveBytes";
    private static final String SEND = PREFIX + "mostSendBytes";

    private HostWords() {}

    /** This host's. */
    static Map<String, String> facts(InetAddress address) {
        HostFacts host = HostFacts.of(address);
        Map<String, String> facts = new TreeMap<>();
        facts.put(ADDRESS, address.getHostAddress());
        facts.put(CORES, Integer.toString(host.cores()));
        put(facts, CPU, host.processor());
        put(facts, SYSTEM, host.system());
        put(facts, MACHINE, host.machine());
        put(facts, CONTROL, host.congestionControl());
        put(facts, MTU, host.mtu());
        put(facts, RECEIVE, last(host.receiveBuffer()));
        put(facts, SEND, last(host.sendBuffer()));
        return facts;
    }

    private static @Nullable Long last(List<Long> sizes) {
        return sizes.isEmpty() ? null : sizes.get(sizes.size() - 1);
    }

    private static void put(Map<String, String> facts, String key, @Nullable Object value) {
        if (value != null) {
            facts.put(key, value.toString());
        }
    }

    /** Tells the clocks of machines apart: processes on one read one clock. Null where the system does not tell. */
    static @Nullable String clock(Map<String, String> facts) {
        String machine = facts.get(MACHINE);
        int end = machine == null ? -1 : machine.indexOf(' ');
        return machine == null || end < 0 ? machine : machine.substring(0, end);
    }

    /** The id of a member's host in the measured network. */
    static String node(int rank) {
        return "worker" + rank;
    }

    /** The member's entry with what its connections have in place of what its system usually gives. */
    static WireMember connected(WireMember member, String text) {
        KernelFacts kernel = member.kernel();
        Connections read = readConnections(text);
        return kernel == null
                ? member
                : new WireMember(
                        member.rank(),
                        member.node(),
                        member.host(),
                        member.address(),
                        member.cores(),
                        member.cpu(),
                        new KernelFacts(
                                kernel.release(),
                                read.congestionControl(),
                                kernel.mostReceiveBytes(),
                                kernel.mostSendBytes(),
                                read.pathMtu()));
    }

    /** What a member's connections have. */
    record Connections(String congestionControl, int pathMtu) {}

    /** What a member tells of them. @throws IllegalArgumentException or IndexOutOfBoundsException if it is none */
    static Connections readConnections(String text) {
        List<String> words = List.of(text.split(" ", -1));
        return new Connections(words.get(0), Integer.parseInt(words.get(1)));
    }

    /** The member's entry in the record of the run. @throws IllegalArgumentException if a number is none, with its name */
    static WireMember member(int rank, String host, Map<String, String> facts) {
        String control = facts.get(CONTROL);
        Long receive = number(facts, RECEIVE, Long.MAX_VALUE);
        Long send = number(facts, SEND, Long.MAX_VALUE);
        Long mtu = number(facts, MTU, Integer.MAX_VALUE);
        Long cores = number(facts, CORES, Integer.MAX_VALUE);
        KernelFacts kernel = control == null || receive == null || send == null || mtu == null
                ? null
                : new KernelFacts(facts.getOrDefault(SYSTEM, ""), control, receive, send, mtu.intValue());
        return new WireMember(
                rank,
                node(rank),
                host,
                facts.getOrDefault(ADDRESS, ""),
                cores == null ? 1 : cores.intValue(),
                facts.getOrDefault(CPU, "unknown processor"),
                kernel);
    }

    private static @Nullable Long number(Map<String, String> facts, String key, long most) {
        String text = facts.get(key);
        if (text == null) {
            return null;
        }
        Long number = Longs.tryParse(text);
        if (number == null || number < 1 || number > most) {
            throw new IllegalArgumentException(
                    key + " is '" + Spelling.excerpt(text) + "'; allowed: a whole number from 1 to " + most);
        }
        return number;
    }
}
