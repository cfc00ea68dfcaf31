package org.longhaul.wire.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Members in threads of this process, over loopback: what is measured there is no network, but all of it is done. */
@Timeout(60)
class NetworkProbeTest {
    /** Joins threads of this process. */
    private static final class Hall {
        private final Map<Integer, LinkedBlockingQueue<Socket>> waiting = new HashMap<>();
        private final int members;

        Hall(int members) {
            this.members = members;
        }

        private synchronized LinkedBlockingQueue<Socket> of(int from, int to) {
            return waiting.computeIfAbsent(from * 1000 + to, key -> new LinkedBlockingQueue<>());
        }

        MemberConnections of(int rank) {
            return new MemberConnections() {
                @Override
                public int rank() {
                    return rank;
                }

                @Override
                public int size() {
                    return members;
                }

                @Override
                public Socket connect(int peer) throws IOException {
                    try {
                        if (rank > peer) {
                            return Hall.this.of(peer, rank).take();
                        }
                        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                            Socket one = new Socket(listener.getInetAddress(), listener.getLocalPort());
                            Hall.this.of(rank, peer).add(listener.accept());
                            return one;
                        }
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                }
            };
        }
    }

    private static List<MeasuredNetwork> probe(int members, ProbeLimits limits, List<String> said) throws Exception {
        Hall hall = new Hall(members);
        ExecutorService threads = Executors.newFixedThreadPool(members);
        try {
            List<Callable<MeasuredNetwork>> all = new ArrayList<>();
            for (int rank = 0; rank < members; rank++) {
                int own = rank;
                all.add(() -> NetworkProbe.measure(
                        hall.of(own),
                        "worker" + own,
                        InetAddress.getLoopbackAddress(),
                        // Only the first member's count.
                        own == 0 ? limits : ProbeLimits.USUAL,
                        said::add));
            }
            List<MeasuredNetwork> found = new ArrayList<>();
            for (Future<MeasuredNetwork> each : threads.invokeAll(all)) {
                found.add(each.get());
            }
            return found;
        } finally {
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void allThatIsPlannedIsMeasuredWithinTheLimits(int members) throws Exception {
        List<String> said = new ArrayList<>();
        ProbeLimits limits = new ProbeLimits(12, 60_000_000, 0.4, 3);
        List<MeasuredNetwork> found = probe(members, limits, said);
        MeasuredNetwork first = found.get(0);
        assertThat(found).allSatisfy(each -> assertThat(each).isEqualTo(first));
        assertThat(first.isOneMachine()).isTrue();
        assertThat(first.roundTrips())
                .hasSize(members * (members - 1) / 2)
                .allSatisfy(each -> assertThat(each.leastNanos()).isBetween(1000L, 50_000_000L));
        int tests = members == 2 ? 3 : 6 + 6 + 3 + 1;
        assertThat(first.rates().size() + first.leftOut().size()).isEqualTo(tests);
        assertThat(first.rates()).hasSizeGreaterThan(tests / 2).allSatisfy(each -> {
            assertThat(each.lineBitsPerSecond()).isGreaterThan(10_000_000);
            assertThat(each.lineBitsPerSecond() / 8.0).isGreaterThan(each.payloadBytesPerSecond());
        });
        // The lengths of blocks and ends come on top.
        assertThat(first.bytes()).isBetween(1_000_000L, 61_000_000L);
        assertThat(said).hasSize(first.roundTrips().size() + first.rates().size());
        assertThat(first.topology("t").warnings())
                .anySatisfy(each -> assertThat(each).startsWith("all members are on one"));
        assertThat(MeasuredNetwork.parse(first.json())).isEqualTo(first);
    }

    @Test
    void withoutBytesNothingIsSentAndThatIsSaid() throws Exception {
        MeasuredNetwork found =
                probe(2, new ProbeLimits(1, 1000, 1, 1), new ArrayList<>()).get(0);
        assertThat(found.rates()).isEmpty();
        assertThat(found.leftOut()).hasSize(3);
        assertThatThrownBy(() -> found.topology("t")).hasMessageContaining("no bandwidth was measured");
    }

    @Test
    void aMemberThatGoesAwayIsNamedToAll() {
        Hall hall = new Hall(3);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            threads.submit(() -> {
                List<Socket> all = new ArrayList<>();
                for (int i = 0; i < 1 + 4; i++) {
                    all.add(hall.of(1).connect(0));
                }
                for (int i = 0; i < 4; i++) {
                    all.add(hall.of(1).connect(2));
                }
                for (Socket each : all) {
                    each.close();
                }
                return null;
            });
            Future<MeasuredNetwork> third = threads.submit(() -> NetworkProbe.measure(
                    hall.of(2), "c", InetAddress.getLoopbackAddress(), ProbeLimits.USUAL, said -> {}));
            assertThatThrownBy(() -> NetworkProbe.measure(
                            hall.of(0), "a", InetAddress.getLoopbackAddress(), ProbeLimits.USUAL, said -> {}))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("member 1 is lost while the network is measured");
            assertThatThrownBy(third::get)
                    .cause()
                    .hasMessageContaining("member 1 is lost while the network is measured");
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void messagesComeBackAndGarbageIsRefused() throws IOException {
        ProbeMessage message =
                new ProbeMessage(ProbeMessage.Kind.CAME, 7, 3, new long[] {1, -2, Long.MIN_VALUE}, "früh");
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        message.write(new DataOutputStream(written));
        byte[] whole = written.toByteArray();
        assertThat(read(whole)).isEqualTo(message);
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> read(part)).isInstanceOf(EOFException.class);
        }
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 2000; i++) {
            byte[] garbage = new byte[random.nextInt(200)];
            random.nextBytes(garbage);
            if (garbage.length > 12) {
                garbage[0] = (byte) (garbage[0] & 0xF);
            }
            try {
                read(garbage);
            } catch (IOException refused) {
                assertThat(refused).isInstanceOf(IOException.class);
            }
        }
        assertThatThrownBy(() -> read(new byte[] {(byte) 200})).hasMessageContaining("kind 200");
    }

    private static ProbeMessage read(byte[] bytes) throws IOException {
        return ProbeMessage.read(new DataInputStream(new ByteArrayInputStream(bytes)));
    }
}
