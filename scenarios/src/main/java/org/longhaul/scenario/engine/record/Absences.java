package org.longhaul.scenario.engine.record;

import java.util.List;
import java.util.Objects;
import org.longhaul.analysis.record.WorkerAbsence;
import org.longhaul.scenario.trace.StepEvents;
import org.longhaul.simulator.workload.RunLengthTrace;
import org.longhaul.simulator.workload.result.Absence;
import org.longhaul.training.communicate.RollCall;
import org.longhaul.training.communicate.TrainingEvent;

/** Puts the times in which workers were away, from the simulation, together with the steps that they lost, from the trace. */
final class Absences {
    private final RunLengthTrace.Player<StepEvents> steps;
    private final int workers;

    private Absences(RunLengthTrace.Player<StepEvents> steps, int workers) {
        this.steps = steps;
        this.workers = workers;
    }

    /**
     * The absences of a run.
     *
     * @param workers how many there are
     * @param itemsPerStep tokens or examples of a worker's step
     */
    static List<WorkerAbsence> of(
            List<Absence> absences, RunLengthTrace<StepEvents> trace, int workers, long itemsPerStep) {
        Absences found = new Absences(trace.player(), workers);
        return absences.stream().map(each -> found.record(each, itemsPerStep)).toList();
    }

    /**
     * Local steps that counted for nothing since a worker did not come to the end of a step: its own, none if it was lost before it
     * computed, or those of all workers where one loss sends all back, which count once for all that were lost then.
     */
    private long lostSteps(Absence absence) {
        if (absence.step() == Absence.NEVER_CAME) {
            return 0;
        }
        StepEvents last = step(absence.step());
        RollCall call = Objects.requireNonNull(last.call());
        List<Integer> heard = Objects.requireNonNull(last.answer()).heard();
        int firstLost = call.members().stream()
                .filter(member -> !heard.contains(member))
                .findFirst()
                .orElse(absence.worker());
        if (call.sendsAllBack() ? firstLost != absence.worker() : absence.lostWorkNanos() == 0) {
            return 0;
        }
        long count = 0;
        for (long step = Math.max(0, absence.step() - call.sinceStepsAgo()); step <= absence.step(); step++) {
            count += call.sendsAllBack() ? step(step).batches(workers) : computes(step(step), absence.worker());
        }
        return count;
    }

    private StepEvents step(long index) {
        return Objects.requireNonNull(steps.step(index));
    }

    private static int computes(StepEvents step, int worker) {
        for (TrainingEvent event : step.events()) {
            if (event instanceof TrainingEvent.Computed computed) {
                List<Integer> ranks = computed.members().ranks();
                return ranks == null || ranks.contains(worker) ? 1 : 0;
            }
        }
        return 0;
    }

    private WorkerAbsence record(Absence absence, long itemsPerStep) {
        long count = lostSteps(absence);
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
