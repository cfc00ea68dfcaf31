package org.longhaul.simulator.workload.execution;

import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.event.BeyondTimeException;
import org.longhaul.simulator.workload.Phase;
import org.longhaul.simulator.workload.Step;
import org.longhaul.simulator.workload.account.StepMemory;

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
        StepState step = execution.fresh().step();
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

    // The network stays as it is from here on: all outcomes that are used lead back to its present state.
    private void passOver(StepState first, long firstMoment, StepMemory.Outcome firstOutcome, long fingerprint) {
        long index = first.index;
        long moment = firstMoment;
        long[] lead = leads(first, firstMoment);
        Step step = first.step;
        StepMemory.Outcome outcome = firstOutcome;
        boolean followsItself = false;
        long unchangedUntil = unchangedUntil();
        while (true) {
            // What ends later than can be told is simulated, too: up to where the clock ends.
            boolean isTold = outcome.nanos < BeyondTimeException.END_OF_TIME - moment;
            if (!isTold || moment + outcome.nanos >= unchangedUntil) {
                if (index > first.index) {
                    resume(first, firstMoment, index, moment, lead, step);
                }
                return;
            }
            Step next = execution.steps().pull(index + 1, moment + outcome.nanos - longest(outcome.leadAfter));
            boolean again = next != null
                    && isSame(next, step)
                    && outcome.isFixedPoint
                    && execution.fresh().hasSteadyCompute();
            if (next != null && !(again && followsItself) && !canFollow(next, index + 1, outcome.leadAfter)) {
                if (index > first.index) {
                    resume(first, firstMoment, index, moment, lead, step);
                }
                execution.steps().open(index + 1, next);
                return;
            }
            if (index == first.index) {
                execution.fresh().abandon();
            }
            outcome.replay(index, moment, execution.reporter(), execution.clock());
            moment += outcome.nanos;
            lead = outcome.leadAfter;
            index++;
            followsItself = again;
            if (again) {
                continue;
            }
            StepMemory.Outcome following = next == null ? null : memory.find(next, key(lead, index, fingerprint));
            if (next == null || following == null || following.fingerprintAfter != fingerprint) {
                resume(first, firstMoment, index, moment, lead, next);
                lookAgain();
                return;
            }
            step = next;
            outcome = following;
        }
    }

    // A step that would not be over before something changes is simulated.
    private long unchangedUntil() {
        long unchanged = execution.clock().unchangedNanos();
        return unchanged == Long.MAX_VALUE ? Long.MAX_VALUE : execution.clock().nowNanos() + unchanged;
    }

    // Whether every worker that begins the step ahead of the moment has no event in it before the moment. Otherwise the
    // step would mingle with the one before, and that one's outcome would not be what it was.
    private boolean canFollow(Step step, long index, long[] lead) {
        for (int w = 0; w < execution.workers().length; w++) {
            if (lead[w] > execution.fresh().firstEventNanos(step, index, w)) {
                return false;
            }
        }
        return true;
    }

    private void resume(StepState first, long firstMoment, long index, long moment, long[] lead, @Nullable Step step) {
        repeatedSteps += index - first.index;
        execution.clock().skip(moment - firstMoment);
        long[] start = new long[execution.workers().length];
        int[] order = new int[start.length];
        for (int w = 0; w < start.length; w++) {
            start[w] = moment - lead[w];
            order[w] = (int) lead[start.length + w];
        }
        execution.resume(index, step, start, order, index - first.index);
    }

    // The moment after a stretch of known steps is one at which recording can begin.
    private void lookAgain() {
        if (execution.fresh().step() != null) {
            lookSoon();
        }
    }

    /** Identity: sources hand out one instance for equal steps, and a deep comparison of each pair would cost more. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(Step a, Step b) {
        return a == b;
    }

    // How far each worker is ahead, and then the workers in the order in which they began to compute: of events that
    // fall
    // into one instant, that of the worker that began first comes first.
    private long[] leads(StepState step, long moment) {
        int workers = execution.workers().length;
        long[] lead = new long[2 * workers];
        for (int w = 0; w < workers; w++) {
            lead[w] = moment - step.start[w];
        }
        WorkerState[] order = execution.workers().clone();
        Arrays.sort(
                order,
                Comparator.<WorkerState>comparingLong(worker -> worker.isIdle ? Long.MAX_VALUE : worker.timerSequence)
                        .thenComparingInt(worker -> worker.worker));
        for (int i = 0; i < workers; i++) {
            lead[workers + i] = order[i].worker;
        }
        return lead;
    }

    /** How far the first worker is ahead. */
    private long longest(long[] lead) {
        long longest = 0;
        for (int w = 0; w < execution.workers().length; w++) {
            longest = Math.max(longest, lead[w]);
        }
        return longest;
    }

    private StepMemory.Key key(long[] lead, long step, long fingerprint) {
        int workers = execution.workers().length;
        long[] content = new long[workers * (WorkerState.PHASES + 2) + 1];
        int i = 0;
        for (int w = 0; w < workers; w++) {
            content[i++] = lead[w];
            content[i++] = lead[workers + w];
            content[i++] = execution.computations().phaseNanos(Phase.FORWARD, w, step);
            content[i++] = execution.computations().phaseNanos(Phase.BACKWARD, w, step);
            content[i++] = execution.computations().phaseNanos(Phase.UPDATE, w, step);
        }
        content[i] = fingerprint;
        return new StepMemory.Key(content);
    }
}
