package org.longhaul.training.tensor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.ByteVector;
import org.bytedeco.pytorch.FileStore;
import org.bytedeco.pytorch.GlooDeviceVector;
import org.bytedeco.pytorch.ProcessGroupGloo;

/**
 * Brings the members of a {@link GlooGroup} together.
 *
 * <p>Gloo finds the others through a store of its own, of which only those in a file or over an open port are at hand. It gets a
 * file in a folder that nobody else may enter and that is deleted when all are connected; a thread carries what Gloo leaves there
 * to the {@link AddressBook}, and what the others left to the file.
 */
final class GlooMeeting {
    private final String host;
    private final int rank;
    private final int size;
    private final AddressBook book;
    private final Duration setUp;

    GlooMeeting(String host, int rank, int size, AddressBook book, Duration setUp) {
        this.host = host;
        this.rank = rank;
        this.size = size;
        this.book = book;
        this.setUp = setUp;
    }

    GlooGroup connect(Duration silence) {
        LibTorch.load();
        Path folder = folder();
        try {
            String file = folder.resolve("addresses").toString();
            CompletableFuture<Void> carried = begin("gloo-addresses", () -> carry(file));
            CompletableFuture<GlooGroup> connected = begin("gloo-connect", () -> group(file, silence));
            // An address that never comes ends the meeting at once; Gloo's thread gives up by itself.
            carried.exceptionally(lost -> {
                if (!connected.completeExceptionally(lost)) {
                    connected.join().close();
                }
                return null;
            });
            GlooGroup group = connected.join();
            carried.join();
            await(group);
            return group;
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw TensorException.of("connect on " + host + " as member " + rank + " of " + size, cause);
            }
            throw e;
        } finally {
            delete(folder);
        }
    }

    private static <T> CompletableFuture<T> begin(String name, Supplier<T> body) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        T value = body.get();
                        if (!result.complete(value) && value instanceof GlooGroup late) {
                            late.close();
                        }
                    } catch (RuntimeException e) {
                        result.completeExceptionally(e);
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    private GlooGroup group(String file, Duration silence) {
        PointerScope scope = new PointerScope();
        try {
            ProcessGroupGloo.Options options = ProcessGroupGloo.Options.create(GlooGroup.milliseconds(setUp));
            options.devices(new GlooDeviceVector(ProcessGroupGloo.createDeviceForHostname(host)));
            FileStore store = new FileStore(file, size + 1);
            ProcessGroupGloo group = new ProcessGroupGloo(store, rank, size, options);
            group.setTimeout(GlooGroup.milliseconds(silence));
            return new GlooGroup(group, store);
        } finally {
            scope.close();
        }
    }

    private Void carry(String file) {
        PointerScope scope = new PointerScope();
        try {
            FileStore store = new FileStore(file, size + 1);
            store.setTimeout(GlooGroup.milliseconds(setUp));
            book.put(Integer.toString(rank), store.get(key(rank)).get());
            for (int other = 0; other < size; other++) {
                if (other != rank) {
                    store.set(key(other), new ByteVector(book.get(Integer.toString(other))));
                }
            }
            return null;
        } finally {
            scope.close();
        }
    }

    /** Nobody goes on, or away, before all are connected. */
    private void await(GlooGroup group) {
        try {
            book.put(rank + " is connected", new byte[0]);
            for (int other = 0; other < size; other++) {
                if (other != rank) {
                    book.get(other + " is connected");
                }
            }
        } catch (RuntimeException e) {
            group.close();
            throw e;
        }
    }

    /** Gloo's key for a member's addresses on the first, and only, device. */
    private static String key(int member) {
        return "0/" + member;
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory("longhaul-gloo");
        } catch (IOException e) {
            throw new UncheckedIOException("no folder can be made for the addresses of a group", e);
        }
    }

    private static void delete(Path folder) {
        try {
            Files.deleteIfExists(folder.resolve("addresses"));
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("the folder of a group's addresses cannot be deleted", e);
        }
    }
}
