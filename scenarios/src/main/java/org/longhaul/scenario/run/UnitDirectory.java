package org.longhaul.scenario.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.simulator.workload.WorkloadTrace;

/**
 * The part of a run directory that belongs to one method under one seed.
 *
 * <p>A checkpoint is a folder of its own; {@code latest.json} names the one that counts and is replaced in one step, after
 * the folder is complete. {@code training.json} appears when training is over, {@code result.json} when all is.
 */
public final class UnitDirectory {
    private static final String LATEST = "latest.json";
    private static final String PROGRESS = "progress.json";
    private static final String TRAINING = "training.json";
    private static final String RESULT = "result.json";
    private static final String CHECKPOINT = "checkpoint-";

    private final Path directory;

    UnitDirectory(Path directory) {
        this.directory = directory;
    }

    private record Latest(String checkpoint) {}

    /** Writes the tensors of a training session into a folder. */
    @FunctionalInterface
    public interface TensorWriter {
        /** Writes into a folder that does not exist yet. */
        void save(Path folder) throws IOException;
    }

    /** A checkpoint on disk: where the tensors are, and the rest. */
    public record Checkpoint(Path tensors, UnitProgress progress) {}

    /** Makes this the checkpoint that counts and deletes the one before. */
    public void save(UnitProgress progress, TensorWriter tensors) throws IOException {
        Files.createDirectories(directory);
        Path folder = directory.resolve(CHECKPOINT + progress.steps());
        AtomicFiles.delete(folder);
        Files.createDirectories(folder);
        tensors.save(folder.resolve("tensors"));
        AtomicFiles.write(folder.resolve(PROGRESS), Json.compact(progress));
        AtomicFiles.write(
                directory.resolve(LATEST),
                Json.indented(new Latest(folder.getFileName().toString())));
        deleteCheckpointsExcept(folder);
    }

    /** The checkpoint that counts, or null when there is none. */
    public @Nullable Checkpoint checkpoint() throws IOException {
        Path latest = directory.resolve(LATEST);
        if (!Files.exists(latest)) {
            return null;
        }
        Path folder = directory.resolve(Json.read(latest, Latest.class).checkpoint());
        return new Checkpoint(folder.resolve("tensors"), Json.read(folder.resolve(PROGRESS), UnitProgress.class));
    }

    /** Keeps the finished training; the checkpoint is of no more use. */
    public void saveTraining(UnitProgress progress) throws IOException {
        Files.createDirectories(directory);
        AtomicFiles.write(directory.resolve(TRAINING), Json.compact(progress));
        AtomicFiles.delete(directory.resolve(LATEST));
        deleteCheckpointsExcept(directory);
    }

    /** The finished training, or null. */
    public @Nullable UnitProgress training() throws IOException {
        Path file = directory.resolve(TRAINING);
        return Files.exists(file) ? Json.read(file, UnitProgress.class) : null;
    }

    /** Keeps what the simulator was given, for projection onto other networks. */
    public void saveTrace(WorkloadTrace trace) throws IOException {
        Files.createDirectories(directory);
        AtomicFiles.write(directory.resolve("trace.json"), Json.compact(trace));
    }

    /** Keeps the result: the unit is done. */
    public void saveResult(MethodRecord result) throws IOException {
        AtomicFiles.write(directory.resolve(RESULT), Json.compact(result));
    }

    /** The result, or null while the unit is not done. */
    public @Nullable MethodRecord result() throws IOException {
        Path file = directory.resolve(RESULT);
        return Files.exists(file) ? Json.read(file, MethodRecord.class) : null;
    }

    private void deleteCheckpointsExcept(Path keep) throws IOException {
        List<Path> old;
        try (Stream<Path> files = Files.list(directory)) {
            old = files.filter(f -> f.getFileName().toString().startsWith(CHECKPOINT))
                    .filter(f -> !f.equals(keep))
                    .toList();
        }
        for (Path folder : old) {
            AtomicFiles.delete(folder);
        }
    }
}
