package org.longhaul.study.compare;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.Provenance;
import org.longhaul.scenario.file.InvalidFileException;
import org.longhaul.scenario.file.YamlNode;
import org.longhaul.scenario.file.YamlReader;

/** A scenario as paths and values, {@code methods[diloco].parameterPeriod} and {@code 16}, so that two can be compared. */
final class Settings {
    private Settings() {}

    /** The keys that the scenario of a run writes; none where the file is gone. */
    static Map<String, String> of(Path directory) {
        Map<String, String> settings = new LinkedHashMap<>();
        Path file = directory.resolve("scenario.yaml");
        if (Files.isRegularFile(file)) {
            try {
                flatten(YamlReader.read(file).root(), "", settings);
            } catch (InvalidFileException e) {
                // The record stands without it; that nothing is known of the scenario shows.
                settings.clear();
            }
        }
        return settings;
    }

    /** What a run was made with besides its scenario. */
    static void add(Provenance provenance, Map<String, String> settings) {
        settings.put("(version)", provenance.longhaulVersion());
        settings.put("(device)", provenance.device());
        if (provenance.pytorchVersion() != null) {
            settings.put("(PyTorch)", provenance.pytorchVersion());
        }
    }

    private static void flatten(YamlNode node, String path, Map<String, String> settings) {
        if (node instanceof YamlNode.Mapping mapping) {
            for (YamlNode.Entry entry : mapping.entries()) {
                String key = entry.key().text();
                flatten(entry.value(), path.isEmpty() ? key : path + "." + key, settings);
            }
        } else if (node instanceof YamlNode.Sequence sequence) {
            items(sequence.items(), path, settings);
        } else if (node instanceof YamlNode.Scalar scalar && !path.equals("name") && !path.equals("description")) {
            settings.put(path, scalar.text());
        }
    }

    private static void items(List<YamlNode> items, String path, Map<String, String> settings) {
        for (int i = 0; i < items.size(); i++) {
            String name = name(items.get(i));
            String place = path + "[" + (name == null ? Integer.toString(i) : name) + "]";
            flatten(items.get(i), settings.containsKey(place) ? path + "[" + i + "]" : place, settings);
        }
    }

    /** What an item of a list is called: its label, or its id. */
    private static @Nullable String name(YamlNode item) {
        String id = null;
        if (item instanceof YamlNode.Mapping mapping) {
            for (YamlNode.Entry entry : mapping.entries()) {
                String key = entry.key().text();
                if (entry.value() instanceof YamlNode.Scalar scalar && (key.equals("label") || key.equals("id"))) {
                    id = key.equals("label") || id == null ? scalar.text() : id;
                }
            }
        }
        return id;
    }

    /**
     * A path that differs.
     *
     * @param path the path of the key
     * @param before its value in the first; null where it is not written
     * @param after its value in the second likewise
     */
    record Difference(String path, @Nullable String before, @Nullable String after) {}

    /** What differs between two, in the order of the first. */
    static List<Difference> between(Map<String, String> first, Map<String, String> second) {
        Map<String, Difference> differences = new LinkedHashMap<>();
        first.forEach((path, value) -> differences.put(path, new Difference(path, value, second.get(path))));
        second.forEach((path, value) -> differences.putIfAbsent(path, new Difference(path, null, value)));
        return differences.values().stream()
                .filter(each -> !String.valueOf(each.before()).equals(String.valueOf(each.after())))
                .toList();
    }
}
