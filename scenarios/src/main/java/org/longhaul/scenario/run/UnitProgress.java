package org.longhaul.scenario.run;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.trace.TrainingTrace;
import org.longhaul.training.MemoryUse;

/**
 * What training one method under one seed has given up to some step: everything that the network cannot change.
 *
 * @param steps steps trained
 * @param trace what training did in them
 * @param evaluations losses taken on the way, in order of steps
 * @param pendingLoss sum of the training losses since the last evaluation
 * @param pendingSteps number of steps in that sum
 * @param diverged what stopped being a number, and when; null while training is sound
 * @param memory what a worker keeps, counted from its tensors
 * @param realNanos real time spent so far
 */
public record UnitProgress(
        long steps,
        TrainingTrace trace,
        List<Evaluation> evaluations,
        double pendingLoss,
        long pendingSteps,
        @Nullable String diverged,
        MemoryUse memory,
        long realNanos) {

    public UnitProgress {
        evaluations = List.copyOf(evaluations);
        if (trace.steps() != steps) {
            throw new IllegalArgumentException("the trace has " + trace.steps() + " steps, training " + steps);
        }
        long before = -1;
        for (Evaluation evaluation : evaluations) {
            if (evaluation.step() < before || evaluation.step() > steps) {
                throw new IllegalArgumentException("there is no loss of step " + evaluation.step() + " in " + steps
                        + " steps after that of step " + before);
            }
            before = evaluation.step();
        }
        if (pendingSteps < 0 || pendingSteps > steps) {
            throw new IllegalArgumentException(pendingSteps + " of " + steps + " steps cannot wait for an evaluation");
        }
    }

    /**
     * Losses taken after a step.
     *
     * @param step steps done; 0 before the first
     * @param trainLoss mean training loss since the evaluation before; null before the first step
     * @param validationLoss of parameters that a worker or the server holds, nats per token; null when only the training loss
     *     was taken
     * @param virtualValidationLoss of the mean over the workers, which nobody holds, nats per token; null when the workers are
     *     equal or only the training loss was taken
     * @param bitsPerByte the same per byte of text
     * @param learningRate learning rate of the last step
     */
    public record Evaluation(
            long step,
            @Nullable Double trainLoss,
            @Nullable Double validationLoss,
            @Nullable Double virtualValidationLoss,
            @Nullable Double bitsPerByte,
            double learningRate) {}
}
