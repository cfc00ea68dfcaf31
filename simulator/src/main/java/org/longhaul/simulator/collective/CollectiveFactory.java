package org.longhaul.simulator.collective;

import org.longhaul.extension.Extension;

/**
 * Extension point for collectives: one class to add one, found through {@link java.util.ServiceLoader}.
 *
 * @param <S> settings of the algorithm
 */
public interface CollectiveFactory<S extends Record> extends Extension<S> {
    /** The algorithm under settings. */
    Collective create(S settings);
}
