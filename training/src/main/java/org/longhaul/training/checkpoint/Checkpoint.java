package org.longhaul.training.checkpoint;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.longhaul.extension.AtomicFiles;
import org.longhaul.training.tensor.Tensor;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A checkpoint: a folder with one safetensors file and {@code manifest.json}, which names it.
 *
 * <p>The manifest is the commit: tensors are written to a file of a new name and forced to disk, then the manifest is
 * replaced by an atomic rename, then the former tensors are deleted. A crash at any moment leaves the former checkpoint
 * or the new one.
 *
 * @param step steps done
 * @param optimizerStarts who takes part, by rank: the first step that its optimizer states have seen
 * @param restingUpdates whose optimizer states rest, by rank: how many updates they have seen
 * @param identity what the training must agree with to continue from here, the most telling first
 */
public record Checkpoint(
        long step,
        Map<Integer, Long> optimizerStarts,
        Map<Integer, Long> restingUpdates,
        Map<String, String> identity) {
    private static final int FORMAT = 2;
    private static final String MANIFEST = "manifest.json";
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** What is written to {@code manifest.json}. */
    private record Manifest(
            int format,
            long step,
            Map<Integer, Long> optimizerStarts,
            Map<Integer, Long> restingUpdates,
            Map<String, String> identity,
            String tensors,
            long bytes,
            long crc32c) {}

    public Checkpoint {
        optimizerStarts = ImmutableMap.copyOf(optimizerStarts);
        restingUpdates = ImmutableMap.copyOf(restingUpdates);
        identity = ImmutableMap.copyOf(identity);
    }

    /** Writes these tensors and this record as the folder's only checkpoint. */
    public void save(Path directory, Map<String, Tensor> tensors) throws IOException {
        Files.createDirectories(directory);
        String name = freshName(directory);
        Path data = directory.resolve(name);
        long crc = Safetensors.write(data, tensors);
        Manifest manifest = new Manifest(
                FORMAT,
                step,
                new TreeMap<>(optimizerStarts),
                new TreeMap<>(restingUpdates),
                new TreeMap<>(identity),
                name,
                Files.size(data),
                crc);
        AtomicFiles.write(directory.resolve(MANIFEST), JSON.writeValueAsString(manifest) + "\n");
        deleteOthers(directory, name);
    }

    /** A name that no file of the folder has: the one that the manifest names must not be written over. */
    private String freshName(Path directory) {
        int attempt = 0;
        String name;
        do {
            name = "tensors-" + step + (attempt == 0 ? "" : "-" + attempt) + ".safetensors";
            attempt++;
        } while (Files.exists(directory.resolve(name)));
        return name;
    }

    private static void deleteOthers(Path directory, String kept) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "tensors-*.safetensors")) {
            for (Path file : files) {
                if (!file.getFileName().toString().equals(kept)) {
                    Files.delete(file);
                }
            }
        }
    }

    /**
     * Reads a checkpoint.
     *
     * @param identity of the training that wants to continue
     * @param places makes room for the content, by name: exactly the names that were saved
     * @throws CheckpointException if there is none, or it is damaged, or its identity differs; then no tensor has
     *     changed, unless the tensor file itself is damaged
     */
    public static Checkpoint restore(
            Path directory, Map<String, String> identity, Function<Checkpoint, Map<String, Tensor>> places)
            throws IOException {
        Path file = directory.resolve(MANIFEST);
        if (!Files.isRegularFile(file)) {
            throw new CheckpointException("no checkpoint in " + directory + ": " + MANIFEST + " is missing.");
        }
        Manifest manifest;
        try {
            manifest = JSON.readValue(Files.readString(file), Manifest.class);
        } catch (JacksonException e) {
            throw new CheckpointException(file + " is no checkpoint manifest: " + e.getOriginalMessage());
        }
        if (manifest.format() != FORMAT) {
            throw new CheckpointException(
                    file + " has format " + manifest.format() + "; this version reads format " + FORMAT + ".");
        }
        requireSame(file, manifest.identity(), identity);
        Path data = directory.resolve(manifest.tensors());
        if (!Files.isRegularFile(data) || Files.size(data) != manifest.bytes()) {
            throw new CheckpointException(data + " must have " + manifest.bytes() + " bytes, found "
                    + (Files.isRegularFile(data) ? Files.size(data) + "" : "no such file") + ".");
        }
        Checkpoint checkpoint = new Checkpoint(
                manifest.step(), manifest.optimizerStarts(), manifest.restingUpdates(), manifest.identity());
        Safetensors.read(data, manifest.crc32c(), places.apply(checkpoint));
        return checkpoint;
    }

    private static void requireSame(Path file, Map<String, String> saved, Map<String, String> wanted)
            throws CheckpointException {
        for (Map.Entry<String, String> entry : wanted.entrySet()) {
            String found = saved.get(entry.getKey());
            if (!entry.getValue().equals(found)) {
                throw new CheckpointException(file + " is of another training: " + entry.getKey() + " was " + found
                        + ", now it is " + entry.getValue() + ".");
            }
        }
    }
}
