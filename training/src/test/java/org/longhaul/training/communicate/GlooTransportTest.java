package org.longhaul.training.communicate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.longhaul.training.tensor.AddressBook;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.MapBook;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

/**
 * Several members in one process, or two processes, joined over the loopback interface. Takes longer than other tests: two
 * processes are started, and a second each is waited for what ends late.
 */
@Timeout(60)
final class GlooTransportTest {
    private static final List<Integer> ALL = List.of(0, 1, 2, 3);

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64", "BFLOAT16", "FLOAT16", "INT64", "INT32", "INT8"})
    void allReceiveTheSum(DType type) {
        together(4, transport -> {
            for (int length : new int[] {1, 3, 4, 1000, 100_003}) {
                Tensor vector =
                        Tensors.full(Device.CPU, 1.0 + transport.rank(), length).to(type);
                transport.allReduceSum(vector, ALL).await();
                assertThat(vector.dtype()).isEqualTo(type);
                requireAll(vector, length, 10);
            }
        });
    }

    @Test
    void threeMillionElementsAreOneMessageAndASumOfManySegments() {
        together(2, transport -> {
            Tensor vector = Tensors.arange(Device.CPU, DType.INT32, 3_000_000).to(DType.FLOAT32);
            Tensor other = Tensors.zeros(Device.CPU, 3_000_000);
            Transport.Pending sending = transport.send(vector, 1 - transport.rank());
            transport.receive(other, 1 - transport.rank()).await();
            sending.await();
            assertThat(other.contentEquals(vector)).isTrue();
            transport.allReduceSum(other, List.of(0, 1)).await();
            assertThat(other.contentEquals(vector.mul(2))).isTrue();
        });
    }

    @Test
    void someAddUpAmongThemselves() {
        together(4, transport -> {
            for (List<Integer> members : List.of(List.of(0, 2), List.of(1, 2, 3), List.of(0, 2), List.of(1, 3))) {
                if (members.contains(transport.rank())) {
                    Tensor vector = Tensors.full(Device.CPU, 1 << transport.rank(), 10);
                    transport.allReduceSum(vector, members).await();
                    float sum = members.stream().mapToInt(member -> 1 << member).sum();
                    requireAll(vector, 10, sum);
                }
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void anyTypeArrivesAsItWasSent(DType type) {
        together(2, transport -> {
            for (int length : new int[] {0, 1, 7, 4096, 100_003}) {
                byte[] content = new byte[length * type.bytes()];
                new Random(length).nextBytes(content);
                if (type == DType.BOOL) {
                    for (int i = 0; i < content.length; i++) {
                        content[i] &= 1;
                    }
                }
                if (transport.rank() == 0) {
                    Tensor sent = Tensors.fromBytes(Device.CPU, type, ByteBuffer.wrap(content), length);
                    transport.send(sent, 1).await();
                } else {
                    Tensor into = Tensors.zeros(Device.CPU, type, length);
                    transport.receive(into, 0).await();
                    assertThat(Tensors.toBytes(into)).isEqualTo(content);
                }
            }
        });
    }

    @Test
    void manyAreUnderWayAtOnceAndKeepTheirOrder() {
        together(3, transport -> {
            int next = (transport.rank() + 1) % 3;
            int previous = (transport.rank() + 2) % 3;
            List<Transport.Pending> pending = new ArrayList<>();
            List<Tensor> received = new ArrayList<>();
            List<Tensor> sums = new ArrayList<>();
            for (int i = 0; i < 150; i++) {
                int length = 1 + (i * 37) % 1000;
                pending.add(transport.send(Tensors.full(Device.CPU, 1000 * transport.rank() + i, length), next));
                received.add(Tensors.zeros(Device.CPU, length));
                pending.add(transport.receive(received.get(i), previous));
                sums.add(Tensors.full(Device.CPU, i, length));
                pending.add(transport.allReduceSum(sums.get(i), List.of(0, 1, 2)));
            }
            pending.forEach(Transport.Pending::await);
            for (int i = 0; i < 150; i++) {
                int length = 1 + (i * 37) % 1000;
                requireAll(received.get(i), length, 1000 * previous + i);
                requireAll(sums.get(i), length, 3 * i);
            }
        });
    }

    @Test
    void strangersDisturbNobodyWhoIsConnected() {
        WatchedBook book = new WatchedBook();
        together(3, book, transport -> {
            List<Socket> strangers = transport.rank() == 0 ? strangers(book) : List.of();
            for (int i = 0; i < 50; i++) {
                Tensor vector = Tensors.full(Device.CPU, 1, 10_000);
                transport.allReduceSum(vector, List.of(0, 1, 2)).await();
                requireAll(vector, 10_000, 3);
            }
            strangers.forEach(GlooTransportTest::close);
        });
    }

    /** To each port one who says nothing, one who claims a member's number, and one who sends two megabytes of garbage. */
    private static List<Socket> strangers(WatchedBook book) {
        List<Socket> strangers = new ArrayList<>();
        byte[] garbage = new byte[2_000_000];
        new Random(1).nextBytes(garbage);
        for (int port : book.ports.values()) {
            strangers.add(stranger(port, new byte[0]));
            strangers.add(stranger(port, new byte[8]));
            strangers.add(stranger(port, garbage));
        }
        return strangers;
    }

    @Test
    void membersMeetAgainWhenAStrangerTookTheNumberOfOne() {
        WatchedBook book = new WatchedBook();
        List<Socket> strangers = new ArrayList<>();
        book.whenOpen = (key, port) -> {
            if (key.contains("attempt 1 ") && key.endsWith("0")) {
                for (int number = 0; number < 3; number++) {
                    strangers.add(stranger(port, new byte[] {(byte) number, 0, 0, 0, 0, 0, 0, 0}));
                }
            }
        };
        together(3, book, transport -> {
            Tensor vector = Tensors.full(Device.CPU, 1, 100);
            transport.allReduceSum(vector, List.of(0, 1, 2)).await();
            assertThat(vector.toFloats()).containsOnly(3f);
        });
        strangers.forEach(GlooTransportTest::close);
        assertThat(strangers).hasSize(3);
        assertThat(book.keys()).anyMatch(key -> key.contains("attempt 2 "));
    }

    private static Socket stranger(int port, byte[] says) {
        try {
            Socket socket = new Socket("127.0.0.1", port);
            socket.getOutputStream().write(says);
            return socket;
        } catch (IOException e) {
            // What the other end has refused ends this connection only.
            return new Socket();
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aKilledMemberIsNamed(@TempDir Path folder) throws IOException {
        Process peer = GlooPeer.start(1, 2, folder, 1000, "sums");
        try (Transport transport = new GlooTransport(0, 2, new GlooPeer.FolderBook(folder), GlooPeer.settings(20))) {
            TensorScope.run(() -> {
                Tensor vector = Tensors.zeros(Device.CPU, 1000);
                transport.allReduceSum(vector, List.of(0, 1)).await();
                Transport.Pending receiving = transport.receive(Tensors.zeros(Device.CPU, 5), 1);
                peer.destroyForcibly();
                long start = System.nanoTime();
                assertThatThrownBy(() -> {
                            while (true) {
                                transport.allReduceSum(vector, List.of(0, 1)).await();
                            }
                        })
                        .isInstanceOf(LostMemberException.class)
                        .hasMessageStartingWith("member 0 lost member 1, at 2")
                        .hasMessageNotContaining(".cc");
                assertThatThrownBy(receiving::await).isInstanceOf(LostMemberException.class);
                Transport.Pending late = transport.send(vector, 1);
                assertThatThrownBy(late::await).isInstanceOf(LostMemberException.class);
                assertThat(System.nanoTime() - start).isLessThan(10_000_000_000L);
            });
        } finally {
            peer.destroyForcibly();
        }
    }

    @Test
    void aMemberThatIsKilledWhileItWaitsForTheOthersLeavesNoFile(@TempDir Path folder) throws Exception {
        Process peer = GlooPeer.start(1, 2, folder, 1000, "sums");
        try {
            assertThat(new GlooPeer.FolderBook(folder).get("gloo [0, 1] attempt 1 address 1"))
                    .isNotEmpty();
        } finally {
            peer.destroyForcibly().waitFor();
        }
        assertThat(GlooPeer.temporary(folder, 1)).isEmptyDirectory();
    }

    @Test
    void aMessageOfWhichAPartWasSentToAKilledMemberEnds(@TempDir Path folder) throws IOException {
        int elements = 20_000_000;
        Process peer = GlooPeer.start(1, 2, folder, elements, "receives");
        try (Transport transport = new GlooTransport(0, 2, new GlooPeer.FolderBook(folder), GlooPeer.settings(20))) {
            TensorScope.run(() -> {
                Tensor vector = Tensors.zeros(Device.CPU, elements);
                List<Transport.Pending> sending = new ArrayList<>();
                for (int i = 0; i < 5; i++) {
                    sending.add(transport.send(vector, 1));
                }
                sending.get(0).await();
                peer.destroyForcibly();
                long start = System.nanoTime();
                assertThatThrownBy(() -> sending.forEach(Transport.Pending::await))
                        .isInstanceOf(LostMemberException.class)
                        .hasMessageStartingWith("member 0 lost member 1, at 2");
                assertThat(System.nanoTime() - start).isLessThan(15_000_000_000L);
            });
        } finally {
            peer.destroyForcibly();
        }
    }

    @Test
    void nobodyHangsWhoClosesWhileASumIsUnderWay() {
        CountDownLatch closed = new CountDownLatch(1);
        together(2, transport -> {
            if (transport.rank() == 0) {
                transport.allReduceSum(Tensors.zeros(Device.CPU, 10).keep(), List.of(0, 1));
                long start = System.nanoTime();
                transport.close();
                assertThat(System.nanoTime() - start).isLessThan(10_000_000_000L);
                closed.countDown();
            } else {
                assertThatCode(() -> closed.await(20, TimeUnit.SECONDS)).doesNotThrowAnyException();
                assertThat(closed.getCount()).isZero();
            }
        });
    }

    @Test
    void whoDoesNotComeIsWaitedForNoLongerThanSaid() {
        AddressBook empty = new AddressBook() {
            @Override
            public void put(String key, byte[] value) {}

            @Override
            public byte[] get(String key) {
                throw new IllegalStateException("nobody left '" + key + "'");
            }
        };
        assertThatThrownBy(() -> new GlooTransport(0, 2, empty, GlooPeer.settings(20)))
                .isInstanceOf(LostMemberException.class)
                .hasMessageStartingWith("member 0 lost member 1, at 2")
                .hasMessageContaining("nobody left 'gloo [0, 1] attempt 1 address 1'");
    }

    /** In a plain loop: an assertion about each of a hundred thousand elements takes longer than to exchange them. */
    private static void requireAll(Tensor vector, int length, float expected) {
        float[] values = vector.toFloats();
        assertThat(values.length).isEqualTo(length);
        for (int i = 0; i < length; i++) {
            if (values[i] != expected) {
                throw new AssertionError("element " + i + " is " + values[i] + ", expected " + expected);
            }
        }
    }

    /** Runs what each of several members does, each in a thread of its own. */
    private static void together(int size, Consumer<Transport> body) {
        together(size, new WatchedBook(), body);
    }

    private static void together(int size, AddressBook book, Consumer<Transport> body) {
        GlooMembers.run(size, book, transport -> {
            TensorScope.run(() -> body.accept(transport));
            return true;
        });
    }

    /** An address book that knows at which ports members listen, and tells when one is open. */
    private static final class WatchedBook extends MapBook {
        /** Ports by the last figure of the key, which is a member. */
        private final Map<String, Integer> ports = new ConcurrentHashMap<>();

        private ObjIntConsumer<String> whenOpen = (key, port) -> {};

        @Override
        public void put(String key, byte[] value) {
            String member = key.substring(key.length() - 1);
            if (key.contains(" address ")) {
                ports.put(member, Short.toUnsignedInt(ByteBuffer.wrap(value).getShort(18)));
            }
            if (key.contains(" open ")) {
                whenOpen.accept(key, ports.getOrDefault(member, 0));
            }
            super.put(key, value);
        }
    }
}
