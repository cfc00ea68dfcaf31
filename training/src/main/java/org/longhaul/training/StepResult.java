package org.longhaul.training;

import java.util.List;
import org.jspecify.annotations.Nullable;

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
     * A loss, a gradient or a parameter is infinite or not a number; later steps mean nothing.
     *
     * @param holder first who is concerned: {@code worker 3}, {@code the server}, or {@code the method} of a state of its own
     * @param what the figure and its value, or why the step cannot be done
     * @param tensor first tensor of the holder's that is not finite, by the name of the parameter; null if all are finite
     */
    public record Diverged(String holder, String what, @Nullable String tensor) implements Outcome {
        /** Of a worker. */
        Diverged(int worker, String what, @Nullable String tensor) {
            this("worker " + worker, what, tensor);
        }

        /** What happened, to whom and where. */
        public String words() {
            return holder + ": " + what + (tensor == null ? "" : "; the first tensor that is not finite: " + tensor);
        }
    }

    public StepResult {
        workerLosses = List.copyOf(workerLosses);
        gradientNorms = List.copyOf(gradientNorms);
    }

    /** Whether the outcome is {@link Diverged}. */
    public boolean diverged() {
        return outcome instanceof Diverged;
    }
}
