package org.longhaul.simulator.fault;

import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.topology.Topology;

/**
 * A fault model with its settings, under a name.
 *
 * @param name unique among the faults of a run: the model's id, or one of one's own where a model is used twice
 * @param model the model
 * @param settings an instance of the model's settings type
 */
public record Fault(String name, FaultModel<?> model, Record settings) {

    public Fault {
        if (name.isBlank()) {
            throw new IllegalArgumentException("name of a fault must not be blank.");
        }
        if (!model.settingsType().isInstance(settings)) {
            throw new IllegalArgumentException("settings of fault \"" + name + "\" must be a "
                    + model.settingsType().getName() + ", found a "
                    + settings.getClass().getName() + ".");
        }
    }

    /** A fault under its model's id. */
    public static <S extends Record> Fault of(FaultModel<S> model, S settings) {
        return new Fault(model.id(), model, settings);
    }

    /** The fault's incidents on a topology. */
    public IncidentSource incidents(Topology topology, RandomStreams streams) {
        return incidents(model, new FaultContext(name, topology, streams));
    }

    private <S extends Record> IncidentSource incidents(FaultModel<S> typed, FaultContext context) {
        return typed.create(typed.settingsType().cast(settings), context);
    }
}
