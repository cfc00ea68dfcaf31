package org.longhaul.simulator.fault.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.simulator.fault.DurationRules;
import org.longhaul.simulator.fault.Effect;
import org.longhaul.simulator.fault.Elements;
import org.longhaul.simulator.fault.FaultContext;
import org.longhaul.simulator.fault.FaultModel;
import org.longhaul.simulator.fault.Incident;
import org.longhaul.simulator.fault.IncidentSource;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Durations;

/** Announced windows in which links, nodes or whole sites are down, once or again and again. */
@SuppressWarnings("rawtypes")
@AutoService(FaultModel.class)
@Provides(
        id = "maintenance",
        description = "Announced windows in which links, nodes or whole sites are down, once or again and again.",
        source = "ITIL 4, change enablement: the windows of a change schedule")
public final class Maintenance implements FaultModel<Maintenance.Settings> {

    /**
     * Settings of {@link Maintenance}.
     *
     * @param first start of the first window, since the start of the run
     * @param duration of each window
     * @param every from the start of one window to that of the next; null for a single window
     * @param links ids or patterns
     * @param nodes ids or patterns
     * @param sites names or patterns
     * @param restart from a node's being up to its workers' going on
     */
    public record Settings(
            @JsonPropertyDescription("start of the first window, since the start of the run") Duration first,
            @JsonPropertyDescription("how long each window lasts") Duration duration,
            @Nullable
                    @JsonPropertyDescription(
                            "from the start of one window to that of the next; without it there is" + " one window")
                    Duration every,
            @JsonProperty(defaultValue = "[]") @JsonPropertyDescription("links that are down, by id or pattern with *")
                    List<String> links,
            @JsonProperty(defaultValue = "[]") @JsonPropertyDescription("nodes that are down, by id or pattern with *")
                    List<String> nodes,
            @JsonProperty(defaultValue = "[]") @JsonPropertyDescription("sites that are down, by name or pattern")
                    List<String> sites,
            @JsonProperty(defaultValue = "0 s")
                    @JsonPropertyDescription("from a node's being up to its workers' going on: restart, state")
                    Duration restart) {
        public Settings {
            links = List.copyOf(links);
            nodes = List.copyOf(nodes);
            sites = List.copyOf(sites);
            DurationRules.notNegative("first", first);
            DurationRules.positive("duration", duration);
            DurationRules.notNegative("restart", restart);
            if (every != null && every.compareTo(duration) <= 0) {
                throw new IllegalArgumentException("every (" + Durations.shown(every)
                        + ") must be longer than the duration (" + Durations.shown(duration) + ") of a window.");
            }
            if (links.isEmpty() && nodes.isEmpty() && sites.isEmpty()) {
                throw new IllegalArgumentException("links, nodes and sites are all empty: nothing is maintained.");
            }
        }
    }

    @Override
    public IncidentSource create(Settings settings, FaultContext context) {
        Topology topology = context.topology();
        Elements elements = new Elements(topology);
        List<Effect> effects = new ArrayList<>();
        if (!settings.links().isEmpty()) {
            elements.links(settings.links(), List.of()).forEach(link -> effects.add(new Effect.LinkDown(link)));
        }
        long restart = settings.restart().toNanos();
        elements.nodesOf(settings.nodes(), settings.sites())
                .forEach(node -> effects.add(new Effect.NodeDown(node, restart)));
        List<String> what = new ArrayList<>(settings.links());
        what.addAll(settings.nodes());
        what.addAll(settings.sites());
        String label = "maintenance of " + String.join(", ", what);
        Duration every = settings.every();
        long length = settings.duration().toNanos();
        return new Windows(
                settings.first().toNanos(),
                every == null ? 0 : every.toNanos(),
                start ->
                        new Incident(context.name(), Incident.Kind.MAINTENANCE, label, start, start + length, effects));
    }
}
