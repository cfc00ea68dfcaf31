package org.longhaul.simulator.request;

import org.longhaul.extension.Extension;

/**
 * Extension point: when requests arrive. Implementations are found with {@link java.util.ServiceLoader}; {@link
 * org.longhaul.extension.Registry} lists them.
 *
 * @param <S> the model's settings, a record whose components carry their defaults and descriptions
 */
public interface ArrivalModel<S extends Record> extends Extension<S> {
    /**
     * Whether arrivals may state their own tokens. What a service can answer follows from these, so that such arrivals are made
     * without knowing it ({@link ArrivalContext#capacity}).
     */
    default boolean statesTokens() {
        return false;
    }

    /**
     * The arrivals of a run under one seed.
     *
     * @throws IllegalArgumentException if a setting names what there is not, or a file cannot be read
     */
    Arrivals create(S settings, ArrivalContext context);
}
