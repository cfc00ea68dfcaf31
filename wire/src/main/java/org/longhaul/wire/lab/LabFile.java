package org.longhaul.wire.lab;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Spelling;
import org.longhaul.scenario.Extensions;
import org.longhaul.scenario.ScenarioReader;
import org.longhaul.scenario.engine.plan.Made;
import org.longhaul.scenario.file.Binder;
import org.longhaul.scenario.file.FileFinder;
import org.longhaul.scenario.file.Selection;
import org.longhaul.scenario.file.YamlDocument;
import org.longhaul.scenario.file.YamlReader;
import org.longhaul.topology.Link;
import org.longhaul.topology.Topology;
import org.longhaul.topology.build.TopologyBuilder;
import org.longhaul.topology.unit.DataSize;

/**
 * What a laboratory is to be like, as a YAML file says: the {@code topology} section of scenarios, and what hosts and lines do.
 *
 * @param topology the network
 * @param congestionControl of all TCP connections, as Linux calls it
 * @param buffers most that a connection's send buffer, and its receive buffer, may grow to
 * @param seed of the losses on lines that have some
 * @param outages times for which links carry nothing
 */
public record LabFile(
        Topology topology, String congestionControl, DataSize buffers, long seed, List<LabOutage> outages) {

    private static final String DEFAULT_CONTROL = "cubic";
    private static final DataSize DEFAULT_BUFFERS = DataSize.ofBytes(64L << 20);
    private static final DataSize LEAST_BUFFERS = DataSize.parse("64 KiB");

    /** The keys of the file. */
    record Keys(
            @JsonPropertyDescription("the network: a builder with its settings, {catalogue: NAME} or {file: PATH}")
                    Selection<TopologyBuilder<?>> topology,
            @JsonProperty(defaultValue = DEFAULT_CONTROL)
                    @JsonPropertyDescription("congestion control of all connections, as Linux calls it")
                    String congestionControl,
            @JsonProperty(defaultValue = "64 MiB")
                    @JsonPropertyDescription("most that a connection's send or receive buffer may grow to")
                    DataSize buffers,
            @JsonProperty(defaultValue = "1") @JsonPropertyDescription("seed of the losses") long seed,
            @JsonProperty(defaultValue = "[]") @JsonPropertyDescription("times for which links carry nothing")
                    List<LabOutage> outages) {}

    /** Copies the list. */
    public LabFile {
        outages = List.copyOf(outages);
    }

    /** A laboratory of this network with the usual settings. */
    public static LabFile of(Topology topology) {
        return new LabFile(topology, DEFAULT_CONTROL, DEFAULT_BUFFERS, 1, List.of());
    }

    /**
     * Reads a file; relative paths in it begin at its folder. Of a scenario, the network is taken, with the usual settings.
     *
     * @throws org.longhaul.scenario.file.InvalidFileException with everything that is wrong, by line
     */
    public static LabFile read(Path file) {
        YamlDocument document = YamlReader.read(file);
        FileFinder files = FileFinder.from(ScenarioReader.folderOf(file));
        Extensions extensions = Extensions.load();
        if (document.find("methods") != null) {
            YamlDocument.Findings findings = document.findings();
            Topology topology = made(
                    findings,
                    new ScenarioReader(extensions)
                            .bind(document, files)
                            .scenario()
                            .topology());
            findings.raise();
            return of(Objects.requireNonNull(topology));
        }
        Keys keys = Binder.bind(extensions.vocabulary(), document, Keys.class, files);
        YamlDocument.Findings findings = document.findings();
        Topology topology = made(findings, keys.topology());
        checkBuffers(findings, keys.buffers());
        checkOutages(findings, topology, keys.outages());
        findings.raise();
        return new LabFile(
                Objects.requireNonNull(topology),
                keys.congestionControl(),
                keys.buffers(),
                keys.seed(),
                keys.outages());
    }

    private static @Nullable Topology made(YamlDocument.Findings findings, Selection<TopologyBuilder<?>> selection) {
        try {
            return Made.topology(selection);
        } catch (IllegalArgumentException e) {
            findings.add("topology", String.valueOf(e.getMessage()), null);
            return null;
        }
    }

    private static void checkBuffers(YamlDocument.Findings findings, DataSize buffers) {
        if (buffers.bytes() < LEAST_BUFFERS.bytes() || buffers.bytes() > Integer.MAX_VALUE) {
            findings.add("buffers", "found " + buffers, LEAST_BUFFERS + " to less than 2 GiB, as the kernel has it");
        }
    }

    /** @param topology null where there is none, so that any link may be one of it */
    private static void checkOutages(
            YamlDocument.Findings findings, @Nullable Topology topology, List<LabOutage> outages) {
        List<String> ids = topology == null
                ? List.of()
                : topology.links().stream().map(Link::id).toList();
        for (int i = 0; i < outages.size(); i++) {
            String id = outages.get(i).link();
            if (topology != null && !ids.contains(id)) {
                findings.add(
                        "outages[" + i + "].link",
                        "there is no link '" + Spelling.excerpt(id) + "'" + Spelling.maybe(id, ids),
                        String.join(", ", ids));
            }
            for (LabOutage earlier : outages.subList(0, i)) {
                if (earlier.overlaps(outages.get(i))) {
                    findings.add(
                            "outages[" + i + "].at",
                            "the link is down already: the end of one outage would end the other",
                            "outages of one link that follow each other");
                }
            }
        }
    }
}
