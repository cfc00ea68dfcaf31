package org.longhaul.scenario;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.topology.Topology;
import org.longhaul.topology.build.TopologyBuilder;
import org.longhaul.topology.catalogue.Catalogue;
import org.longhaul.topology.unit.Bandwidth;

/** A network of the shipped catalogue, in a scenario: {@code topology: {catalogue: photon-five-regions}}. */
@Provides(
        id = CatalogueTopology.ID,
        description = "A network of the shipped catalogue, by name.",
        source = "stated in the notes of each network")
final class CatalogueTopology implements TopologyBuilder<CatalogueTopology.Settings> {
    static final String ID = "catalogue";

    record Settings(
            @JsonPropertyDescription("name in the catalogue; see longhaul list networks") String catalogue,
            @Nullable @JsonPropertyDescription("capacity of every link instead of the catalogue's")
                    Bandwidth bandwidth) {}

    @Override
    public Topology create(Settings settings) {
        Bandwidth bandwidth = settings.bandwidth();
        return bandwidth == null
                ? Catalogue.named(settings.catalogue())
                : Catalogue.named(settings.catalogue(), bandwidth);
    }
}
