package org.longhaul.training.task;

import org.jspecify.annotations.Nullable;
import org.longhaul.training.tensor.Tensor;

/**
 * What a model says to a batch.
 *
 * @param batch the batch
 * @param loss mean loss over it, a scalar
 * @param scores [N, V] of V tokens or classes at each of N places, in the order of the targets; null for a model that gives a
 *     loss only
 */
public record Prediction(Batch batch, Tensor loss, @Nullable Tensor scores) {}
