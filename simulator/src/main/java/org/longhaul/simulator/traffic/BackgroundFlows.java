package org.longhaul.simulator.traffic;

import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.topology.Topology;

/**
 * Background traffic of one kind with its settings, under a name.
 *
 * @param name unique among the background traffic of a run
 * @param model the kind
 * @param settings an instance of the kind's settings type
 * @param congestionControl id of that of its connections; null for what holds for hosts and the network
 */
public record BackgroundFlows(String name, TrafficModel<?> model, Record settings, @Nullable String congestionControl) {

    /** Flows that use the congestion control of the network. */
    public BackgroundFlows(String name, TrafficModel<?> model, Record settings) {
        this(name, model, settings, null);
    }

    public BackgroundFlows {
        if (name.isBlank()) {
            throw new IllegalArgumentException("name of background flows must not be blank.");
        }
        if (!model.settingsType().isInstance(settings)) {
            throw new IllegalArgumentException("settings of background flows \"" + name + "\" must be a "
                    + model.settingsType().getName() + ", found a "
                    + settings.getClass().getName() + ".");
        }
    }

    /** Background flows under their kind's id. */
    public static <S extends Record> BackgroundFlows of(TrafficModel<S> model, S settings) {
        return new BackgroundFlows(model.id(), model, settings);
    }

    /** The traffic on a topology. */
    public Traffic traffic(Topology topology, RandomStreams streams) {
        return traffic(model, new TrafficContext(name, topology, streams));
    }

    private <S extends Record> Traffic traffic(TrafficModel<S> typed, TrafficContext context) {
        return typed.create(typed.settingsType().cast(settings), context);
    }
}
