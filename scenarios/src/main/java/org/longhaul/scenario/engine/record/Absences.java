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
    private final int workers;
    private final List<StepEvents> round = new ArrayList<>();

    /** Local steps that each worker lost when it did not come, one entry a time. */
    private final Map<Integer, ArrayDeque<Long>> lost = new HashMap<>();

    private Absences(int workers) {
        this.workers = workers;
    }

    /**
     * The absences of a run.
     *
     * @param itemsPerStep tokens or examples of a worker's step
     */
    static List<WorkerAbsence> of(List<Absence> absences, RunLengthTrace<StepEvents> trace, long itemsPerStep) {
        if (absences.isEmpty()) {
            return List.of();
        }
        int workers = absences.stream().mapToInt(Absence::worker).max().orElse(0) + 1;
        Absences found = new Absences(workers);
        for (RunLengthTrace.Run run : trace.sequence()) {
            StepEvents step = trace.dictionary().get(run.step());
            for (long i = 0; i < run.count(); i++) {
                found.add(step);
            }
        }
        return absences.stream().map(each -> found.record(each, itemsPerStep)).toList();
    }

    private void add(StepEvents step) {
        round.add(step);
        RollCall call = step.call();
        Answer answer = step.answer();
        if (call == null || answer == null) {
            return;
        }
        for (int worker : call.members()) {
            if (worker < workers && !answer.heard().contains(worker)) {
                int from = Math.max(0, round.size() - 1 - call.sinceStepsAgo());
                long steps = round.subList(from, round.size()).stream()
                        .filter(each -> computes(each, worker))
                        .count();
                lost.computeIfAbsent(worker, any -> new ArrayDeque<>()).add(steps);
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
        ArrayDeque<Long> steps = lost.getOrDefault(absence.worker(), new ArrayDeque<>());
        Long lostSteps = absence.cause() == Absence.Cause.NOT_THERE ? null : steps.poll();
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
