package org.longhaul.study.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.file.YamlDocument;
import org.longhaul.scenario.file.YamlNode;

/** What a scenario's file states at paths of plain keys. */
final class ScenarioValues {
    private static final List<String> BANDWIDTHS = List.of("topology.wide", "topology.bandwidth");
    private static final List<String> LATENCIES =
            List.of("topology.wideLatency", "topology.wideRoundTrip", "topology.latency", "topology.roundTrip");

    /** What the way back has where its latency is stated by itself. */
    private static final String LATENCY_BACK = "topology.wideBackwardLatency";

    private ScenarioValues() {}

    /** The text at a path such as {@code topology.wide}; null where nothing plain is written there. */
    static @Nullable String at(YamlDocument document, String path) {
        YamlNode node = document.root();
        for (String key : path.split("\\.", -1)) {
            YamlNode next = null;
            if (node instanceof YamlNode.Mapping mapping) {
                for (YamlNode.Entry entry : mapping.entries()) {
                    next = entry.key().text().equals(key) ? entry.value() : next;
                }
            }
            if (next == null) {
                return null;
            }
            node = next;
        }
        return node instanceof YamlNode.Scalar scalar && !scalar.isNull() ? scalar.text() : null;
    }

    /** The keys of the line whose bandwidth decides, of the usual builders; empty where the topology has none of them. */
    static List<String> bandwidths(YamlDocument document) {
        return first(document, BANDWIDTHS);
    }

    /** The same of its latency, both ways where they are stated by themselves. */
    static List<String> latencies(YamlDocument document) {
        List<String> there = first(document, LATENCIES);
        return there.isEmpty() || at(document, LATENCY_BACK) == null ? there : List.of(there.get(0), LATENCY_BACK);
    }

    private static List<String> first(YamlDocument document, List<String> paths) {
        return paths.stream()
                .filter(path -> at(document, path) != null)
                .limit(1)
                .toList();
    }
}
