package org.longhaul.scenario.command.shared;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.Extensions;
import org.longhaul.scenario.ScenarioReader;
import org.longhaul.scenario.engine.plan.RunPlan;
import org.longhaul.scenario.engine.planner.Planner;
import org.longhaul.scenario.file.Binder;
import org.longhaul.scenario.file.FileFinder;
import org.longhaul.scenario.file.InvalidFileException;
import org.longhaul.scenario.file.Selection;
import org.longhaul.scenario.file.YamlDocument;
import org.longhaul.scenario.file.YamlNode;
import org.longhaul.scenario.file.YamlReader;
import org.longhaul.scenario.section.NetworkSection;
import org.longhaul.topology.Topology;
import org.longhaul.topology.TopologyException;
import org.longhaul.topology.build.TopologyBuilder;
import org.longhaul.topology.catalogue.Catalogue;
import org.longhaul.topology.format.TopologyFiles;
import org.longhaul.topology.format.TopologyFormatException;

/**
 * A network as somebody names it on the command line: a catalogue name, a topology file, a scenario file, or a builder with
 * its settings as a scenario has them, <code>{builder: star, hosts: 4, ...}</code>.
 *
 * @param topology the network
 * @param plan the scenario's plan, when a scenario was named
 */
public record NetworkSource(Topology topology, @Nullable RunPlan plan) {

    /** What the name may be, for descriptions of parameters. */
    public static final String ALLOWED = "catalogue name, topology file, scenario file or {builder: ...}";

    /** The {@code topology} section alone. */
    record Section(Selection<TopologyBuilder<?>> topology) {}

    /**
     * Finds what is named.
     *
     * @throws WrongInputException if there is no such network, or the file is wrong
     */
    public static NetworkSource find(String name) {
        try {
            if (name.strip().startsWith("{")) {
                return new NetworkSource(built(name), null);
            }
            Path file = Path.of(name);
            if (!Files.exists(file)) {
                return new NetworkSource(Catalogue.named(name), null);
            }
            return isScenario(file) ? ofScenario(file) : new NetworkSource(TopologyFiles.read(file), null);
        } catch (TopologyException e) {
            throw new WrongInputException(e.getMessage() + "\nMaybe a file was meant: " + name + " does not exist.", e);
        } catch (TopologyFormatException e) {
            throw new WrongInputException(String.valueOf(e.getMessage()), e);
        }
    }

    private static Topology built(String text) {
        YamlDocument document = YamlReader.parse("topology", "topology: " + text);
        Section section =
                Binder.bind(Extensions.load().vocabulary(), document, Section.class, FileFinder.from(Path.of("")));
        try {
            return make(section.topology().factory(), section.topology().settings());
        } catch (IllegalArgumentException e) {
            throw new WrongInputException("topology: " + e.getMessage(), e);
        }
    }

    private static <S extends Record> Topology make(TopologyBuilder<S> builder, Record settings) {
        return builder.create(builder.settingsType().cast(settings));
    }

    /** A scenario has methods; a topology has nodes. Whatever cannot be read is left to the reader of topologies. */
    private static boolean isScenario(Path file) {
        if (!file.toString().endsWith(".yaml") && !file.toString().endsWith(".yml")) {
            return false;
        }
        try {
            YamlDocument document = YamlReader.read(file);
            return document.root() instanceof YamlNode.Mapping mapping
                    && mapping.entries().stream().anyMatch(e -> e.key().text().equals("methods"));
        } catch (InvalidFileException e) {
            return false;
        }
    }

    private static NetworkSource ofScenario(Path file) {
        ScenarioReader.Source source = new ScenarioReader(Extensions.load()).read(file);
        RunPlan plan = Planner.plan(source.scenario(), source.document(), null);
        return new NetworkSource(plan.topology(), plan);
    }

    /** How the scenario has its network simulated; null when none was named. */
    public @Nullable NetworkSection section() {
        return plan == null ? null : plan.scenario().network();
    }
}
