package org.longhaul.training.optimizer;

import org.longhaul.extension.Extension;

/**
 * Extension point: makes an {@link Optimizer}.
 *
 * @param <S> settings record
 */
public interface OptimizerFactory<S extends Record> extends Extension<S> {
    /** Makes the optimizer from validated settings. */
    Optimizer create(S settings);
}
