package org.longhaul.scenario;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Spelling;
import org.longhaul.scenario.file.InvalidFileException;
import org.longhaul.scenario.file.YamlChange;
import org.longhaul.scenario.file.YamlDocument;
import org.longhaul.scenario.file.YamlNode;
import org.longhaul.scenario.file.YamlReader;
import org.longhaul.topology.catalogue.Catalogue;

/**
 * What is changed in a scenario before it is bound: another network, and single values. Immutable.
 *
 * @param list the changes, in the order in which they are made
 */
public record ScenarioChanges(List<YamlChange> list) {
    /** What a network may be named by. */
    public static final String NETWORKS = "catalogue name, topology file, scenario file or {builder: ...}";

    private static final String TOPOLOGY = "topology";
    private static final String NETWORK = "network";
    private static final List<String> OF_HOSTS = List.of("compute", "stragglers", NETWORK);

    public ScenarioChanges {
        list = List.copyOf(list);
    }

    /** No change. */
    public static ScenarioChanges none() {
        return new ScenarioChanges(List.of());
    }

    /**
     * The same on another network, which is changed before single values are.
     *
     * @param network a name of the catalogue; a topology file; a scenario, whose topology is meant; or a builder with its
     *     settings as YAML, <code>{builder: two-sites, wide: 1 Gbit/s}</code>
     * @throws IllegalArgumentException if there is no such network
     * @throws InvalidFileException if a file that is named cannot be read
     */
    public ScenarioChanges on(String network) {
        List<YamlChange> all = new ArrayList<>();
        all.add(new YamlChange(TOPOLOGY, node(network)));
        all.addAll(list);
        return new ScenarioChanges(all);
    }

    /**
     * The same with a value at a path: {@code topology.wide=2.5 Gbit/s}; see {@link YamlChange}.
     *
     * @throws IllegalArgumentException if it is no change
     */
    public ScenarioChanges set(String change) {
        List<YamlChange> all = new ArrayList<>(list);
        all.add(YamlChange.parse(change));
        return new ScenarioChanges(all);
    }

    /**
     * The same with hosts as a file describes them: its keys, of which those of {@code network} go one by one.
     *
     * @param file written by {@code longhaul wire calibrate}, or by hand
     * @throws IllegalArgumentException if it has other keys than {@code compute}, {@code stragglers} and {@code network}
     * @throws InvalidFileException if it cannot be read
     */
    public ScenarioChanges profile(Path file) {
        List<YamlChange> all = new ArrayList<>(list);
        if (!(YamlReader.read(file).root() instanceof YamlNode.Mapping keys)
                || keys.entries().isEmpty()) {
            throw new IllegalArgumentException(file + " has no keys; allowed: " + String.join(", ", OF_HOSTS));
        }
        for (YamlNode.Entry entry : keys.entries()) {
            String key = entry.key().text();
            if (!OF_HOSTS.contains(key)) {
                throw new IllegalArgumentException(
                        file + ", line " + entry.key().line() + ": '" + key
                                + "' is no key that describes hosts; allowed: " + String.join(", ", OF_HOSTS)
                                + Spelling.maybe(key, OF_HOSTS));
            }
            if (key.equals(NETWORK) && entry.value() instanceof YamlNode.Mapping parts) {
                parts.entries()
                        .forEach(part -> all.add(
                                new YamlChange(NETWORK + "." + part.key().text(), part.value())));
            } else {
                all.add(new YamlChange(key, entry.value()));
            }
        }
        return new ScenarioChanges(all);
    }

    /** Whether the network is another one. */
    public boolean isOnAnotherNetwork() {
        return list.stream().anyMatch(change -> change.path().equals(TOPOLOGY));
    }

    /** The document with all changes made. @throws IllegalArgumentException if one of them leads nowhere */
    public YamlDocument in(YamlDocument document) {
        YamlDocument changed = document;
        for (YamlChange change : list) {
            changed = change.in(changed);
        }
        return changed;
    }

    private static @Nullable YamlNode node(String network) {
        if (network.strip().startsWith("{")) {
            return YamlChange.of(TOPOLOGY, network).value();
        }
        Path file = Path.of(network).toAbsolutePath().normalize();
        if (!Files.exists(file) || Files.isDirectory(file)) {
            Catalogue.named(network);
            return YamlChange.of(TOPOLOGY, "{catalogue: " + quoted(network) + "}")
                    .value();
        }
        if (network.endsWith(".yaml") || network.endsWith(".yml")) {
            YamlNode ofScenario = ofScenario(file);
            if (ofScenario != null) {
                return ofScenario;
            }
        }
        return YamlChange.of(TOPOLOGY, "{file: " + quoted(file.toString()) + "}")
                .value();
    }

    /** The topology of a scenario, which has methods; null for what is none. */
    private static @Nullable YamlNode ofScenario(Path file) {
        YamlDocument document = YamlReader.read(file);
        if (!document.findings().isWritten("methods") || !(document.root() instanceof YamlNode.Mapping mapping)) {
            return null;
        }
        for (YamlNode.Entry entry : mapping.entries()) {
            if (entry.key().text().equals(TOPOLOGY)) {
                return absolute(entry.value(), ScenarioReader.folderOf(file));
            }
        }
        return null;
    }

    /** A file's relative path begins at the folder of the scenario that names it. */
    private static YamlNode absolute(YamlNode topology, Path folder) {
        if (!(topology instanceof YamlNode.Mapping mapping)) {
            return topology;
        }
        List<YamlNode.Entry> entries = new ArrayList<>();
        for (YamlNode.Entry entry : mapping.entries()) {
            boolean isFile = entry.key().text().equals(FileTopology.ID) && entry.value() instanceof YamlNode.Scalar;
            entries.add(
                    isFile
                            ? new YamlNode.Entry(
                                    entry.key(),
                                    new YamlNode.Scalar(
                                            folder.resolve(((YamlNode.Scalar) entry.value()).text())
                                                    .normalize()
                                                    .toString(),
                                            true,
                                            entry.value().line(),
                                            entry.value().column()))
                            : entry);
        }
        return new YamlNode.Mapping(entries, mapping.line(), mapping.column(), mapping.expandedSize());
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
