package org.longhaul.wire.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
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
    private static final String MEMBER = "127.0.0.1";
    private static final String STRANGER = "127.0.0.2";

    @Test
    void nobodyElseIsAnsweredBeforeDuringAndAfterTheMeeting() {
        StrangersBook book = new StrangersBook();
        meet(book, transport -> {
            Tensor vector = Tensors.full(Device.CPU, 1 + transport.rank(), 100_000);
            transport.allReduceSum(vector, List.of(0, 1)).await();
            assertThat(vector.toFloats()).containsOnly(3f);
            for (int port : book.ports.values()) {
                assertUnanswered(MEMBER, port);
                assertUnanswered(STRANGER, port);
            }
        });
        assertThat(book.strangers).hasSize(4);
    }

    private static void assertUnanswered(String from, int port) {
        assertThatThrownBy(() -> knock(from, port)).isInstanceOf(SocketTimeoutException.class);
    }

    private static void knock(String from, int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
            socket.connect(new InetSocketAddress(InetAddress.getByName(MEMBER), port), 300);
        }
    }

    private interface Body {
        void run(Transport transport);
    }

    private static void meet(AddressBook book, Body body) {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int rank = 0; rank < 2; rank++) {
            int own = rank;
            all.add(CompletableFuture.runAsync(
                    () -> {
                        GlooTransport.Settings settings = new GlooTransport.Settings(
                                MEMBER,
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
        private final Map<String, CompletableFuture<byte[]>> values = new ConcurrentHashMap<>();
        private final Map<String, Integer> ports = new ConcurrentHashMap<>();
        private final Map<String, Boolean> strangers = new ConcurrentHashMap<>();

        @Override
        public void put(String key, byte[] value) {
            String member = key.substring(key.length() - 1);
            if (key.contains("address")) {
                int port = Short.toUnsignedInt(
                        ByteBuffer.wrap(value).order(ByteOrder.BIG_ENDIAN).getShort(18));
                ports.put(member, port);
                strangers.put(key, true);
                assertUnanswered(MEMBER, port);
            }
            if (key.contains("open")) {
                strangers.put(key, true);
                assertUnanswered(STRANGER, ports.getOrDefault(member, 0));
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
