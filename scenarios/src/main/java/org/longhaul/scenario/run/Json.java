package org.longhaul.scenario.run;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.nio.file.Path;
import org.longhaul.analysis.record.Checksum;
import org.longhaul.simulator.workload.Await;
import org.longhaul.simulator.workload.Begin;
import org.longhaul.simulator.workload.Compute;
import org.longhaul.simulator.workload.Operation;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.communicate.TrainingEvent;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.annotation.JsonTypeIdResolver;
import tools.jackson.databind.json.JsonMapper;

/** The JSON form of what a run keeps; numbers keep every bit. Thread-safe. */
public final class Json {
    private static final JsonMapper COMPACT = JsonMapper.builder()
            .addMixIn(Codec.class, CodecForm.class)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
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

    /** A codec is its name and its settings. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.CUSTOM, property = "name")
    @JsonTypeIdResolver(CodecNames.class)
    @JsonAutoDetect(isGetterVisibility = JsonAutoDetect.Visibility.NONE)
    private interface CodecForm {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = TrainingEvent.Computed.class, name = "computed"),
        @JsonSubTypes.Type(value = TrainingEvent.Passed.class, name = "passed"),
        @JsonSubTypes.Type(value = TrainingEvent.Updated.class, name = "updated"),
        @JsonSubTypes.Type(value = TrainingEvent.Factorized.class, name = "factorized"),
        @JsonSubTypes.Type(value = TrainingEvent.Stored.class, name = "stored"),
        @JsonSubTypes.Type(value = TrainingEvent.Exchanged.class, name = "exchanged"),
        @JsonSubTypes.Type(value = TrainingEvent.Awaited.class, name = "awaited"),
        @JsonSubTypes.Type(value = TrainingEvent.Sent.class, name = "sent"),
        @JsonSubTypes.Type(value = TrainingEvent.Asked.class, name = "asked"),
        @JsonSubTypes.Type(value = TrainingEvent.Called.class, name = "called"),
        @JsonSubTypes.Type(value = TrainingEvent.Resumed.class, name = "resumed"),
        @JsonSubTypes.Type(value = TrainingEvent.Answered.class, name = "answered")
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

    /** For people to read, with its own checksum as the last key. */
    public static byte[] sealed(Object value) {
        return Checksum.seal(INDENTED.writeValueAsBytes(value));
    }

    /** Reads what {@link #sealed} made. @throws DamagedFileException if it is not as it was written */
    public static <T> T unseal(Path file, byte[] sealed, Class<T> type) throws DamagedFileException {
        try {
            return parse(file, Checksum.unseal(sealed), type);
        } catch (IllegalArgumentException e) {
            throw new DamagedFileException(file, String.valueOf(e.getMessage()));
        }
    }

    /** Reads JSON. @throws DamagedFileException if it is none of that type */
    static <T> T parse(Path file, byte[] json, Class<T> type) throws DamagedFileException {
        try {
            return COMPACT.readValue(json, type);
        } catch (JacksonException e) {
            throw new DamagedFileException(file, "it is not as this program writes it: " + e.getOriginalMessage());
        }
    }

    /** Reads one line of JSON. @throws IllegalArgumentException if it is none */
    static JsonNode tree(String line) {
        try {
            return COMPACT.readTree(line);
        } catch (JacksonException e) {
            throw otherwise(e);
        }
    }

    /** Reads a value out of what was parsed. @throws IllegalArgumentException if it is none of that type */
    static <T> T value(JsonNode node, Class<T> type) {
        try {
            return COMPACT.treeToValue(node, type);
        } catch (JacksonException e) {
            throw otherwise(e);
        }
    }

    private static IllegalArgumentException otherwise(JacksonException e) {
        return new IllegalArgumentException("it is not as this program writes it: " + e.getOriginalMessage(), e);
    }

    /** A whole number among the top keys of a JSON file; -1 if there is none. */
    static int number(byte[] json, String key) {
        try {
            JsonNode value = COMPACT.readTree(json).path(key);
            return value.isInt() ? value.intValue() : -1;
        } catch (JacksonException e) {
            return -1;
        }
    }
}
