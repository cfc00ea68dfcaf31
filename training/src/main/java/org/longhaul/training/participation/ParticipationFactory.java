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
     * @param clients number of clients there are
     * @param seed master seed of the run
     * @throws IllegalArgumentException if it cannot be had of so few clients
     */
    Participation create(S settings, int clients, long seed);
}
