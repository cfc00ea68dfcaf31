package org.longhaul.scenario.run;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.measure.ClientValues;
import org.longhaul.scenario.trace.StepEvents;
import org.longhaul.scenario.trace.TraceHeader;
import org.longhaul.simulator.workload.RunLengthTrace;
import org.longhaul.training.WorkerMemory;

/**
 * What training one method under one seed has given up to some step: everything that the network cannot change.
 *
 * @param header what was trained
 * @param steps steps trained
 * @param presentAtFirst ranks that the network said were there before the first step; empty where it was not asked
 * @param trace what training did in them; where a rule stopped it, the closing exchange is one entry more
 * @param unanswered what it did in the step after those, at whose end it asked the network and had no answer; null where nothing is
 *     open
 * @param evaluations what was measured on the way, in order of steps; where the closing exchange is an entry of its own, the last
 *     one was taken after it
 * @param pendingLoss sum of the training losses since the last evaluation
 * @param pendingSteps number of steps in that sum
 * @param diverged what stopped being a number, and when; null while training is sound
 * @param isOver whether training came to its end: its steps are done, a rule stopped it, or it diverged; false where it is under
 *     way, or the network brought it to a halt
 * @param memory what a worker keeps, counted from its tensors
 * @param realNanos real time spent so far
 */
public record UnitProgress(
        TraceHeader header,
        long steps,
        List<Integer> presentAtFirst,
        RunLengthTrace<StepEvents> trace,
        @Nullable StepEvents unanswered,
        List<Evaluation> evaluations,
        double pendingLoss,
        long pendingSteps,
        @Nullable String diverged,
        boolean isOver,
        WorkerMemory memory,
        long realNanos) {

    public UnitProgress {
        presentAtFirst = List.copyOf(presentAtFirst);
        evaluations = List.copyOf(evaluations);
        if (trace.steps() != steps && trace.steps() != steps + 1) {
            throw new IllegalArgumentException("the trace has " + trace.steps() + " steps, training " + steps);
        }
        long before = -1;
        for (Evaluation evaluation : evaluations) {
            if (evaluation.step() < before || evaluation.step() > steps) {
                throw new IllegalArgumentException("there is no evaluation of step " + evaluation.step() + " in "
                        + steps + " steps after that of step " + before);
            }
            before = evaluation.step();
        }
        if (pendingSteps < 0 || pendingSteps > steps) {
            throw new IllegalArgumentException(pendingSteps + " of " + steps + " steps cannot wait for an evaluation");
        }
    }

    /** Whether the last entry of the trace is no step but the closing exchange of a training that a rule stopped. */
    public boolean hasClosingEntry() {
        return trace.steps() > steps;
    }

    /** Entries of the trace that were over when each evaluation was made. */
    public long[] entriesBefore() {
        long[] entries = new long[evaluations.size()];
        boolean hasClosing = hasClosingEntry();
        boolean someResume = trace.dictionary().stream().anyMatch(StepEvents::resumes);
        RunLengthTrace.Player<StepEvents> player = trace.player();
        for (int i = 0; i < entries.length; i++) {
            long step = evaluations.get(i).step();
            boolean afterClosing = hasClosing && i == entries.length - 1;
            // What made the model that was evaluated may travel in the next entry, with whose end it counts.
            StepEvents next = someResume ? player.step(step) : null;
            entries[i] = step + (afterClosing || (next != null && next.resumes()) ? 1 : 0);
        }
        return entries;
    }

    /**
     * What was measured after a step.
     *
     * @param step steps done; 0 before the first
     * @param training mean training loss since the evaluation before; null when no step was made since
     * @param values of parameters that a worker or the server holds, by id of the measure; empty when only the training loss
     *     was taken
     * @param virtualValues of the mean over the workers, which nobody holds; empty when the workers are equal or only the
     *     training loss was taken
     * @param clients of the same model on the data of each client; empty where clients were not evaluated one by one
     * @param learningRate learning rate of the last step
     */
    public record Evaluation(
            long step,
            @Nullable Double training,
            Map<String, Double> values,
            Map<String, Double> virtualValues,
            List<ClientValues> clients,
            double learningRate) {

        public Evaluation {
            values = ImmutableMap.copyOf(values);
            virtualValues = ImmutableMap.copyOf(virtualValues);
            clients = List.copyOf(clients);
        }
    }
}
