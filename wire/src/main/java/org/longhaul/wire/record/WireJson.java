package org.longhaul.wire.record;

import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The JSON form of the records; keys are component names, and unknown or missing ones are refused. */
public final class WireJson {
    private static final JsonMapper COMPACT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();
    private static final JsonMapper INDENTED =
            COMPACT.rebuild().enable(SerializationFeature.INDENT_OUTPUT).build();

    private WireJson() {}

    /** One line. */
    public static String line(Object value) {
        return COMPACT.writeValueAsString(value);
    }

    static byte[] indented(Object value) {
        return INDENTED.writeValueAsBytes(value);
    }

    /** Any JSON. @throws WireRecordException if it is none, with where it stands */
    public static JsonNode tree(String where, String json) {
        try {
            return COMPACT.readTree(json);
        } catch (JacksonException e) {
            throw new WireRecordException(where + ": is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** A record. @throws WireRecordException if components are missing or unknown */
    public static <T> T value(String where, JsonNode node, Class<T> type) {
        try {
            return COMPACT.treeToValue(node, type);
        } catch (JacksonException e) {
            throw new WireRecordException(where + ": " + e.getOriginalMessage(), e);
        }
    }

    /** Refuses every version but one, before anything else is looked at. */
    static void requireVersion(String where, JsonNode node, int version) {
        JsonNode found = node.path("schemaVersion");
        if (!found.isInt() || found.intValue() != version) {
            throw new WireRecordException(String.format(
                    Locale.ROOT,
                    "%s: schemaVersion is %s; this program reads version %d",
                    where,
                    found.isMissingNode() ? "missing" : found,
                    version));
        }
    }
}
