package org.longhaul.scenario.listing;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import org.longhaul.scenario.file.Setting;

/**
 * One thing that a scenario can name.
 *
 * @param kind what it is, in the singular, such as {@code method}
 * @param id how a scenario names it
 * @param description one sentence or a product's name
 * @param source where it comes from
 * @param facts figures by name in the order shown, each with its unit; what is not known is left out
 * @param parts what it is put together from, by part; empty for what is one piece
 * @param settings its settings, in order; empty for what has none
 */
public record Nameable(
        String kind,
        String id,
        String description,
        String source,
        Map<String, String> facts,
        Map<String, String> parts,
        List<Setting> settings) {
    public Nameable {
        facts = ImmutableMap.copyOf(facts);
        parts = ImmutableMap.copyOf(parts);
        settings = List.copyOf(settings);
    }
}
