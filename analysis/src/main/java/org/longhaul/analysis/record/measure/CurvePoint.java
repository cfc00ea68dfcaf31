package org.longhaul.analysis.record.measure;

import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.network.Volume;

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
 * @param validationLoss loss on the validation set of parameters that somebody holds (the first worker, or the server
 *     where the method has one), nats per token
 * @param virtualValidationLoss the same of the mean over the workers, which nobody held or paid for at this point; null where
 *     the workers were equal
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
        @Nullable Double virtualValidationLoss,
        @Nullable Double bitsPerByte,
        double learningRate) {}
