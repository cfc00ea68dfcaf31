package org.longhaul.topology.format.writer;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;

/**
 * Comments of a file in the native form.
 *
 * @param heading lines above everything else
 * @param ofLink what stands behind a link, by its id
 */
public record Remarks(List<String> heading, Map<String, String> ofLink) {
    /** No comments. */
    public static final Remarks NONE = new Remarks(List.of(), ImmutableMap.of());

    /** Copies both. */
    public Remarks {
        heading = List.copyOf(heading);
        ofLink = ImmutableMap.copyOf(ofLink);
    }
}
