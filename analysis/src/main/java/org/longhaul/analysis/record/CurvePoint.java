package org.longhaul.analysis.record;

import org.jspecify.annotations.Nullable;

/**
 * One point of a training curve.
 *
 * <p>A null loss was not taken at this point; a loss that is not a number was taken and says that training diverged.
 *
 * @param step steps finished, counted from 1; 0 is the state before training
 * @param tokens tokens that all workers together have trained on
 * @param simulatedNanos simulated time at which the slowest worker finished the step
 * @param volume what one worker's exchanges came to since the start
 * @param trainLoss mean training loss over the workers, nats per token
 * @param validationLoss loss of the averaged (or outer) parameters on the validation set, nats per token
 * @param bitsPerByte the validation loss per byte of text, in bits
 * @param learningRate the local learning rate at this step
 */
public record CurvePoint(
        long step,
        long tokens,
        long simulatedNanos,
        Volume volume,
        @Nullable Double trainLoss,
        @Nullable Double validationLoss,
        @Nullable Double bitsPerByte,
        double learningRate) {}
