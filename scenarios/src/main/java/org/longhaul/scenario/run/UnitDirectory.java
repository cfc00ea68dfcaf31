package org.longhaul.scenario.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.extension.AtomicFiles;

/**
 * The part of a run directory that belongs to one method under one seed.
 *
 * <p>{@code unit.json} says which files count and has their checksums; it is replaced in one step, after they are complete. A
 * checkpoint is a folder of its own; {@code trace.jsonl} counts when training is over, {@code
 * result.json} when all is. What does not match its checksum is never used: {@link #check} names it, and
 * {@link #discardDamaged} goes back to what is whole.
 */
public final class UnitDirectory {
    private static final String STATE = "unit.json";
    private static final String TRACE = "trace.jsonl";
    private static final String RESULT = "result.json";
    private static final String CHECKPOINT = "checkpoint-";
    private static final String TENSORS = "tensors";

    private final Path directory;
    private final String identity;
    private final String name;

    UnitDirectory(Path directory, String identity, String name) {
        this.directory = directory;
        this.identity = identity;
        this.name = name;
    }

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
        UnitState before = state();
        Path folder = fresh(CHECKPOINT + progress.steps(), before.checkpoint());
        AtomicFiles.delete(folder);
        Files.createDirectories(folder);
        tensors.save(folder.resolve(TENSORS));
        AtomicFiles.write(folder.resolve(TRACE), RunTraceFile.text(progress));
        String checkpoint = String.valueOf(folder.getFileName());
        UnitState after = before.withCheckpoint(checkpoint);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                after = after.with(directory.relativize(file).toString().replace('\\', '/'), sum(file));
            }
        }
        write(after);
        deleteCheckpointsExcept(folder);
    }

    /** A name for a new folder; the one that counts stays whole until the new one is. */
    private Path fresh(String wanted, @Nullable String counts) {
        return directory.resolve(wanted.equals(counts) ? wanted + "-again" : wanted);
    }

    /** The checkpoint that counts, or null when there is none. @throws DamagedFileException if it is not whole */
    public @Nullable Checkpoint checkpoint() throws IOException {
        UnitState state = state();
        String checkpoint = state.checkpoint();
        if (checkpoint == null) {
            return null;
        }
        for (String file : state.files().keySet()) {
            if (file.startsWith(checkpoint + "/")) {
                verify(state, file);
            }
        }
        String trace = checkpoint + "/" + TRACE;
        return new Checkpoint(
                directory.resolve(checkpoint).resolve(TENSORS),
                RunTraceFile.parse(directory.resolve(trace), verified(state, trace)));
    }

    /** Keeps the finished training; the checkpoint is of no more use. */
    public void saveTraining(UnitProgress progress) throws IOException {
        write(state().withCheckpoint(null).with(TRACE, keep(TRACE, RunTraceFile.text(progress))));
        deleteCheckpointsExcept(directory);
    }

    /** The finished training, or null. @throws DamagedFileException if it is not whole */
    public @Nullable UnitProgress training() throws IOException {
        UnitState state = state();
        return state.has(TRACE) ? RunTraceFile.parse(directory.resolve(TRACE), verified(state, TRACE)) : null;
    }

    /** Whether training is over; what it gave is not looked at. */
    public boolean isTrained() throws IOException {
        return state().has(TRACE);
    }

    /** Keeps the result: the unit is done. */
    public void saveResult(MethodRecord result) throws IOException {
        write(state().with(RESULT, keep(RESULT, Json.compact(result))));
    }

    /** The result, or null while the unit is not done. @throws DamagedFileException if it is not whole */
    public @Nullable MethodRecord result() throws IOException {
        UnitState state = state();
        return state.has(RESULT)
                ? Json.parse(directory.resolve(RESULT), verified(state, RESULT), MethodRecord.class)
                : null;
    }

    /** Checks every file that counts. @throws DamagedFileException naming the first that is not whole */
    public void check() throws IOException {
        state();
        checkpoint();
        training();
        result();
    }

    /** Forgets every file that is not whole. @return what was wrong and where the unit now stands, a sentence each */
    public List<String> discardDamaged() throws IOException {
        List<String> said = new ArrayList<>();
        try {
            state();
        } catch (DamagedFileException e) {
            said.add(e.getMessage() + " " + name + " is trained again from step 0.");
            AtomicFiles.delete(directory);
            return said;
        }
        try {
            checkpoint();
        } catch (DamagedFileException e) {
            said.add(e.getMessage() + " " + name + " is trained again from step 0.");
            write(state().withCheckpoint(null));
        }
        try {
            training();
        } catch (DamagedFileException e) {
            said.add(e.getMessage() + " " + name + " is trained again from step 0.");
            write(state().without(TRACE).without(RESULT));
        }
        try {
            check();
        } catch (DamagedFileException e) {
            said.add(e.getMessage() + " " + name + " is simulated again.");
            write(state().without(RESULT));
        }
        return said;
    }

    private UnitState state() throws IOException {
        Path file = directory.resolve(STATE);
        if (!Files.exists(file)) {
            return UnitState.empty(identity);
        }
        UnitState state = Json.unseal(file, RunFiles.read(file), UnitState.class);
        if (!state.unit().equals(identity)) {
            throw new DamagedFileException(
                    file, "it is that of " + state.unit() + ", here belongs that of " + identity);
        }
        return state;
    }

    private void write(UnitState state) throws IOException {
        Files.createDirectories(directory);
        AtomicFiles.write(directory.resolve(STATE), Json.sealed(state));
    }

    private UnitState.FileSum keep(String file, String content) throws IOException {
        Files.createDirectories(directory);
        AtomicFiles.write(directory.resolve(file), content);
        return sum(directory.resolve(file));
    }

    private static UnitState.FileSum sum(Path file) throws IOException {
        return new UnitState.FileSum(Files.size(file), ScenarioInputs.sha256(file));
    }

    /** Checks a file that counts against its checksum. */
    private void verify(UnitState state, String relative) throws IOException {
        UnitState.FileSum sum = state.files().get(relative);
        Path file = directory.resolve(relative);
        if (sum == null) {
            throw new DamagedFileException(directory.resolve(STATE), "it does not name " + relative);
        }
        RunFiles.requirePlain(file);
        if (Files.size(file) != sum.bytes()) {
            throw new DamagedFileException(
                    file, "it has " + Files.size(file) + " bytes; " + sum.bytes() + " were written");
        }
        if (!ScenarioInputs.sha256(file).equals(sum.sha256())) {
            throw new DamagedFileException(file, "its content has changed since it was written");
        }
    }

    /** The content of a file that counts. */
    private byte[] verified(UnitState state, String relative) throws IOException {
        verify(state, relative);
        return RunFiles.read(directory.resolve(relative));
    }

    private void deleteCheckpointsExcept(Path keep) throws IOException {
        List<Path> old;
        try (Stream<Path> files = Files.list(directory)) {
            old = files.filter(f -> String.valueOf(f.getFileName()).startsWith(CHECKPOINT))
                    .filter(f -> !f.equals(keep))
                    .toList();
        }
        for (Path folder : old) {
            AtomicFiles.delete(folder);
        }
    }
}
