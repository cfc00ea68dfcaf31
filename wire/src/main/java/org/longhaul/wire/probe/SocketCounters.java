package org.longhaul.wire.probe;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's counters of the TCP connections of this process, whoever opened them. Linux alone tells them (4.19 and later);
 * elsewhere there are none, and {@link #missing} says why. Safe for use by many threads.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4898">RFC 4898: TCP Extended Statistics MIB</a>
 */
public final class SocketCounters {
    private static final Path PROCESS = Path.of("/proc/self");

    private final @Nullable KernelSockets sockets;
    private final @Nullable String missing;

    private SocketCounters(@Nullable KernelSockets sockets, @Nullable String missing) {
        this.sockets = sockets;
        this.missing = missing;
    }

    /** Looks whether this machine has counters. */
    public static SocketCounters open() {
        if (!Files.isReadable(PROCESS.resolve("net/tcp"))) {
            return new SocketCounters(
                    null,
                    "the kernel's counters of connections are missing: " + System.getProperty("os.name")
                            + " has no /proc/self/net/tcp; Linux has it");
        }
        try {
            return new SocketCounters(KernelSockets.load(), null);
        } catch (LinkageError e) {
            return new SocketCounters(
                    null,
                    "the kernel's counters of connections are missing: the C library cannot be called ("
                            + e.getMessage() + ")");
        }
    }

    /** Why there are no counters; null where there are. */
    public @Nullable String missing() {
        return missing;
    }

    /**
     * Reads the counters of all established connections of this process; empty where they are {@link #missing}.
     *
     * @throws IOException if the kernel's tables cannot be read
     */
    public List<SocketCount> read() throws IOException {
        KernelSockets kernel = sockets;
        if (kernel == null) {
            return List.of();
        }
        List<SocketCount> counts = new ArrayList<>();
        for (Map.Entry<Integer, KernelTable.Ends> each :
                new KernelTable(PROCESS).connections().entrySet()) {
            int descriptor = each.getKey();
            KernelSockets.TcpInfo info = kernel.info(descriptor);
            if (info != null) {
                counts.add(new SocketCount(
                        text(each.getValue().local()),
                        text(each.getValue().peer()),
                        info.bytesSent(),
                        info.bytesSentAgain(),
                        info.bytesAcked(),
                        info.bytesReceived(),
                        info.segmentsOut(),
                        info.segmentsIn(),
                        kernel.congestionControl(descriptor),
                        kernel.sendBuffer(descriptor),
                        kernel.receiveBuffer(descriptor),
                        info.segmentBytes(),
                        info.pathMtu(),
                        info.smoothedRttMicros(),
                        info.leastRttMicros()));
            }
        }
        return counts;
    }

    /**
     * What each connection counted between two readings; one that was opened in between counts from its beginning. What a
     * connection counted that was closed in between is not known: such connections are left out, so that the reader who
     * compares with what was sent finds a difference.
     */
    public static List<SocketCount> between(List<SocketCount> before, List<SocketCount> after) {
        Map<List<String>, SocketCount> earlier = new HashMap<>();
        before.forEach(each -> earlier.put(List.of(each.local(), each.peer()), each));
        return after.stream()
                .map(each -> {
                    SocketCount known = earlier.get(List.of(each.local(), each.peer()));
                    // Fewer bytes than before: another connection between the same ports.
                    return known == null || known.bytesSent() > each.bytesSent() ? each : each.since(known);
                })
                .toList();
    }

    /** An end as {@link SocketCount} writes it. */
    static String text(InetSocketAddress end) {
        String address = end.getAddress().getHostAddress();
        return (address.contains(":") ? "[" + address + "]" : address) + ":" + end.getPort();
    }
}
