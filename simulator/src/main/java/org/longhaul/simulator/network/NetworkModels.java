package org.longhaul.simulator.network;

import java.util.List;
import org.longhaul.extension.PerClassLoader;
import org.longhaul.extension.Registry;

/** The network models on the class path. */
public final class NetworkModels {
    private static final PerClassLoader<Registry<NetworkModel<?>>> FOUND =
            new PerClassLoader<>(() -> Registry.load("network model", NetworkModel.class));

    private NetworkModels() {}

    /** All of them, by id. */
    public static List<NetworkModel<?>> all() {
        return registry().all();
    }

    /**
     * The model with an id.
     *
     * @throws IllegalArgumentException if there is none; the message lists those that exist and names the nearest
     */
    public static NetworkModel<?> byId(String id) {
        return registry().get(id);
    }

    private static Registry<NetworkModel<?>> registry() {
        return FOUND.get();
    }
}
