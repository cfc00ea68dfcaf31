package org.longhaul.scenario.section;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.file.Selection;
import org.longhaul.training.optimizer.OptimizerFactory;
import org.longhaul.training.replica.GradientPass;
import org.longhaul.training.schedule.ScheduleFactory;
import org.longhaul.training.weighting.SampleWeightingFactory;

/**
 * Budget, batch, optimizer and evaluation; a method may override most of it.
 *
 * @param until what may end a method before its steps are done; it then makes its closing exchange and is evaluated
 */
public record TrainingSection(
        @Nullable @JsonPropertyDescription("sequential steps; give steps or tokens") Long steps,
        @Nullable
                @JsonPropertyDescription(
                        "tokens of all workers together, a whole number of steps; give steps or tokens")
                Long tokens,
        @Nullable
                @JsonPropertyDescription(
                        "what ends a method before its steps are done: target (the evaluation that reaches the first of"
                                + " the targets) or a duration of projected time, the same for every method; learning"
                                + " rates follow schedules over all steps nevertheless; default: nothing")
                Until until,
        @JsonProperty(defaultValue = "8") @JsonPropertyDescription("sequences or examples per worker and step")
                int batch,
        @JsonProperty(defaultValue = "128") @JsonPropertyDescription("tokens of a sequence, where the data are text")
                int context,
        @JsonPropertyDescription("the workers' local optimizer") Selection<OptimizerFactory<?>> optimizer,
        @JsonProperty(defaultValue = "constant") @JsonPropertyDescription("learning rate over the steps")
                Selection<ScheduleFactory<?>> schedule,
        @Nullable @JsonPropertyDescription("gradient clipping per worker; default: none") ClipSection clip,
        @Nullable
                @JsonPropertyDescription(
                        "factors on learning rate and weight decay by the role of a parameter, beside those of a model with"
                                + " baseWidth; default: none")
                MultiplierSection multipliers,
        @Nullable
                @JsonPropertyDescription(
                        "steps between validations; default: a twentieth of the budget; the last step is"
                                + " always validated")
                Long evaluateEvery,
        @JsonProperty(defaultValue = "1")
                @JsonPropertyDescription(
                        "micro-batches that the batch of a worker is cut into, one after another; the gradient is the mean of"
                                + " theirs, and leaves during the backward pass of the last")
                int accumulate,
        @JsonProperty(defaultValue = "fp32")
                @JsonPropertyDescription(
                        "fp32, or bf16: products of matrices, convolutions and attention in bfloat16, here; the speed of the"
                                + " charged device is compute's")
                TrainingPrecision precision,
        @JsonProperty(defaultValue = "false")
                @JsonPropertyDescription(
                        "whether the backward pass computes activations again instead of keeping them: less memory, and one"
                                + " forward pass more is charged where compute counts operations")
                boolean recompute,
        @Nullable
                @JsonPropertyDescription(
                        "how replicas share the device here: threaded (one after another on each thread), stacked (several at"
                                + " once, the same losses to rounding) or measured (the faster in a short trial, which a"
                                + " resumed run keeps); default: threaded on the CPU, measured on a GPU")
                ReplicaSharing replicas,
        @JsonProperty(defaultValue = "uniform")
                @JsonPropertyDescription("what each sample of a batch counts for in the loss that is minimised")
                Selection<SampleWeightingFactory<?>> weighting) {

    /** Steps of a run at most: beyond, no machine would come to its end. */
    static final long MOST_STEPS = 100_000_000;

    /** Tokens of one worker and step at most. */
    public static final int MOST_TOKENS = 1 << 28;

    private static final int LONGEST_CONTEXT = 1 << 20;

    public TrainingSection {
        if ((steps == null) == (tokens == null)) {
            throw new IllegalArgumentException("steps or tokens must be given, one of the two.");
        }
        requireWithin("steps", steps, MOST_STEPS);
        requirePositive("tokens", tokens);
        requireWithin("batch", (long) batch, MOST_TOKENS);
        requireWithin("context", (long) context, LONGEST_CONTEXT);
        requirePositive("evaluateEvery", evaluateEvery);
        requireWithin("accumulate", (long) accumulate, MOST_TOKENS);
    }

    /** How the gradient of a batch is computed. */
    public GradientPass pass() {
        return new GradientPass(accumulate, precision == TrainingPrecision.BF16, recompute);
    }

    /** Whether a batch of so many sequences can be laid out. */
    public static boolean fitsIntoMemory(int batch, int context) {
        return batch * (context + 1L) <= MOST_TOKENS;
    }

    static void requireWithin(String name, @Nullable Long value, long most) {
        if (value != null && (value < 1 || value > most)) {
            throw new IllegalArgumentException(name + " (" + value + ") must lie in [1, " + most + "].");
        }
    }

    static void requirePositive(String name, @Nullable Long value) {
        if (value != null && value < 1) {
            throw new IllegalArgumentException(name + " (" + value + ") must be at least 1.");
        }
    }
}
