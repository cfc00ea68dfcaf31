package org.longhaul.training.communicate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.longhaul.training.tensor.AddressBook;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

/** A member in a process of its own, which adds up with the others, or receives from the first, until it is killed. */
final class GlooPeer {
    private GlooPeer() {}

    /** Rank, size, folder of the address book, seconds of silence, elements of the vector, and what it does. */
    public static void main(String[] args) {
        int rank = Integer.parseInt(args[0]);
        int size = Integer.parseInt(args[1]);
        AddressBook book = new FolderBook(Path.of(args[2]));
        GlooTransport.Settings settings = settings(Integer.parseInt(args[3]));
        List<Integer> everyone = IntStream.range(0, size).boxed().toList();
        try (Transport transport = new GlooTransport(rank, size, book, settings)) {
            TensorScope.run(() -> {
                Tensor vector = Tensors.zeros(Device.CPU, Integer.parseInt(args[4]));
                while (true) {
                    if (args[5].equals("sums")) {
                        transport.allReduceSum(vector, everyone).await();
                    } else {
                        transport.receive(vector, 0).await();
                    }
                }
            });
        } catch (LostMemberException e) {
            System.out.println(e.getMessage());
            System.exit(7);
        }
    }

    static GlooTransport.Settings settings(int silenceSeconds) {
        return GlooMembers.settings(Duration.ofSeconds(silenceSeconds));
    }

    static Process start(int rank, int size, Path folder, int elements, String does) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dorg.bytedeco.javacpp.platform.extension=",
                "-Dorg.bytedeco.javacpp.nopointergc=true",
                "-Djava.io.tmpdir=" + Files.createDirectories(temporary(folder, rank)),
                "-cp",
                System.getProperty("java.class.path"),
                GlooPeer.class.getName()));
        for (Object argument : List.of(rank, size, folder, 20, elements, does)) {
            command.add(argument.toString());
        }
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("OMP_NUM_THREADS", "1");
        return builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve("output-" + rank).toFile())
                .start();
    }

    /** Where a peer has its temporary files. */
    static Path temporary(Path folder, int rank) {
        return folder.resolve("temporary-" + rank);
    }

    /** An address book of which each entry is a file. */
    static final class FolderBook implements AddressBook {
        private final Path folder;

        FolderBook(Path folder) {
            this.folder = folder;
        }

        private Path file(String key) {
            return folder.resolve(key.replaceAll("[^0-9a-z]", "_"));
        }

        @Override
        public void put(String key, byte[] value) {
            try {
                Path part = folder.resolve("part-" + ProcessHandle.current().pid() + "-"
                        + Thread.currentThread().getId());
                Files.write(part, value);
                Files.move(part, file(key), StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public byte[] get(String key) {
            try (WatchService watch = folder.getFileSystem().newWatchService()) {
                folder.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
                long end = System.nanoTime() + 20_000_000_000L;
                while (!Files.exists(file(key))) {
                    WatchKey changed = watch.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                    if (changed == null) {
                        throw new IllegalStateException("nobody left " + key);
                    }
                    changed.pollEvents();
                    changed.reset();
                }
                return Files.readAllBytes(file(key));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
