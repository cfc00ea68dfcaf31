package org.longhaul.wire.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SocketCountersTest {
    @TempDir
    Path folder;

    private static SocketCount of(List<SocketCount> all, Socket socket) {
        String local = ":" + socket.getLocalPort();
        String peer = ":" + socket.getPort();
        return all.stream()
                .filter(each -> each.local().endsWith(local) && each.peer().endsWith(peer))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void theKernelCountsWhatCrossedAConnection(String address) throws IOException {
        SocketCounters counters = SocketCounters.open();
        assumeTrue(counters.missing() == null, counters.missing());
        assumeTrue(address.contains(".") || Files.exists(Path.of("/proc/self/net/if_inet6")), "no IPv6");
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getByName(address));
                Socket one = new Socket(listener.getInetAddress(), listener.getLocalPort());
                Socket other = listener.accept()) {
            one.getOutputStream().write(new byte[1000]);
            assertThat(other.getInputStream().readNBytes(1000)).hasSize(1000);
            List<SocketCount> before = counters.read();
            one.getOutputStream().write(new byte[123_456]);
            other.getOutputStream().write(new byte[77]);
            assertThat(other.getInputStream().readNBytes(123_456)).hasSize(123_456);
            assertThat(one.getInputStream().readNBytes(77)).hasSize(77);
            List<SocketCount> after = counters.read();
            SocketCount whole = of(after, one);
            // On a busy machine an acknowledgement may come so late that the kernel sends again.
            assertThat(whole.bytesSent() - whole.bytesSentAgain()).isEqualTo(124_456);
            SocketCount sent = of(SocketCounters.between(before, after), one);
            assertThat(sent.bytesSent() - sent.bytesSentAgain()).isEqualTo(123_456);
            assertThat(sent.bytesReceived()).isEqualTo(77);
            assertThat(sent.bytesSentAgain()).isNotNegative();
            assertThat(sent.segmentsOut()).isPositive();
            assertThat(sent.segmentBytes()).isBetween(500, 65_536);
            assertThat(sent.pathMtu()).isGreaterThan(sent.segmentBytes());
            assertThat(sent.congestionControl()).matches("[a-z0-9_]+");
            assertThat(sent.sendBufferBytes()).isPositive();
            assertThat(sent.leastRttMicros()).isBetween(0L, 1_000_000L);
            SocketCount received = of(SocketCounters.between(before, after), other);
            assertThat(received.bytesReceived()).isEqualTo(123_456);
            assertThat(received.bytesSent() - received.bytesSentAgain()).isEqualTo(77);
            assertThat(received.local()).isEqualTo(sent.peer());
            assertThat(received.peer()).isEqualTo(sent.local());
            SocketCount answered = of(SocketCounters.between(List.of(), after), other);
            assertThat(answered.bytesSent() - answered.bytesSentAgain()).isEqualTo(77);
        }
    }

    @Test
    void addressesAreReadAsTheKernelWritesThem() throws IOException {
        Files.createDirectories(folder.resolve("net"));
        Files.createDirectories(folder.resolve("fd"));
        String end = " 00000000:00000000 00:00000000 00000000     0        0 4711 1 0000000024cb6166 20 4 30 10 -1";
        Files.writeString(
                folder.resolve("net/tcp"),
                "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
                        + "   0: 0100007F:07E8 0200A8C0:01BB 01" + end + "\n"
                        + "   1: 0100007F:07E9 00000000:0000 0A" + end.replace("4711", "4712") + "\n");
        Files.writeString(
                folder.resolve("net/tcp6"),
                "   0: B80D0120000000000000000001000000:0001 0000000000000000FFFF00000100007F:0002 01"
                        + end.replace("4711", "4713") + "\n");
        for (String each : new String[] {"5=socket:[4711]", "6=socket:[4712]", "7=socket:[4713]", "8=pipe:[4711]"}) {
            Files.createSymbolicLink(folder.resolve("fd").resolve(each.substring(0, 1)), Path.of(each.substring(2)));
        }
        Map<Integer, KernelTable.Ends> found = new KernelTable(folder).connections();
        assertThat(found).containsOnlyKeys(5, 7);
        assertThat(found.get(5))
                .isEqualTo(new KernelTable.Ends(
                        new InetSocketAddress("127.0.0.1", 2024), new InetSocketAddress("192.168.0.2", 443)));
        assertThat(found.get(7))
                .isEqualTo(new KernelTable.Ends(
                        new InetSocketAddress("2001:db8::1", 1), new InetSocketAddress("127.0.0.1", 2)));
    }

    @Test
    void aHostTellsItsFacts() {
        HostFacts facts = HostFacts.of(InetAddress.getLoopbackAddress());
        assertThat(facts.cores()).isPositive();
        assumeTrue(Files.exists(Path.of("/proc/sys/net/ipv4/tcp_rmem")), "not Linux");
        assertThat(facts.congestionControl()).matches("[a-z0-9_]+");
        assertThat(facts.receiveBuffer()).hasSize(3).isSorted();
        assertThat(facts.sendBuffer()).hasSize(3).isSorted();
        assertThat(facts.mtu()).isGreaterThan(1000);
        assertThat(facts.machine())
                .isEqualTo(HostFacts.of(InetAddress.getLoopbackAddress()).machine());
    }
}
