package org.longhaul.wire.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.wire.rendezvous.LostMember;
import org.longhaul.wire.rendezvous.MemberListener;
import org.longhaul.wire.rendezvous.Rendezvous;
import org.longhaul.wire.rendezvous.RendezvousListener;
import org.longhaul.wire.rendezvous.RendezvousMember;
import org.longhaul.wire.rendezvous.RendezvousSettings;
import org.longhaul.wire.rendezvous.Token;

/** Members that meet at a rendezvous and connect to each other, with strangers about. */
@Timeout(60)
class ProvenConnectionsTest {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    @TempDir
    Path folder;

    private static Rendezvous rendezvous(Token token, InetSocketAddress at, int members, Path collected)
            throws IOException {
        return Rendezvous.open(
                new RendezvousSettings(
                        at, token, null, Set.of(), members, "probe", Map.of(), Duration.ofSeconds(20), collected),
                new RendezvousListener() {
                    @Override
                    public @Nullable String objection(int rank, String host, Map<String, String> facts) {
                        return null;
                    }

                    @Override
                    public void joined(int rank, String host, Map<String, String> facts) {}

                    @Override
                    public void told(int rank, String about, String text) {}

                    @Override
                    public void lost(LostMember lost) {}

                    @Override
                    public void refused(String why) {}
                });
    }

    private static RendezvousMember join(InetSocketAddress at, Token token, int rank) throws IOException {
        return RendezvousMember.join(at, token, null, rank, "host" + rank, Map.of(), new MemberListener() {
            @Override
            public void ordered(String about, String text) {}

            @Override
            public void lost(LostMember lost) {}

            @Override
            public void ended(String why) {}
        });
    }

    @Test
    void membersMeasureWhileStrangersKnock() throws Exception {
        Token token = Token.fresh();
        ExecutorService threads = Executors.newFixedThreadPool(3);
        List<String> said = new ArrayList<>();
        try (Rendezvous rendezvous = rendezvous(token, new InetSocketAddress(HERE, 0), 3, folder)) {
            List<Callable<MeasuredNetwork>> all = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                int rank = i;
                all.add(() -> {
                    try (RendezvousMember member = join(rendezvous.address(), token, rank);
                            ProvenConnections connections = ProvenConnections.open(member, token, rank, HERE)) {
                        member.barrier("open", 3, Duration.ofSeconds(20));
                        if (rank == 2) {
                            knock(member);
                        }
                        MeasuredNetwork found = NetworkProbe.measure(
                                connections, "host" + rank, HERE, new ProbeLimits(1.5, 20_000_000, 0.05, 1), said::add);
                        member.barrier("done", 3, Duration.ofSeconds(20));
                        return found;
                    }
                });
            }
            for (Future<MeasuredNetwork> each : threads.invokeAll(all)) {
                assertThat(each.get().rates()).isNotEmpty();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(said).anySatisfy(each -> assertThat(each).startsWith("round trip host0 - host1"));
    }

    /** Those who say nothing, garbage, or know another token: closed without a byte of answer, and nobody else notices. */
    private static void knock(RendezvousMember member) throws IOException {
        int port = port(member);
        try (Socket silent = new Socket(HERE, port);
                Socket garbage = new Socket(HERE, port);
                Socket other = new Socket(HERE, port)) {
            garbage.getOutputStream().write(new byte[200]);
            assertThat(end(garbage)).isEqualTo(-1);
            byte[] hello = new byte[72];
            System.arraycopy("LHWIRE1\n".getBytes(StandardCharsets.US_ASCII), 0, hello, 0, 8);
            other.getOutputStream().write(hello);
            assertThat(end(other)).isEqualTo(-1);
            // Heard nothing: what there is to read is nothing, and not the end.
            assertThat(silent.getInputStream().available()).isZero();
        }
    }

    @Test
    void silentStrangersKeepNoMemberOut() throws Exception {
        Token token = Token.fresh();
        try (Rendezvous rendezvous = rendezvous(token, new InetSocketAddress(HERE, 0), 2, folder);
                RendezvousMember zero = join(rendezvous.address(), token, 0);
                RendezvousMember one = join(rendezvous.address(), token, 1);
                ProvenConnections listening = ProvenConnections.open(zero, token, 0, HERE);
                ProvenConnections dialing = ProvenConnections.open(one, token, 1, HERE)) {
            List<Socket> silent = new ArrayList<>();
            try {
                for (int i = 0; i < 100; i++) {
                    silent.add(new Socket(HERE, port(one)));
                }
                try (Socket dialed = dialing.connect(0);
                        Socket taken = listening.connect(1)) {
                    assertThat(taken.getPort()).isEqualTo(dialed.getLocalPort());
                }
                assertThat(end(silent.get(0))).isEqualTo(-1);
                listening.close();
                assertThat(end(silent.get(99))).isEqualTo(-1);
            } finally {
                for (Socket each : silent) {
                    each.close();
                }
            }
        }
    }

    /** Many connections one after the other: the first that the one makes is the first that the other takes, and so on. */
    @Test
    void connectionsAreTakenInTheOrderInWhichTheyWereMade() throws Exception {
        Token token = Token.fresh();
        List<Socket> all = new ArrayList<>();
        try (Rendezvous rendezvous = rendezvous(token, new InetSocketAddress(HERE, 0), 2, folder);
                RendezvousMember zero = join(rendezvous.address(), token, 0);
                RendezvousMember one = join(rendezvous.address(), token, 1);
                ProvenConnections listening = ProvenConnections.open(zero, token, 0, HERE);
                ProvenConnections dialing = ProvenConnections.open(one, token, 1, HERE)) {
            List<Integer> made = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                Socket socket = dialing.connect(0);
                all.add(socket);
                made.add(socket.getLocalPort());
            }
            List<Integer> taken = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                Socket socket = listening.connect(1);
                all.add(socket);
                taken.add(socket.getPort());
            }
            assertThat(taken).isEqualTo(made);
        } finally {
            for (Socket each : all) {
                each.close();
            }
        }
    }

    private static int port(RendezvousMember member) throws IOException {
        String stated = new String(member.get("probe/0", Duration.ofSeconds(10)), StandardCharsets.UTF_8);
        return Integer.parseInt(stated.substring(0, stated.indexOf(' ')));
    }

    private static int end(Socket socket) throws IOException {
        socket.setSoTimeout(10_000);
        try {
            return socket.getInputStream().read();
        } catch (SocketException reset) {
            return -1;
        }
    }
}
