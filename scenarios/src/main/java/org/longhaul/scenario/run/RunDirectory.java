package org.longhaul.scenario.run;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.AtomicFiles;
import org.longhaul.scenario.file.FileFinder;

/**
 * The directory of one run: copies of the scenario and of the small files that it reads, the manifest, one folder per method
 * and seed, and in the end the record and the report. Held by one process at a time.
 */
public final class RunDirectory implements AutoCloseable {
    private static final String MANIFEST = "manifest.json";
    private static final String SCENARIO = "scenario.yaml";
    private static final String LOCK = "run.lock";
    private static final int LARGEST_MANIFEST = 64 << 20;

    private final Path path;
    private final @Nullable FileChannel lockFile;
    private Manifest manifest;

    private RunDirectory(Path path, @Nullable FileChannel lockFile, Manifest manifest) {
        this.path = path;
        this.lockFile = lockFile;
        this.manifest = manifest;
    }

    /** The run cannot use or make its directory; the message says why. */
    public static sealed class RunDirectoryException extends IOException permits DamagedFileException {
        private static final long serialVersionUID = 1L;

        RunDirectoryException(String message) {
            super(message);
        }
    }

    /**
     * Starts a new run.
     *
     * @param wanted directory that must be absent or empty
     * @param inputs files and folders that the scenario reads
     * @throws RunDirectoryException if it cannot be made, or is not empty; if an input cannot be read
     */
    public static RunDirectory create(Path wanted, String scenarioText, List<Path> inputs, Manifest manifest)
            throws IOException {
        return begun(wanted, () -> begin(wanted, scenarioText, manifest, () -> ScenarioInputs.take(wanted, inputs)));
    }

    /**
     * Starts a run that plays recorded trainings of another.
     *
     * @param named files and folders that the scenario names; those that the other run reads are taken from there
     * @param fresh those of them that are taken from where they are even so
     * @throws RunDirectoryException as {@link #create} does
     */
    public static RunDirectory createReplay(
            RunDirectory recorded,
            Path wanted,
            String scenarioText,
            List<Path> named,
            Set<Path> fresh,
            Manifest manifest)
            throws IOException {
        List<ScenarioInput> taken = recorded.manifest.inputs().stream()
                .filter(input -> !fresh.contains(Path.of(input.path())))
                .toList();
        return begun(
                wanted,
                () -> begin(
                        wanted,
                        scenarioText,
                        manifest,
                        () -> ScenarioInputs.take(wanted, named, recorded.path, taken)));
    }

    /** Does what may fail for reasons of the file system. */
    @FunctionalInterface
    private interface Attempt<T> {
        T get() throws IOException;
    }

    private static RunDirectory begun(Path wanted, Attempt<RunDirectory> start) throws IOException {
        if (wanted.toAbsolutePath().normalize().getFileName() == null) {
            throw new RunDirectoryException(
                    wanted + " is the root of the file system; a run needs a directory of its own.");
        }
        try {
            return start.get();
        } catch (RunDirectoryException e) {
            throw e;
        } catch (IOException e) {
            throw new RunDirectoryException(FileTrouble.words(e)
                    + "\nMaybe choose another directory for the run with --out, or make room there.");
        }
    }

    private static RunDirectory begin(
            Path wanted, String scenarioText, Manifest manifest, Attempt<List<ScenarioInput>> inputs)
            throws IOException {
        makeFolder(wanted);
        try (Stream<Path> files = Files.list(wanted)) {
            if (!files.allMatch(RunDirectory::isRemnant)) {
                String hint = Files.exists(wanted.resolve(MANIFEST))
                        ? "\nMaybe continue the run in it: longhaul resume " + wanted
                        : "\nMaybe choose another with --out.";
                throw new RunDirectoryException(wanted + " is not empty." + hint);
            }
        }
        FileChannel lock = lock(wanted);
        try {
            AtomicFiles.write(wanted.resolve(SCENARIO), scenarioText);
            Manifest whole = manifest.withInputs(inputs.get());
            // The manifest is last: without it the directory is no run and can be started over.
            AtomicFiles.write(wanted.resolve(MANIFEST), Json.sealed(whole));
            return new RunDirectory(wanted, lock, whole);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static void makeFolder(Path wanted) throws IOException {
        if (Files.isDirectory(wanted)) {
            return;
        }
        if (Files.exists(wanted)) {
            throw new RunDirectoryException(wanted + " is a file; a run needs a directory of its own.");
        }
        try {
            Files.createDirectories(wanted);
        } catch (FileAlreadyExistsException e) {
            throw new RunDirectoryException(e.getFile() + " is a file; a run needs a directory of its own.");
        }
    }

    /** Whether a folder is a run's: one that was being made when its process was killed is none yet. */
    public static boolean isBegun(Path path) {
        return Files.isRegularFile(path.resolve(MANIFEST));
    }

    /**
     * Opens a run to resume it.
     *
     * @throws RunDirectoryException if it is no run, or in use, or its scenario or what the scenario reads is not what the
     *     run was started with
     */
    public static RunDirectory open(Path path) throws IOException {
        Manifest manifest = manifest(path);
        FileChannel lock = lock(path);
        try {
            checkScenario(path, manifest);
            ScenarioInputs.check(path, manifest.inputs());
            return new RunDirectory(path, lock, manifest);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /**
     * Opens a run to read what it has recorded: nobody else is kept out, and what is too large to be copied need not be there.
     *
     * @throws RunDirectoryException if it is no run, or its scenario or a copy of what that reads is not what the run was started
     *     with
     */
    public static RunDirectory read(Path path) throws IOException {
        Manifest manifest = manifest(path);
        checkScenario(path, manifest);
        ScenarioInputs.check(
                path,
                manifest.inputs().stream().filter(input -> input.copy() != null).toList());
        return new RunDirectory(path, null, manifest);
    }

    /**
     * The manifest of a run, which may be in use.
     *
     * @throws RunDirectoryException if it is no run, or its manifest is damaged or of another version
     */
    public static Manifest manifest(Path path) throws IOException {
        Path file = path.resolve(MANIFEST);
        if (!Files.isDirectory(path) || !Files.exists(file)) {
            Path scenario = path.resolve(SCENARIO);
            throw new RunDirectoryException(path + " is not a run directory: it holds no " + MANIFEST + ".\nMaybe "
                    + (Files.isRegularFile(scenario)
                            ? "put it back from a copy, or start the scenario anew: longhaul run " + scenario
                            : "find it among the runs: longhaul runs list"));
        }
        try {
            byte[] bytes = RunFiles.read(file, LARGEST_MANIFEST);
            int format = Json.number(bytes, "format");
            if (format >= 0 && format != Manifest.FORMAT) {
                throw new RunDirectoryException(file + " has format " + format + "; this program reads format "
                        + Manifest.FORMAT + ".\nMaybe start the scenario anew: longhaul run " + path.resolve(SCENARIO));
            }
            return Json.unseal(file, bytes, Manifest.class);
        } catch (DamagedFileException e) {
            throw new RunDirectoryException(
                    e.getMessage() + "\nMaybe put it back from a copy, or start the scenario anew:" + " longhaul run "
                            + path.resolve(SCENARIO));
        }
    }

    private static void checkScenario(Path path, Manifest manifest) throws IOException {
        Path file = path.resolve(SCENARIO);
        String original = manifest.scenarioFile();
        byte[] text;
        try {
            text = RunFiles.read(file, LARGEST_MANIFEST);
        } catch (DamagedFileException e) {
            throw new RunDirectoryException(
                    e.getMessage() + "\nMaybe put it back as it was, for instance from " + original);
        }
        if (!Hashing.sha256().hashBytes(text).toString().equals(manifest.scenarioSha256())) {
            throw new RunDirectoryException(file + " is not the scenario that this run was started with: its text has"
                    + " changed.\nMaybe put it back, for instance from " + original
                    + ", or start a run of what it says now: longhaul run " + file);
        }
    }

    /** Whether a process holds the run at this moment. */
    public static boolean isInUse(Path path) {
        Path file = path.resolve(LOCK);
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock == null;
        } catch (OverlappingFileLockException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
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
        return name.equals(LOCK) || name.equals(SCENARIO) || name.equals("inputs") || name.endsWith(".tmp");
    }

    private static FileChannel lock(Path directory) throws IOException {
        FileChannel channel =
                FileChannel.open(directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
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

    /** Finds the files that the scenario names: the copies where there are any. */
    public FileFinder inputs() {
        Path folder = Path.of(manifest.scenarioFile()).getParent();
        return ScenarioInputs.finder(path, folder == null ? path : folder, manifest.inputs());
    }

    /** Where relative paths that the scenario names begin. */
    public FileFinder originals() {
        Path folder = Path.of(manifest.scenarioFile()).getParent();
        return FileFinder.from(folder == null ? path : folder);
    }

    /** A step time measured earlier in this run, or null. */
    public @Nullable Long measured(String what) {
        return manifest.measuredNanos().get(what);
    }

    /** Keeps a measured step time, so that a resumed run uses the same. */
    public void keepMeasured(String what, long nanos) throws IOException {
        manifest = manifest.withMeasured(what, nanos);
        AtomicFiles.write(path.resolve(MANIFEST), Json.sealed(manifest));
    }

    /** The folder of a method under a seed; {@code index} counts the scenario's methods from 0. */
    public UnitDirectory unit(int index, String label, long seed) {
        String name =
                label.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        return new UnitDirectory(
                path.resolve("units").resolve(String.format(Locale.ROOT, "%02d-%s-seed%d", index + 1, name, seed)),
                "method " + (index + 1) + " '" + label + "', seed " + seed + ", of scenario "
                        + manifest.scenarioSha256(),
                label + ", seed " + seed);
    }

    /** Replaces a file of the run. */
    public void write(String name, String content) throws IOException {
        AtomicFiles.write(path.resolve(name), content);
    }

    @Override
    public void close() throws IOException {
        if (lockFile != null) {
            lockFile.close();
        }
    }
}
