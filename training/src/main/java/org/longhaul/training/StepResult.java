package org.longhaul.training;

import java.util.List;

/**
 * What one training step of all workers gave.
 *
 * @param step 0-based global step
 * @param meanLoss mean of the workers' losses, nats per token
 * @param workerLosses loss of the own batch of each worker that took part at its own parameters before the update, nats per token
 * @param gradientNorms L2 norm of each worker's gradient before clipping
 * @param learningRate learning rate of the step by the schedule
 * @param outcome whether training is still sound
 */
public record StepResult(
        long step,
        double meanLoss,
        List<Double> workerLosses,
        List<Double> gradientNorms,
        double learningRate,
        Outcome outcome) {

    /** Whether training is still sound after a step. */
    public sealed interface Outcome {}

    /** Losses and gradients are finite. */
    public record Trained() implements Outcome {}

    /**
     * A loss or a gradient is infinite or not a number; later steps mean nothing.
     *
     * @param worker first worker concerned
     * @param what the figure and its value
     */
    public record Diverged(int worker, String what) implements Outcome {}

    public StepResult {
        workerLosses = List.copyOf(workerLosses);
        gradientNorms = List.copyOf(gradientNorms);
    }

    /** Whether the outcome is {@link Diverged}. */
    public boolean diverged() {
        return outcome instanceof Diverged;
    }
}
