package org.longhaul.scenario.run;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.longhaul.scenario.trace.TrainingEvent;
import org.longhaul.simulator.workload.Await;
import org.longhaul.simulator.workload.Begin;
import org.longhaul.simulator.workload.Compute;
import org.longhaul.simulator.workload.Operation;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The JSON form of what a run keeps; numbers keep every bit. Thread-safe. */
public final class Json {
    private static final JsonMapper COMPACT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .addMixIn(Operation.class, OperationForm.class)
            .addMixIn(TrainingEvent.class, TrainingEventForm.class)
            .build();
    private static final JsonMapper INDENTED =
            COMPACT.rebuild().enable(SerializationFeature.INDENT_OUTPUT).build();

    private Json() {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "do")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Compute.class, name = "compute"),
        @JsonSubTypes.Type(value = Begin.class, name = "begin"),
        @JsonSubTypes.Type(value = Await.class, name = "await")
    })
    private interface OperationForm {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = TrainingEvent.Gradients.class, name = "gradients"),
        @JsonSubTypes.Type(value = TrainingEvent.Update.class, name = "update"),
        @JsonSubTypes.Type(value = TrainingEvent.Averaging.class, name = "averaging")
    })
    private interface TrainingEventForm {}

    /** One line. */
    public static String compact(Object value) {
        return COMPACT.writeValueAsString(value);
    }

    /** For people to read. */
    public static String indented(Object value) {
        return INDENTED.writeValueAsString(value) + "\n";
    }

    /** Reads a file that this program wrote. @throws IOException saying which file is damaged and how */
    static <T> T read(Path file, Class<T> type) throws IOException {
        try {
            return COMPACT.readValue(Files.readString(file), type);
        } catch (JacksonException e) {
            throw new IOException(file + " is damaged: " + e.getOriginalMessage(), e);
        }
    }
}
