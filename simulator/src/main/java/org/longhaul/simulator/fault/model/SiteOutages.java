package org.longhaul.simulator.fault.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.longhaul.extension.Provides;
import org.longhaul.simulator.fault.DurationRules;
import org.longhaul.simulator.fault.Effect;
import org.longhaul.simulator.fault.Elements;
import org.longhaul.simulator.fault.FaultContext;
import org.longhaul.simulator.fault.FaultModel;
import org.longhaul.simulator.fault.IncidentSource;
import org.longhaul.simulator.random.DurationDistribution;

/**
 * Whole sites that go down, with all their nodes and links, and come back.
 *
 * @see <a href="https://doi.org/10.1007/978-3-031-01761-2">Barroso, Hölzle, Ranganathan, The Datacenter as a Computer, 3rd
 *     edition, 2018, section 7: causes of service-level outages</a>
 */
@SuppressWarnings("rawtypes")
@AutoService(FaultModel.class)
@Provides(
        id = "site-outages",
        description = "Whole sites that go down, with all their nodes and links, and come back after random times.",
        source = "Barroso, Hölzle, Ranganathan, The Datacenter as a Computer, 3rd edition, 2018, section 7")
public final class SiteOutages implements FaultModel<SiteOutages.Settings> {

    /**
     * Settings of {@link SiteOutages}.
     *
     * @param timeToFailure from a site's coming up to its next outage
     * @param timeToRepair from the outage to the site's being up again
     * @param restart from the site's being up to its workers' going on
     * @param sites names or patterns
     */
    public record Settings(
            @JsonPropertyDescription("time from a site's coming up to its next outage")
                    DurationDistribution timeToFailure,
            @JsonPropertyDescription("time from an outage to the site's being up again")
                    DurationDistribution timeToRepair,
            @JsonProperty(defaultValue = "0 s")
                    @JsonPropertyDescription("from the site's being up to its workers' going on: restart, state")
                    Duration restart,
            @JsonProperty(defaultValue = "['*']") @JsonPropertyDescription("sites that fail, by name or pattern with *")
                    List<String> sites) {
        public Settings {
            sites = List.copyOf(sites);
            DurationRules.notNegative("restart", restart);
        }
    }

    @Override
    public IncidentSource create(Settings settings, FaultContext context) {
        Elements elements = new Elements(context.topology());
        List<IncidentSource> sources = new ArrayList<>();
        for (String site : elements.sites("sites", settings.sites())) {
            List<Effect> effects = new ArrayList<>();
            for (int node : elements.nodesOf(List.of(), List.of(site))) {
                effects.add(new Effect.NodeDown(node, settings.restart().toNanos()));
            }
            sources.add(new Renewal(
                    settings.timeToFailure(),
                    settings.timeToRepair(),
                    context.stream(site),
                    Renewal.fixed(context.name(), "site " + site + " down", effects)));
        }
        return IncidentSource.merge(sources);
    }
}
