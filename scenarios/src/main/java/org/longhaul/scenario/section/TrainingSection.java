package org.longhaul.scenario.section;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.file.Selection;
import org.longhaul.training.optimizer.OptimizerFactory;
import org.longhaul.training.schedule.ScheduleFactory;

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
                        "steps between validations; default: a twentieth of the budget; the last step is"
                                + " always validated")
                Long evaluateEvery) {

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
