package org.longhaul.wire.probe;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What decides how a host's connections behave, and what it computes with; what this system does not tell is null, or empty.
 *
 * @param system name, version and architecture of the operating system
 * @param processor its model
 * @param cores logical processors that this process may use
 * @param interfaceName of the network interface that has the host's address
 * @param mtu largest packet of that interface, bytes
 * @param congestionControl what new connections get
 * @param receiveBuffer least, first and most bytes that the kernel sets aside for what a connection receives ({@code tcp_rmem})
 * @param sendBuffer the same for what it sends ({@code tcp_wmem})
 * @param slowStartAfterIdle whether a connection that idled starts small again
 * @param timestamps whether packets carry time stamps, and so 12 bytes more of headers
 * @param machine tells processes on one machine and in one network namespace from others; no meaning beyond
 */
public record HostFacts(
        String system,
        @Nullable String processor,
        int cores,
        @Nullable String interfaceName,
        @Nullable Integer mtu,
        @Nullable String congestionControl,
        List<Long> receiveBuffer,
        List<Long> sendBuffer,
        @Nullable Boolean slowStartAfterIdle,
        @Nullable Boolean timestamps,
        @Nullable String machine) {
    private static final Path PROC = Path.of("/proc");
    /** Of processors, the first few will do. */
    private static final int LONGEST_BYTES = 8192;

    /** Copies the lists. */
    public HostFacts {
        receiveBuffer = List.copyOf(receiveBuffer);
        sendBuffer = List.copyOf(sendBuffer);
    }

    /**
     * Asks this host.
     *
     * @param address at which others reach it
     */
    public static HostFacts of(InetAddress address) {
        String name = null;
        Integer mtu = null;
        try {
            NetworkInterface card = NetworkInterface.getByInetAddress(address);
            name = card == null ? null : card.getName();
            mtu = card == null ? null : card.getMTU();
        } catch (SocketException e) {
            // The interface went away or does not tell: not known.
        }
        return new HostFacts(
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"),
                processorModel(),
                Runtime.getRuntime().availableProcessors(),
                name,
                mtu,
                tcp("tcp_congestion_control"),
                numbers("tcp_rmem"),
                numbers("tcp_wmem"),
                yes("tcp_slow_start_after_idle"),
                yes("tcp_timestamps"),
                machineAndNamespace());
    }

    /** Headers of IP and TCP of a full packet to or from this host, bytes. */
    int headerBytes(InetAddress address) {
        int ip = address.getAddress().length == 4 ? 20 : 40;
        return ip + 20 + (Boolean.FALSE.equals(timestamps) ? 0 : 12);
    }

    private static @Nullable String tcp(String name) {
        return text(PROC.resolve("sys/net/ipv4").resolve(name));
    }

    private static @Nullable Boolean yes(String name) {
        String value = tcp(name);
        return value == null ? null : !value.equals("0");
    }

    private static List<Long> numbers(String name) {
        String value = tcp(name);
        return value == null
                ? List.of()
                : Arrays.stream(value.split("\\s+", -1)).map(Long::valueOf).toList();
    }

    private static @Nullable String processorModel() {
        String all = text(PROC.resolve("cpuinfo"));
        return all == null
                ? null
                : all.lines()
                        .filter(line -> line.startsWith("model name"))
                        .map(line -> line.substring(line.indexOf(':') + 1).strip())
                        .findFirst()
                        .orElse(null);
    }

    private static @Nullable String machineAndNamespace() {
        String boot = text(PROC.resolve("sys/kernel/random/boot_id"));
        try {
            return boot == null ? null : boot + " " + Files.readSymbolicLink(PROC.resolve("self/ns/net"));
        } catch (IOException e) {
            return boot;
        }
    }

    private static @Nullable String text(Path file) {
        // The kernel hands out the numbers of a setting in one read or not at all.
        try (InputStream in = Files.newInputStream(file)) {
            byte[] read = new byte[LONGEST_BYTES];
            int count = in.read(read);
            return count <= 0 ? null : new String(read, 0, count, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return null;
        }
    }
}
