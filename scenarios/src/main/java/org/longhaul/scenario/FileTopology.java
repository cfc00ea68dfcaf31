package org.longhaul.scenario;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.nio.file.Path;
import org.longhaul.extension.Provides;
import org.longhaul.topology.Topology;
import org.longhaul.topology.build.TopologyBuilder;
import org.longhaul.topology.format.TopologyFiles;

/** A network from a file of the user's, in a scenario: {@code topology: {file: my-network.yaml}}. */
@Provides(id = FileTopology.ID, description = "A network from a file.", source = "the file")
final class FileTopology implements TopologyBuilder<FileTopology.Settings> {
    static final String ID = "file";

    record Settings(
            @JsonPropertyDescription("topology file; a relative path begins at the scenario's folder") Path file) {}

    @Override
    public Topology create(Settings settings) {
        return TopologyFiles.read(settings.file());
    }
}
