package org.longhaul.wire.run;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.longhaul.extension.AtomicFiles;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * How far a run is, as who started it keeps it.
 *
 * @param sessions how often it was taken up
 * @param saved by unit, the last step of which all members have a checkpoint
 * @param ended by unit, how it ended: {@code finished}, or why it came to no result
 */
record RunState(int sessions, Map<Integer, Long> saved, Map<Integer, String> ended) {
    private static final String FILE = "state.json";
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    RunState {
        saved = ImmutableMap.copyOf(saved);
        ended = ImmutableMap.copyOf(ended);
    }

    /** What a folder holds; of a new run nothing is done. @throws IOException if the file is not as it was written */
    static RunState read(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return new RunState(0, Map.of(), Map.of());
        }
        try {
            return JSON.readValue(Files.readString(file, StandardCharsets.UTF_8), RunState.class);
        } catch (JacksonException e) {
            throw new IOException(file + " is damaged: " + e.getOriginalMessage(), e);
        }
    }

    void write(Path folder) throws IOException {
        AtomicFiles.write(folder.resolve(FILE), JSON.writeValueAsString(this) + "\n");
    }

    /** The same, taken up once more. */
    RunState takenUp() {
        return new RunState(sessions + 1, saved, ended);
    }

    /** The same with a checkpoint. */
    RunState withSaved(int unit, long step) {
        Map<Integer, Long> all = new TreeMap<>(saved);
        all.put(unit, step);
        return new RunState(sessions, all, ended);
    }

    /** The same with the end of a unit. */
    RunState withEnded(int unit, String how) {
        Map<Integer, String> all = new TreeMap<>(ended);
        all.put(unit, how);
        return new RunState(sessions, saved, all);
    }
}
