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
        Checks.positive("vocabulary", vocabulary);
        Checks.positive("contextLength", contextLength);
        Checks.positive("workers", workers);
    }
}
