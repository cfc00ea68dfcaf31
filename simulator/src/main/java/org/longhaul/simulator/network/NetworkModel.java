package org.longhaul.simulator.network;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Extension;
import org.longhaul.topology.Topology;

/**
 * Extension point: a fidelity in which a network is simulated. Implementations are found with {@link
 * java.util.ServiceLoader}; {@link org.longhaul.extension.Registry} lists them.
 *
 * @param <S> the model's settings, a record whose components carry their defaults and descriptions
 */
public interface NetworkModel<S extends Record> extends Extension<S> {
    /**
     * These settings with every effect left out that can be: what differs between the two are effects, each of which can be
     * put back alone to see what it adds.
     */
    default S withoutEffects(S settings) {
        return settings;
    }

    /**
     * These settings on hosts whose socket buffers bound windows; the same on a model that knows no windows.
     *
     * @param connections parallel connections over which each transfer is spread
     */
    default S onHosts(S settings, HostBuffers hosts, int connections) {
        return settings;
    }

    /**
     * These settings with windows of at most so many bytes: a connection has no more under way than its send buffer holds. The
     * same on a model that knows no windows.
     *
     * @param connections parallel connections over which each transfer is spread
     */
    default S within(S settings, long windowBytes, int connections) {
        return settings;
    }

    /** Congestion control of the connections that these settings make; null on a model without connections. */
    default @Nullable CongestionControl congestionControl(S settings) {
        return null;
    }

    /**
     * Why a network with these settings carries nothing over a path, in words that follow a colon; null where it carries
     * something.
     *
     * @param there arcs from the source to the target
     * @param back arcs of the answers
     */
    default @Nullable String obstacle(S settings, Topology topology, int[] there, int[] back) {
        return null;
    }

    /**
     * What this model is known to represent badly of transfers over a path, a sentence each; none where nothing is known.
     *
     * @param there arcs from the source to the target
     * @param back arcs of the answers
     */
    default List<String> weaknesses(S settings, Topology topology, int[] there, int[] back) {
        return List.of();
    }

    /** Creates a network without transfers on it. */
    Network create(S settings, NetworkContext context);

    /** Creates a network with every setting at its default. */
    default Network createDefault(NetworkContext context) {
        return create(defaults(), context);
    }

    /** Whether collectives on this network shall be charged by their closed form instead of transfer by transfer. */
    default boolean closedFormCollectives() {
        return false;
    }
}
