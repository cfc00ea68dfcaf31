package org.longhaul.training.model.classifier;

/** Where batch norms take the mean and the variance from that they judge by; in training these are always the batch's. */
public enum BatchStatistics {
    /**
     * Running statistics, which every training batch moves a tenth of the way to its own. They are a part of the model: they are
     * averaged, sent and charged like its parameters.
     */
    AVERAGED,
    /** Statistics of training batches, taken anew whenever a model is judged; they are no part of it and not sent. */
    STATIC
}
