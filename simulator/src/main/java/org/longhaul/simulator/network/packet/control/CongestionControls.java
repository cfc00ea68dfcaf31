package org.longhaul.simulator.network.packet.control;

import java.util.List;
import org.longhaul.extension.PerClassLoader;
import org.longhaul.extension.Registry;

/** The congestion controls on the class path. */
public final class CongestionControls {
    /** Each connection asks for its own. */
    private static final PerClassLoader<Registry<CongestionControlFactory>> FOUND =
            new PerClassLoader<>(() -> Registry.load("congestionControl", CongestionControlFactory.class));

    private CongestionControls() {}

    /** All of them, by id. */
    public static List<CongestionControlFactory> all() {
        return registry().all();
    }

    /**
     * The congestion control with an id.
     *
     * @throws IllegalArgumentException if there is none; the message lists those that exist and names the nearest
     */
    public static CongestionControlFactory byId(String id) {
        return registry().get(id);
    }

    private static Registry<CongestionControlFactory> registry() {
        return FOUND.get();
    }
}
