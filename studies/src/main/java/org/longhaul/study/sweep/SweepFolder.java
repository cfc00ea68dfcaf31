package org.longhaul.study.sweep;

import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.longhaul.extension.AtomicFiles;
import org.longhaul.scenario.Extensions;
import org.longhaul.scenario.ScenarioReader;
import org.longhaul.scenario.command.shared.Environment;
import org.longhaul.scenario.file.FileFinder;
import org.longhaul.scenario.file.InvalidFileException;
import org.longhaul.scenario.file.YamlDocument;
import org.longhaul.scenario.file.YamlReader;
import org.longhaul.scenario.run.Json;
import org.longhaul.scenario.run.Manifest;
import org.longhaul.scenario.run.RunDirectory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The directory of a sweep, held by one process at a time: {@code sweep.json} says what it was started with, {@code sweep.yaml} is a
 * copy of the file, {@code journal.txt} has the results as they came, {@code points.csv} is the table; {@code trainings} and {@code
 * bases} have what was trained and the runs that are replayed.
 */
public final class SweepFolder implements AutoCloseable {
    /** The directory of a sweep cannot be used; the message says why. */
    public static final class UnusableException extends IOException {
        private static final long serialVersionUID = 1L;

        UnusableException(String message) {
            super(message);
        }
    }

    private static final int FORMAT = 1;
    private static final String STATE = "sweep.json";

    private final Path path;
    private final FileChannel lock;
    private final State state;

    /**
     * What a sweep was started with.
     *
     * @param digest hash of its file, of what that names, and of the version of this program
     */
    record State(int format, String id, String startedAt, String digest, List<String> figures) {
        State {
            figures = List.copyOf(figures);
        }
    }

    private SweepFolder(Path path, FileChannel lock, State state) {
        this.path = path;
        this.lock = lock;
        this.state = state;
    }

    /**
     * Opens the directory of a sweep, which is made where there is none.
     *
     * @param fresh whether to forget what an earlier sweep left there
     * @throws UnusableException if it is in use, or holds something else than this sweep
     */
    static SweepFolder open(Path path, Sweep sweep, List<String> figures, boolean fresh) throws IOException {
        Path state = path.resolve(STATE);
        if (Files.exists(path) && !Files.isDirectory(path)) {
            throw new UnusableException(path + " is a file; a sweep needs a directory of its own");
        }
        if (Files.isDirectory(path) && !Files.exists(state)) {
            try (Stream<Path> files = Files.list(path)) {
                if (files.anyMatch(file -> !isRemnant(file))) {
                    throw new UnusableException(
                            path + " is not empty and holds no sweep\nMaybe choose another: --out DIR");
                }
            }
        }
        Files.createDirectories(path);
        FileChannel lock = lock(path);
        try {
            if (fresh) {
                clear(path);
            }
            String digest = digest(sweep);
            State wanted = new State(
                    FORMAT,
                    String.valueOf(path.toAbsolutePath().normalize().getFileName()),
                    Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                    digest,
                    figures);
            if (Files.exists(state)) {
                State before = read(state);
                if (before.format != FORMAT || !before.digest.equals(digest) || !before.figures.equals(figures)) {
                    throw new UnusableException(
                            path
                                    + " holds results of another sweep: its file, the scenario, runs or other files that it names, or the version of"
                                    + " this program have changed since\nMaybe keep both: --out DIR; or forget what is there: --fresh");
                }
                return new SweepFolder(path, lock, before);
            }
            AtomicFiles.write(path.resolve("sweep.yaml"), sweep.text());
            AtomicFiles.write(state, Json.indented(wanted));
            return new SweepFolder(path, lock, wanted);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static boolean isRemnant(Path file) {
        String name = file.getFileName().toString();
        return name.equals("sweep.lock") || name.equals("sweep.yaml") || name.endsWith(".tmp");
    }

    private static State read(Path file) throws IOException {
        try {
            return JsonMapper.shared().readValue(Files.readAllBytes(file), State.class);
        } catch (JacksonException e) {
            throw new UnusableException(file + " is damaged: " + e.getOriginalMessage()
                    + "\nMaybe put it back from a copy, or begin again: --fresh");
        }
    }

    private static FileChannel lock(Path path) throws IOException {
        FileChannel channel =
                FileChannel.open(path.resolve("sweep.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            channel.close();
            throw new UnusableException(path + " is in use by another longhaul that is running");
        }
        return channel;
    }

    private static void clear(Path path) throws IOException {
        // The state goes first: without it the rest means nothing.
        for (String name : List.of(STATE, "journal.txt", "points.csv", "trainings", "bases", "live", "sweep.yaml")) {
            AtomicFiles.delete(path.resolve(name));
        }
    }

    /** A hash of all that decides the results and can change between two starts. */
    private static String digest(Sweep sweep) throws IOException {
        StringBuilder all =
                new StringBuilder(Environment.version()).append('\n').append(sweep.text());
        Path scenario = sweep.file().scenario();
        if (scenario != null) {
            all.append('\n').append(YamlReader.read(scenario).text());
        }
        List<Path> runs = sweep.file().runs();
        for (Path run : runs == null ? List.<Path>of() : runs) {
            Manifest manifest = RunDirectory.manifest(run);
            all.append('\n').append(manifest.scenarioSha256());
            all.append('\n').append(manifest.id());
        }
        for (Path named : NamedFiles.of(sweep)) {
            all.append('\n').append(named).append(NamedFiles.content(named));
        }
        return Hashing.sha256().hashString(all, StandardCharsets.UTF_8).toString();
    }

    /** The files that the points of a sweep read: those that its scenario names, and those that it or its axes put there. */
    private static final class NamedFiles {
        /** Of larger files size and time stand for the content. */
        private static final long LARGEST_HASHED = 256L << 20;

        private final Sweep sweep;
        private final ScenarioReader reader = new ScenarioReader(Extensions.load());
        private final SortedSet<Path> found = new TreeSet<>();

        private NamedFiles(Sweep sweep) {
            this.sweep = sweep;
        }

        /** Absolute paths, sorted. Of recorded runs only what is put in counts: of the rest they have copies. */
        static List<Path> of(Sweep sweep) throws IOException {
            NamedFiles named = new NamedFiles(sweep);
            Path scenario = sweep.file().scenario();
            if (scenario != null) {
                named.all(YamlReader.read(scenario), FileFinder.from(ScenarioReader.folderOf(scenario)), false);
            }
            List<Path> runs = sweep.file().runs();
            for (Path run : runs == null ? List.<Path>of() : runs) {
                try (RunDirectory directory = RunDirectory.read(run)) {
                    named.all(YamlReader.read(directory.scenarioFile()), directory.originals(), true);
                }
            }
            return List.copyOf(named.found);
        }

        private void all(YamlDocument document, FileFinder files, boolean isPutIn) {
            Grid grid = sweep.grid();
            long first = sweep.points().nextSetBit(0);
            point(first, document, files, isPutIn);
            for (SweepAxis axis : grid.axes()) {
                for (int index = 0; index < axis.values().size(); index++) {
                    // A number names no file, and of which run a point is changes nothing in the scenario.
                    if (axis.values().get(index).quantity() == null
                            && !axis.path().equals(Sweep.RUN)) {
                        point(AxisCheck.with(grid, first, axis.block(), index), document, files, isPutIn);
                    }
                }
            }
        }

        private void point(long point, YamlDocument document, FileFinder files, boolean isPutIn) {
            try {
                YamlDocument changed = sweep.changes(point).in(document);
                reader.bind(changed, (field, written) -> {
                    Path file = files.find(field, written);
                    if (!isPutIn || changed.isPutIn(field)) {
                        found.add(file);
                    }
                    return file;
                });
            } catch (InvalidFileException | IllegalArgumentException e) {
                // Its points are refused, and read nothing.
            }
        }

        /** What is in a file, or in the files right in a folder, as text. */
        static String content(Path path) throws IOException {
            if (!Files.isDirectory(path)) {
                return ofFile(path);
            }
            StringBuilder all = new StringBuilder();
            try (Stream<Path> files = Files.list(path)) {
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                    all.append('\n').append(file.getFileName()).append(ofFile(file));
                }
            }
            return all.toString();
        }

        private static String ofFile(Path file) throws IOException {
            if (!Files.isRegularFile(file)) {
                return " is no file";
            }
            return Files.size(file) <= LARGEST_HASHED
                    ? " " + MoreFiles.asByteSource(file).hash(Hashing.sha256())
                    : " " + Files.size(file) + " " + Files.getLastModifiedTime(file);
        }
    }

    State state() {
        return state;
    }

    Path path() {
        return path;
    }

    /** The copy of the sweep's file. */
    Path sweepFile() {
        return path.resolve("sweep.yaml");
    }

    Path journal() {
        return path.resolve("journal.txt");
    }

    Path table() {
        return path.resolve("points.csv");
    }

    Path training(TrainingGroup.Needed needed) {
        return path.resolve("trainings").resolve(needed.key());
    }

    Path base(TrainingGroup group) {
        return path.resolve("bases").resolve(group.key());
    }

    Path live(long point) {
        return path.resolve("live").resolve("point-" + (point + 1));
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
