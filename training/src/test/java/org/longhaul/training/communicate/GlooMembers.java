package org.longhaul.training.communicate;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.longhaul.training.tensor.AddressBook;
import org.longhaul.training.tensor.Doorkeeper;
import org.longhaul.training.tensor.MapBook;

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
}
