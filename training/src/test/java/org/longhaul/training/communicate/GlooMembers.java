package org.longhaul.training.communicate;

import java.time.Duration;
import java.util.List;
import java.util.Map;
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
        Map<String, CompletableFuture<byte[]>> values = new ConcurrentHashMap<>();
        AddressBook book = new AddressBook() {
            private CompletableFuture<byte[]> value(String key) {
                return values.computeIfAbsent(key, unused -> new CompletableFuture<>());
            }

            @Override
            public void put(String key, byte[] value) {
                value(key).complete(value);
            }

            @Override
            public byte[] get(String key) {
                return value(key)
                        .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                        .join();
            }
        };
        GlooTransport.Settings settings = new GlooTransport.Settings("127.0.0.1", PATIENCE, PATIENCE, Doorkeeper.NONE);
        List<CompletableFuture<T>> all = IntStream.range(0, size)
                .mapToObj(rank -> {
                    CompletableFuture<T> result = new CompletableFuture<>();
                    Thread thread = new Thread(() -> {
                        try (Transport transport = new GlooTransport(rank, size, book, settings)) {
                            result.complete(body.apply(transport));
                        } catch (RuntimeException | AssertionError e) {
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
}
