package org.longhaul.scenario.engine.record;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.longhaul.analysis.record.WorkerAbsence;
import org.longhaul.scenario.trace.StepEvents;
import org.longhaul.simulator.workload.RunLengthTrace;
import org.longhaul.simulator.workload.result.Absence;
import org.longhaul.training.communicate.Answer;
import org.longhaul.training.communicate.RollCall;
import org.longhaul.training.communicate.TrainingEvent;

/** Puts the times in which workers were away, from the simulation, together with the steps that they lost, from the trace. */
final class Absences {
    /** The steps up to the present one. */
    private final List<StepEvents> steps = new ArrayList<>();

    /** Local steps that each worker lost when it did not come, one entry a time. */
    private final Map<Integer, ArrayDeque<Long>> lost = new HashMap<>();

    private Absences() {}

    /**
     * The absences of a run.
     *
     * @param itemsPerStep tokens or examples of a worker's step
     */
    static List<WorkerAbsence> of(List<Absence> absences, RunLengthTrace<StepEvents> trace, long itemsPerStep) {
        if (absences.isEmpty()) {
            return List.of();
        }
        Absences found = new Absences();
        for (RunLengthTrace.Run run : trace.sequence()) {
            StepEvents step = trace.dictionary().get(run.step());
            for (long i = 0; i < run.count(); i++) {
                found.add(step);
            }
        }
        return absences.stream().map(each -> found.record(each, itemsPerStep)).toList();
    }

    private void add(StepEvents step) {
        steps.add(step);
        RollCall call = step.call();
        Answer answer = step.answer();
        if (call == null || answer == null) {
            return;
        }
        for (int worker : call.members()) {
            if (!answer.heard().contains(worker)) {
                int from = Math.max(0, steps.size() - 1 - call.sinceStepsAgo());
                long count = steps.subList(from, steps.size()).stream()
                        .filter(each -> computes(each, worker))
                        .count();
                lost.computeIfAbsent(worker, any -> new ArrayDeque<>()).add(count);
            }
        }
    }

    private static boolean computes(StepEvents step, int worker) {
        for (TrainingEvent event : step.events()) {
            if (event instanceof TrainingEvent.Computed computed) {
                List<Integer> ranks = computed.members().ranks();
                return ranks == null || ranks.contains(worker);
            }
        }
        return false;
    }

    private WorkerAbsence record(Absence absence, long itemsPerStep) {
        ArrayDeque<Long> entries = lost.getOrDefault(absence.worker(), new ArrayDeque<>());
        Long lostSteps = absence.cause() == Absence.Cause.NOT_THERE ? null : entries.poll();
        long count = lostSteps == null ? 0 : lostSteps;
        return new WorkerAbsence(
                absence.worker(),
                WorkerAbsence.Cause.valueOf(absence.cause().name()),
                absence.beganNanos(),
                absence.lostWorkNanos(),
                absence.detectionNanos(),
                absence.replacementNanos(),
                absence.stateTransferNanos(),
                count,
                count * itemsPerStep,
                absence.isOver());
    }
}
