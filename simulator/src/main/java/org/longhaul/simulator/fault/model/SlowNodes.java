package org.longhaul.simulator.fault.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.PlainNumber;
import org.longhaul.extension.Provides;
import org.longhaul.simulator.fault.DurationRules;
import org.longhaul.simulator.fault.Effect;
import org.longhaul.simulator.fault.Elements;
import org.longhaul.simulator.fault.FaultContext;
import org.longhaul.simulator.fault.FaultModel;
import org.longhaul.simulator.fault.Incident;
import org.longhaul.simulator.fault.IncidentSource;
import org.longhaul.simulator.random.DurationDistribution;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Durations;

/**
 * Hosts whose workers compute more slowly for a while, as under thermal throttling or a noisy neighbour: for a fixed time,
 * or in episodes of random length after random times. What is being computed when an episode begins or ends goes on at the
 * new pace.
 */
@SuppressWarnings("rawtypes")
@AutoService(FaultModel.class)
@Provides(
        id = "slow-nodes",
        description = "Hosts that compute more slowly for a while, at fixed or random times.",
        source =
                "Gunawi et al., Fail-slow at scale: evidence of hardware performance faults in large production systems, "
                        + "USENIX FAST 2018")
public final class SlowNodes implements FaultModel<SlowNodes.Settings> {

    /**
     * Settings of {@link SlowNodes}.
     *
     * @param factor on the time that computing takes
     * @param nodes hosts by id or pattern
     * @param sites whose hosts are slow
     * @param from of a fixed episode, since the start of the run
     * @param until of a fixed episode; null for never
     * @param timeBetween from one random episode of a host to its next; null for one fixed episode
     * @param duration of a random episode
     */
    public record Settings(
            @JsonPropertyDescription("factor on the time that computing takes") double factor,
            @JsonProperty(defaultValue = "[]")
                    @JsonPropertyDescription(
                            "hosts that are slow, by id or pattern with *; without nodes and sites" + " every host")
                    List<String> nodes,
            @JsonProperty(defaultValue = "[]") @JsonPropertyDescription("sites all of whose hosts are slow")
                    List<String> sites,
            @JsonProperty(defaultValue = "0 s")
                    @JsonPropertyDescription("start of one fixed episode, since the start of the run")
                    Duration from,
            @Nullable @JsonPropertyDescription("end of one fixed episode; without it, never") Duration until,
            @Nullable
                    @JsonPropertyDescription("random episodes instead: time from the end of one to the next of a host")
                    DurationDistribution timeBetween,
            @Nullable @JsonPropertyDescription("length of a random episode") DurationDistribution duration) {
        public Settings {
            nodes = List.copyOf(nodes);
            sites = List.copyOf(sites);
            if (!(factor > 0) || Double.isInfinite(factor)) {
                throw new IllegalArgumentException(
                        "factor (" + PlainNumber.of(factor) + ") must be above 0 and finite.");
            }
            DurationRules.notNegative("from", from);
            if (until != null && until.compareTo(from) <= 0) {
                throw new IllegalArgumentException(
                        "until (" + Durations.shown(until) + ") must lie after from (" + Durations.shown(from) + ").");
            }
            if ((timeBetween == null) != (duration == null)) {
                throw new IllegalArgumentException("timeBetween and duration belong together: give both or neither.");
            }
            if (timeBetween != null && (until != null || !from.isZero())) {
                throw new IllegalArgumentException(
                        "timeBetween makes random episodes; from and until are those of a single fixed one.");
            }
        }
    }

    @Override
    public IncidentSource create(Settings settings, FaultContext context) {
        Topology topology = context.topology();
        List<IncidentSource> sources = new ArrayList<>();
        for (int node : new Elements(topology).hosts(settings.nodes(), settings.sites())) {
            String id = topology.node(node).id();
            List<Effect> effects = List.of(new Effect.SlowNode(node, settings.factor()));
            sources.add(episodes(settings, context, id, effects));
        }
        return IncidentSource.merge(sources);
    }

    private static IncidentSource episodes(Settings settings, FaultContext context, String id, List<Effect> effects) {
        String label = "node " + id + " slow (" + PlainNumber.of(settings.factor()) + "x)";
        DurationDistribution timeBetween = settings.timeBetween();
        DurationDistribution duration = settings.duration();
        if (timeBetween != null && duration != null) {
            return new Renewal(
                    timeBetween, duration, context.stream(id), Renewal.fixed(context.name(), label, effects));
        }
        Duration until = settings.until();
        return IncidentSource.of(List.of(new Incident(
                context.name(),
                Incident.Kind.FAILURE,
                label,
                settings.from().toNanos(),
                until == null ? Long.MAX_VALUE : until.toNanos(),
                effects)));
    }
}
