package org.longhaul.training.communicate;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.longhaul.training.tensor.AddressBook;
import org.longhaul.training.tensor.Doorkeeper;

/** Members of a training as threads of one process, joined over the loopback interface. */
public final class GlooMembers {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private GlooMembers() {}

    /** Lets every member do something on a thread of its own; what came of it, by rank. */
    public static <T> List<T> run(int size, Function<Transport, T> body) {
        return run(size, new MapBook(), body);
    }

    static <T> List<T> run(int size, AddressBook book, Function<Transport, T> body) {
        List<CompletableFuture<T>> all = IntStream.range(0, size)
                .mapToObj(rank -> {
                    CompletableFuture<T> result = new CompletableFuture<>();
                    Thread thread = new Thread(() -> {
                        try (Transport transport = new GlooTransport(rank, size, book, settings(PATIENCE))) {
                            result.complete(body.apply(transport));
                        } catch (Throwable e) {
                            result.completeExceptionally(e);
                        }
                    });
                    thread.setDaemon(true);
                    thread.start();
                    return result;
                })
                .toList();
        return all.stream().map(CompletableFuture::join).toList();
    }

    /** Of a member on this machine. */
    static GlooTransport.Settings settings(Duration silence) {
        return new GlooTransport.Settings("127.0.0.1", PATIENCE, silence, Doorkeeper.NONE);
    }

    /** An address book for members in one process. */
    static class MapBook implements AddressBook {
        private final Map<String, CompletableFuture<byte[]>> values = new ConcurrentHashMap<>();

        private CompletableFuture<byte[]> value(String key) {
            return values.computeIfAbsent(key, unused -> new CompletableFuture<>());
        }

        /** What members have left so far. */
        Set<String> keys() {
            return values.keySet();
        }

        @Override
        public void put(String key, byte[] value) {
            value(key).complete(value);
        }

        @Override
        public byte[] get(String key) {
            return value(key).orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        }
    }
}
