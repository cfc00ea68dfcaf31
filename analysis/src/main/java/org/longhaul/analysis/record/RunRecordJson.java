package org.longhaul.analysis.record;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.longhaul.extension.AtomicFiles;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JSON form of a {@link RunRecord}: one object whose keys are the component names.
 *
 * <p>Numbers keep every bit; values that are not finite are written as the strings {@code "NaN"}, {@code "Infinity"} and
 * {@code "-Infinity"}. A reader refuses every other {@code schemaVersion} before it looks at the rest, and then unknown and
 * missing keys. Thread-safe.
 */
public final class RunRecordJson {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private static final long LARGEST_FILE = 1L << 30;

    private RunRecordJson() {}

    /** Returns the JSON text. */
    public static String toJson(RunRecord run) {
        return MAPPER.writeValueAsString(run);
    }

    /**
     * Parses the JSON text.
     *
     * @param json the text
     * @param origin what the text is, for messages: a file name, for instance
     * @throws RunRecordException when it is no run record of this version
     */
    public static RunRecord fromJson(String json, String origin) {
        try {
            JsonNode tree = MAPPER.readTree(json);
            JsonNode version = tree.path("schemaVersion");
            if (!version.isInt() || version.intValue() != RunRecord.SCHEMA_VERSION) {
                throw new RunRecordException(origin + ": schemaVersion is "
                        + (version.isMissingNode() ? "missing" : version) + "; this program reads version "
                        + RunRecord.SCHEMA_VERSION + ".");
            }
            return MAPPER.treeToValue(tree, RunRecord.class);
        } catch (JacksonException e) {
            throw new RunRecordException(origin + ": not a run record: " + e.getOriginalMessage() + ".", e);
        }
    }

    /** Reads a file written by {@link #write}; throws as {@link #fromJson} does, and when it was changed since. */
    public static RunRecord read(Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                throw new RunRecordException(file + ": is not a file.");
            }
            if (Files.size(file) > LARGEST_FILE) {
                throw new RunRecordException(
                        file + ": has " + Files.size(file) + " bytes; allowed: at most " + LARGEST_FILE + ".");
            }
            byte[] bytes = Files.readAllBytes(file);
            String json;
            try {
                json = new String(Checksum.unseal(bytes), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                throw new RunRecordException(file + ": is damaged: " + e.getMessage() + ".", e);
            }
            return fromJson(json, file.toString());
        } catch (IOException e) {
            throw new RunRecordException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /** Writes a file with its checksum, so that a crash at any instant leaves the old content or the new one. */
    public static void write(RunRecord run, Path file) {
        try {
            AtomicFiles.write(file, Checksum.seal(MAPPER.writeValueAsBytes(run)));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file + ": " + e.getMessage(), e);
        }
    }
}
