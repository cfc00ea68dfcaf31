package org.longhaul.simulator.explain;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.RecordValues;
import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.HostBuffers;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.NetworkContext;
import org.longhaul.simulator.network.NetworkModel;
import org.longhaul.topology.Topology;

/**
 * A network model with settings for it.
 *
 * @param model the model
 * @param settings of the model's own type
 */
public record NetworkChoice(NetworkModel<?> model, Record settings) {

    public NetworkChoice {
        if (!model.settingsType().isInstance(settings)) {
            throw new IllegalArgumentException("settings (" + settings + ") must be of " + model.settingsType()
                    + ", as " + model.id() + " has them.");
        }
    }

    /** The model with its defaults. */
    public static NetworkChoice defaults(NetworkModel<?> model) {
        return new NetworkChoice(model, model.defaults());
    }

    /** The same model with other settings. */
    public NetworkChoice with(Record other) {
        return new NetworkChoice(model, other);
    }

    /**
     * The same model with one setting changed.
     *
     * @throws IllegalArgumentException if the model has no such setting or refuses the value
     */
    public NetworkChoice with(String setting, Object value) {
        return with(RecordValues.with(settings, setting, value));
    }

    /**
     * The same model on hosts with such socket buffers.
     *
     * @param connections parallel connections over which each transfer is spread
     */
    public NetworkChoice on(HostBuffers hosts, int connections) {
        return with(on(model, hosts, connections));
    }

    private <S extends Record> S on(NetworkModel<S> typed, HostBuffers hosts, int connections) {
        return typed.onHosts(typed.settingsType().cast(settings), hosts, connections);
    }

    /**
     * The same model with windows of at most so many bytes.
     *
     * @param connections parallel connections over which each transfer is spread
     */
    public NetworkChoice within(long windowBytes, int connections) {
        return with(within(model, windowBytes, connections));
    }

    private <S extends Record> S within(NetworkModel<S> typed, long windowBytes, int connections) {
        return typed.within(typed.settingsType().cast(settings), windowBytes, connections);
    }

    /** Congestion control of its connections; null on a model without, or with one of its own. */
    public @Nullable CongestionControl congestionControl() {
        return congestionControl(model);
    }

    private <S extends Record> @Nullable CongestionControl congestionControl(NetworkModel<S> typed) {
        return typed.congestionControl(typed.settingsType().cast(settings));
    }

    /** Why the model carries nothing from one node to another over the routes' paths; null where it carries something. */
    public @Nullable String obstacle(Topology topology, int[] there, int[] back) {
        return obstacle(model, topology, there, back);
    }

    private <S extends Record> @Nullable String obstacle(
            NetworkModel<S> typed, Topology topology, int[] there, int[] back) {
        return typed.obstacle(typed.settingsType().cast(settings), topology, there, back);
    }

    /** What the model is known to represent badly over a path, a sentence each. */
    public List<String> weaknesses(Topology topology, int[] there, int[] back) {
        return weaknesses(model, topology, there, back);
    }

    private <S extends Record> List<String> weaknesses(
            NetworkModel<S> typed, Topology topology, int[] there, int[] back) {
        return typed.weaknesses(typed.settingsType().cast(settings), topology, there, back);
    }

    /** An empty network. */
    public Network create(NetworkContext context) {
        return create(model, context);
    }

    private <S extends Record> Network create(NetworkModel<S> typed, NetworkContext context) {
        return typed.create(typed.settingsType().cast(settings), context);
    }
}
