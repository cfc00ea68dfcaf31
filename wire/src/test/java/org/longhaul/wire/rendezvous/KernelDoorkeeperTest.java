package org.longhaul.wire.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.longhaul.training.communicate.GlooTransport;
import org.longhaul.training.communicate.Transport;
import org.longhaul.training.tensor.AddressBook;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

/** Members meet over the loopback interface while strangers try to connect. */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
final class KernelDoorkeeperTest {
    /** Members at an address, and a stranger at another; the loopback interface has but one of IPv6. */
    @ParameterizedTest
    @CsvSource({"127.0.0.1, 127.0.0.2", "::1,"})
    void nobodyElseIsAnsweredBeforeDuringAndAfterTheMeeting(String member, @Nullable String stranger) {
        assumeTrue(listensAt(member), "this machine has no " + member);
        StrangersBook book = new StrangersBook(member, stranger);
        meet(member, book, transport -> {
            Tensor vector = Tensors.full(Device.CPU, 1 + transport.rank(), 100_000);
            transport.allReduceSum(vector, List.of(0, 1)).await();
            assertThat(vector.toFloats()).containsOnly(3f);
            for (int port : book.ports.values()) {
                assertUnanswered(member, member, port);
            }
        });
        assertThat(book.strangers).hasSize(stranger == null ? 2 : 4);
    }

    private static boolean listensAt(String member) {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(member))) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private static void assertUnanswered(String member, String from, int port) {
        assertThatThrownBy(() -> knock(member, from, port)).isInstanceOf(SocketTimeoutException.class);
    }

    private static void knock(String member, String from, int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
            socket.connect(new InetSocketAddress(InetAddress.getByName(member), port), 300);
        }
    }

    private interface Body {
        void run(Transport transport);
    }

    private static void meet(String member, AddressBook book, Body body) {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int rank = 0; rank < 2; rank++) {
            int own = rank;
            all.add(CompletableFuture.runAsync(
                    () -> {
                        GlooTransport.Settings settings = new GlooTransport.Settings(
                                member,
                                Duration.ofSeconds(20),
                                Duration.ofSeconds(20),
                                KernelDoorkeeper.ofThisSystem());
                        try (Transport transport = new GlooTransport(own, 2, book, settings)) {
                            TensorScope.run(() -> body.run(transport));
                        }
                    },
                    task -> new Thread(task).start()));
        }
        all.forEach(CompletableFuture::join);
    }

    /** An address book that tries the ports it reads of, at the moments when it is written to. */
    private static final class StrangersBook implements AddressBook {
        private final String member;
        private final @Nullable String stranger;
        private final Map<String, CompletableFuture<byte[]>> values = new ConcurrentHashMap<>();
        private final Map<String, Integer> ports = new ConcurrentHashMap<>();
        private final Map<String, Boolean> strangers = new ConcurrentHashMap<>();

        StrangersBook(String member, @Nullable String stranger) {
            this.member = member;
            this.stranger = stranger;
        }

        @Override
        public void put(String key, byte[] value) {
            String whose = key.substring(key.length() - 1);
            if (key.contains("address")) {
                int port = Short.toUnsignedInt(
                        ByteBuffer.wrap(value).order(ByteOrder.BIG_ENDIAN).getShort(18));
                ports.put(whose, port);
                strangers.put(key, true);
                assertUnanswered(member, member, port);
            }
            if (key.contains("open") && stranger != null) {
                strangers.put(key, true);
                assertUnanswered(member, stranger, ports.getOrDefault(whose, 0));
            }
            values.computeIfAbsent(key, unused -> new CompletableFuture<>()).complete(value);
        }

        @Override
        public byte[] get(String key) {
            return values.computeIfAbsent(key, unused -> new CompletableFuture<>())
                    .orTimeout(20, TimeUnit.SECONDS)
                    .join();
        }
    }
}
