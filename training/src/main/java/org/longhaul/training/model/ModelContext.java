package org.longhaul.training.model;

/**
 * What a model must know besides its own settings.
 *
 * @param vocabulary number of token values
 * @param contextLength positions of one training sequence, T
 * @param workers number of workers
 */
public record ModelContext(int vocabulary, int contextLength, int workers) {
    public ModelContext {
        ModelLimits.positive("vocabulary", vocabulary);
        ModelLimits.positive("contextLength", contextLength);
        ModelLimits.positive("workers", workers);
    }
}
