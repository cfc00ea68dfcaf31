package org.longhaul.topology.build;

import org.longhaul.extension.Extension;
import org.longhaul.topology.Topology;

/**
 * Extension point: a family of networks. Implementations are stateless, are found through
 * {@link java.util.ServiceLoader}, and give equal topologies for equal settings.
 *
 * <p>The components of the settings record are the keys of a scenario. {@code @JsonProperty(defaultValue = ...)} states a
 * default in the spelling of a scenario, {@code @Nullable} marks an optional one, every other is required;
 * {@code @JsonPropertyDescription} says what it means and its unit.
 *
 * @param <S> the settings
 */
public interface TopologyBuilder<S extends Record> extends Extension<S> {
    /**
     * Returns the network.
     *
     * @throws IllegalArgumentException if the settings, each valid, do not fit together
     */
    Topology create(S settings);
}
