package org.longhaul.scenario.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The directory of one run: a copy of the scenario, the manifest, one folder per method and seed, and in the end the
 * record and the report. Held by one process at a time.
 */
public final class RunDirectory implements AutoCloseable {
    private static final String MANIFEST = "manifest.json";
    private static final String SCENARIO = "scenario.yaml";

    private final Path path;
    private final FileChannel lockFile;
    private Manifest manifest;

    private RunDirectory(Path path, FileChannel lockFile, Manifest manifest) {
        this.path = path;
        this.lockFile = lockFile;
        this.manifest = manifest;
    }

    /** The run cannot use or make its directory; the message says why. */
    public static final class RunDirectoryException extends IOException {
        private static final long serialVersionUID = 1L;

        RunDirectoryException(String message) {
            super(message);
        }
    }

    /**
     * Starts a new run.
     *
     * @param wanted directory that must be absent or empty
     */
    public static RunDirectory create(Path wanted, String scenarioText, Manifest manifest) throws IOException {
        if (Files.exists(wanted) && !Files.isDirectory(wanted)) {
            throw new RunDirectoryException(wanted + " is a file; a run needs a directory of its own.");
        }
        try {
            Files.createDirectories(wanted);
        } catch (FileAlreadyExistsException e) {
            throw new RunDirectoryException(e.getFile() + " is a file; a run needs a directory of its own.");
        }
        try (Stream<Path> files = Files.list(wanted)) {
            if (!files.allMatch(RunDirectory::isRemnant)) {
                String hint = Files.exists(wanted.resolve(MANIFEST))
                        ? "\nMaybe continue the run in it: longhaul resume " + wanted
                        : "\nMaybe choose another with --out.";
                throw new RunDirectoryException(wanted + " is not empty." + hint);
            }
        }
        FileChannel lock = lock(wanted);
        AtomicFiles.write(wanted.resolve(SCENARIO), scenarioText);
        // The manifest is last: without it the directory is no run and can be started over.
        AtomicFiles.write(wanted.resolve(MANIFEST), Json.indented(manifest));
        return new RunDirectory(wanted, lock, manifest);
    }

    /** Opens a run to resume it. */
    public static RunDirectory open(Path path) throws IOException {
        Path file = path.resolve(MANIFEST);
        if (!Files.isDirectory(path) || !Files.exists(file)) {
            throw new RunDirectoryException(path + " is not a run directory: it holds no " + MANIFEST + ".");
        }
        Manifest manifest = Json.read(file, Manifest.class);
        if (manifest.format() != Manifest.FORMAT) {
            throw new RunDirectoryException(
                    file + " has format " + manifest.format() + "; this program reads format " + Manifest.FORMAT + ".");
        }
        return new RunDirectory(path, lock(path), manifest);
    }

    /** An unused name below a folder: the name, or the name with a number behind it. */
    public static Path unused(Path folder, String name) {
        Path path = folder.resolve(name);
        for (int i = 2; Files.exists(path); i++) {
            path = folder.resolve(name + "-" + i);
        }
        return path;
    }

    /** What a start that was killed before it wrote the manifest leaves behind. */
    private static boolean isRemnant(Path file) {
        String name = file.getFileName().toString();
        return name.equals("run.lock") || name.equals(SCENARIO) || name.endsWith(".tmp");
    }

    private static FileChannel lock(Path directory) throws IOException {
        FileChannel channel =
                FileChannel.open(directory.resolve("run.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            channel.close();
            throw new RunDirectoryException(directory + " is in use by another longhaul that is running.");
        }
        return channel;
    }

    /** Where the run is kept. */
    public Path path() {
        return path;
    }

    /** What the run was started with. */
    public Manifest manifest() {
        return manifest;
    }

    /** The copy of the scenario. */
    public Path scenarioFile() {
        return path.resolve(SCENARIO);
    }

    /** A step time measured earlier in this run, or null. */
    public @Nullable Long measured(String what) {
        return manifest.measuredNanos().get(what);
    }

    /** Keeps a measured step time, so that a resumed run uses the same. */
    public void keepMeasured(String what, long nanos) throws IOException {
        manifest = manifest.withMeasured(what, nanos);
        AtomicFiles.write(path.resolve(MANIFEST), Json.indented(manifest));
    }

    /** The folder of a method under a seed; {@code index} counts the scenario's methods from 0. */
    public UnitDirectory unit(int index, String label, long seed) {
        String name =
                label.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        return new UnitDirectory(path.resolve("units").resolve("%02d-%s-seed%d".formatted(index + 1, name, seed)));
    }

    /** Replaces a file of the run. */
    public void write(String name, String content) throws IOException {
        AtomicFiles.write(path.resolve(name), content);
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
