package org.longhaul.scenario.run;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.longhaul.extension.AtomicFiles;
import org.longhaul.scenario.file.FileFinder;
import org.longhaul.scenario.run.RunDirectory.RunDirectoryException;

/**
 * The files that a scenario reads: copied into the run's directory where they are small, known by size and hash where they are
 * large. A run reads the copies, so that an edit of the originals changes no run that is under way.
 */
final class ScenarioInputs {
    /** Larger files and folders are not copied. */
    static final long LARGEST_COPY = 16_000_000;
    /** Larger files are hashed in parts only. */
    private static final long LARGEST_WHOLE = 256L << 20;

    private static final int PARTS = 256;
    private static final int BLOCK = 1 << 20;
    private static final String FOLDER = "inputs";

    private ScenarioInputs() {}

    /** Notes, and copies where that is cheap, what a scenario reads. */
    static List<ScenarioInput> take(Path directory, List<Path> named) throws IOException {
        return take(directory, named, directory, List.of());
    }

    /** The same where some of it has been taken into the directory of another run: what is copied there comes from there. */
    static List<ScenarioInput> take(Path directory, List<Path> named, Path other, List<ScenarioInput> taken)
            throws IOException {
        List<ScenarioInput> inputs = new ArrayList<>();
        for (Path path : named) {
            ScenarioInput known = null;
            for (ScenarioInput each : taken) {
                known = each.path().equals(path.toString()) ? each : known;
            }
            if (known != null && known.copy() == null) {
                inputs.add(known);
                continue;
            }
            Path source = known == null ? path : other.resolve(String.valueOf(known.copy()));
            List<Path> files = files(source);
            long bytes = 0;
            for (Path file : files) {
                bytes += Files.size(file);
            }
            String copy = null;
            if (bytes <= LARGEST_COPY) {
                Path target = directory
                        .resolve(FOLDER)
                        .resolve(Integer.toString(inputs.size() + 1))
                        .resolve(String.valueOf(path.getFileName()));
                files = copy(source, files, target);
                copy = directory.relativize(target).toString().replace('\\', '/');
            }
            List<ScenarioInput.Content> contents = new ArrayList<>();
            for (Path file : files) {
                contents.add(content(file));
            }
            inputs.add(new ScenarioInput(path.toString(), copy, contents));
        }
        return inputs;
    }

    private static List<Path> copy(Path path, List<Path> files, Path target) throws IOException {
        AtomicFiles.delete(target);
        boolean isFolder = Files.isDirectory(path);
        Files.createDirectories(isFolder ? target : target.resolveSibling("."));
        List<Path> copies = new ArrayList<>();
        for (Path file : files) {
            Path copy = isFolder ? target.resolve(file.getFileName()) : target;
            Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
            AtomicFiles.force(copy);
            copies.add(copy);
        }
        return copies;
    }

    /** Finds the copies of what the scenario names, as if they lay where the originals did. */
    static FileFinder finder(Path directory, Path scenarioFolder, List<ScenarioInput> inputs) {
        FileFinder original = FileFinder.from(scenarioFolder);
        return (field, written) -> {
            Path path = original.find(field, written);
            for (ScenarioInput input : inputs) {
                if (input.path().equals(path.toString())) {
                    String copy = input.copy();
                    return copy == null ? path : directory.resolve(copy);
                }
            }
            return path;
        };
    }

    /** @throws RunDirectoryException naming the file that is not what it was when the run began */
    static void check(Path directory, List<ScenarioInput> inputs) throws IOException {
        for (ScenarioInput input : inputs) {
            String copy = input.copy();
            Path path = copy == null ? Path.of(input.path()) : directory.resolve(copy);
            List<Path> files;
            try {
                files = files(path);
            } catch (RunDirectoryException e) {
                throw changed(path, input, String.valueOf(e.getMessage()));
            }
            List<String> names =
                    files.stream().map(f -> String.valueOf(f.getFileName())).toList();
            List<String> before =
                    input.files().stream().map(ScenarioInput.Content::name).toList();
            if (!names.equals(before)) {
                throw changed(path, input, "it holds " + names + "; it held " + before + ".");
            }
            for (int i = 0; i < files.size(); i++) {
                ScenarioInput.Content was = input.files().get(i);
                long bytes = Files.size(files.get(i));
                if (bytes != was.bytes()) {
                    throw changed(files.get(i), input, "it has " + bytes + " bytes; it had " + was.bytes() + ".");
                }
                if (!content(files.get(i)).digest().equals(was.digest())) {
                    throw changed(files.get(i), input, "its content has changed.");
                }
            }
        }
    }

    private static RunDirectoryException changed(Path file, ScenarioInput input, String how) {
        String wayOn = input.copy() == null
                ? "Maybe put it back as it was"
                : "Maybe put it back, for instance from " + input.path();
        return new RunDirectoryException(file + " is not what this run was started with: " + how + "\n" + wayOn
                + ", or start a new run: longhaul run SCENARIO");
    }

    /** The file, or the files right in the folder, sorted. */
    private static List<Path> files(Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new RunDirectoryException(path + " does not exist.");
        }
        if (Files.isDirectory(path)) {
            try (Stream<Path> entries = Files.list(path)) {
                return entries.filter(Files::isRegularFile).sorted().toList();
            }
        }
        if (!Files.isRegularFile(path)) {
            throw new RunDirectoryException(path + " is a device or a pipe; a run reads files and folders.");
        }
        return List.of(path);
    }

    private static ScenarioInput.Content content(Path file) throws IOException {
        long bytes = Files.size(file);
        boolean whole = bytes <= LARGEST_WHOLE;
        return new ScenarioInput.Content(
                String.valueOf(file.getFileName()),
                bytes,
                whole
                        ? "sha256:" + sha256(file)
                        : "sha256 of " + PARTS + " parts of " + BLOCK + " bytes:" + sha256OfParts(file, bytes));
    }

    /** The hash of a whole file, however large. */
    static String sha256(Path file) throws IOException {
        return MoreFiles.asByteSource(file).hash(Hashing.sha256()).toString();
    }

    private static String sha256OfParts(Path file, long bytes) throws IOException {
        Hasher hasher = Hashing.sha256().newHasher();
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer block = ByteBuffer.allocate(BLOCK);
            for (int part = 0; part < PARTS; part++) {
                read(channel, block.clear(), (bytes - BLOCK) / (PARTS - 1) * part);
                hasher.putBytes(block.flip());
            }
        }
        return hasher.hash().toString();
    }

    private static void read(FileChannel channel, ByteBuffer block, long from) throws IOException {
        long at = from;
        while (block.hasRemaining()) {
            int read = channel.read(block, at);
            if (read < 0) {
                return;
            }
            at += read;
        }
    }
}
