package org.longhaul.training.participation;

import org.longhaul.extension.Extension;

/**
 * Extension point: makes a {@link Participation}.
 *
 * @param <S> settings record
 */
public interface ParticipationFactory<S extends Record> extends Extension<S> {
    /**
     * Makes it.
     *
     * @param population the clients there are
     * @param seed master seed of the run
     * @throws IllegalArgumentException if it cannot be had of so few clients
     */
    Participation create(S settings, Population population, long seed);

    /**
     * What it looks at of the clients, beside their number and how much data each has; nothing unless overridden. A recorded
     * training serves for others only where this is equal.
     */
    default Population seen(S settings, Population population) {
        return Population.alike(population.clients());
    }
}
