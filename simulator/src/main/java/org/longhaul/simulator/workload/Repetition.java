package org.longhaul.simulator.workload;

/** Recognises steps whose outcome is known and lets the run pass over them. */
final class Repetition {

    private final Execution execution;
    private final StepMemory memory = new StepMemory();
    private boolean isLooking;
    private long repeatedSteps;

    Repetition(Execution execution) {
        this.execution = execution;
    }

    long repeatedSteps() {
        return repeatedSteps;
    }

    /** Looks after everything else of this instant has happened. */
    void lookSoon() {
        if (!isLooking && memory.isWorthwhile()) {
            isLooking = true;
            execution.clock().afterThisInstant(now -> look());
        }
    }

    private void look() {
        isLooking = false;
        StepState step = execution.freshStep();
        if (step == null) {
            return;
        }
        long moment = execution.clock().nowNanos();
        long[] lead = leads(step, moment);
        StepMemory.Recording recording = execution.reporter().recording();
        if (recording != null && recording.index + 1 == step.index) {
            recording.finish(
                    memory, moment, lead, execution.clock(), execution.network().network());
        }
        execution.reporter().recordInto(null);
        passOverKnown(step, moment, lead);
    }

    private void passOverKnown(StepState step, long moment, long[] lead) {
        long fingerprint = execution.network().network().stateFingerprint();
        StepMemory.Key key = key(lead, step.index, fingerprint);
        StepMemory.Outcome outcome = memory.find(step.step, key);
        if (outcome == null) {
            execution
                    .reporter()
                    .recordInto(new StepMemory.Recording(
                            step.step,
                            step.index,
                            key,
                            moment,
                            lead,
                            execution.clock(),
                            execution.network().network(),
                            execution.network().topology().arcCount()));
            return;
        }
        if (outcome.fingerprintAfter == fingerprint) {
            passOver(step, moment, outcome, fingerprint);
        }
    }

    // From here on the network stays as it is: all outcomes that are used lead back to its present state.
    private void passOver(StepState first, long firstMoment, StepMemory.Outcome firstOutcome, long fingerprint) {
        execution.abandonFreshStep();
        long index = first.index;
        long moment = firstMoment;
        Step step = first.step;
        StepMemory.Outcome outcome = firstOutcome;
        Step next;
        while (true) {
            outcome.replay(index, moment, execution.reporter(), execution.clock());
            moment += outcome.nanos;
            index++;
            next = execution.pull(index);
            if (next == null) {
                break;
            }
            if (isSame(next, step) && outcome.isFixedPoint && execution.hasSteadyCompute()) {
                continue;
            }
            StepMemory.Outcome following = memory.find(next, key(outcome.leadAfter, index, fingerprint));
            if (following == null || following.fingerprintAfter != fingerprint) {
                break;
            }
            step = next;
            outcome = following;
        }
        repeatedSteps += index - first.index;
        execution.clock().skip(moment - firstMoment);
        long[] start = new long[execution.workers().length];
        for (int w = 0; w < start.length; w++) {
            start[w] = moment - outcome.leadAfter[w];
        }
        execution.resume(index, next, start, index - first.index);
        lookAgain(moment);
    }

    // The moment after a stretch of known steps is one at which recording can begin.
    private void lookAgain(long moment) {
        StepState step = execution.freshStep();
        if (step != null && execution.clock().nowNanos() == moment) {
            lookSoon();
        }
    }

    @SuppressWarnings(
            "ReferenceEquality") // Sources hand out one instance for equal steps; a deep comparison costs more.
    private static boolean isSame(Step a, Step b) {
        return a == b;
    }

    private long[] leads(StepState step, long moment) {
        long[] lead = new long[execution.workers().length];
        for (int w = 0; w < lead.length; w++) {
            lead[w] = moment - step.start[w];
        }
        return lead;
    }

    private StepMemory.Key key(long[] lead, long step, long fingerprint) {
        int workers = lead.length;
        long[] content = new long[workers * (WorkerState.PHASES + 1) + 1];
        int i = 0;
        for (int w = 0; w < workers; w++) {
            content[i++] = lead[w];
            content[i++] = execution.phaseNanos(Phase.FORWARD, w, step);
            content[i++] = execution.phaseNanos(Phase.BACKWARD, w, step);
            content[i++] = execution.phaseNanos(Phase.UPDATE, w, step);
        }
        content[i] = fingerprint;
        return new StepMemory.Key(content);
    }
}
