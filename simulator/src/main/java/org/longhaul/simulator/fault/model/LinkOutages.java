package org.longhaul.simulator.fault.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.List;
import org.longhaul.extension.Provides;
import org.longhaul.simulator.fault.Effect;
import org.longhaul.simulator.fault.Elements;
import org.longhaul.simulator.fault.FaultContext;
import org.longhaul.simulator.fault.FaultModel;
import org.longhaul.simulator.fault.IncidentSource;
import org.longhaul.simulator.random.DurationDistribution;
import org.longhaul.topology.Topology;

/**
 * Links that go down and come back, each on its own.
 *
 * @see <a href="https://doi.org/10.1109/TNET.2007.902727">Markopoulou et al., "Characterization of failures in an
 *     operational IP backbone network", IEEE/ACM ToN 16(4), 2008: failures of a backbone and the distributions that they fit</a>
 */
@SuppressWarnings("rawtypes")
@AutoService(FaultModel.class)
@Provides(
        id = "link-outages",
        description = "Links that go down and come back, each on its own, after random times.",
        source = "Markopoulou et al., Characterization of failures in an operational IP backbone network, "
                + "IEEE/ACM ToN 16(4), 2008")
public final class LinkOutages implements FaultModel<LinkOutages.Settings> {

    /**
     * Settings of {@link LinkOutages}.
     *
     * @param timeToFailure from a link's coming up to its next failure
     * @param timeToRepair from a failure to the link's being up again
     * @param links ids or patterns
     * @param betweenSites if given, only links that join these sites
     */
    public record Settings(
            @JsonPropertyDescription("time from a link's coming up to its next failure")
                    DurationDistribution timeToFailure,
            @JsonPropertyDescription("time from a failure to the link's being up again")
                    DurationDistribution timeToRepair,
            @JsonProperty(defaultValue = "['*']") @JsonPropertyDescription("links that fail, by id or pattern with *")
                    List<String> links,
            @JsonProperty(defaultValue = "[]")
                    @JsonPropertyDescription("if given, only links that join different ones of these sites")
                    List<String> betweenSites) {
        public Settings {
            links = List.copyOf(links);
            betweenSites = List.copyOf(betweenSites);
        }
    }

    @Override
    public IncidentSource create(Settings settings, FaultContext context) {
        Topology topology = context.topology();
        List<IncidentSource> sources = new ArrayList<>();
        for (int link : new Elements(topology).links(settings.links(), settings.betweenSites())) {
            String id = topology.links().get(link).id();
            sources.add(new Renewal(
                    settings.timeToFailure(),
                    settings.timeToRepair(),
                    context.stream(id),
                    Renewal.fixed(context.name(), "link " + id + " down", List.of(new Effect.LinkDown(link)))));
        }
        return IncidentSource.merge(sources);
    }
}
