package org.longhaul.simulator.workload.execution;

import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.workload.Step;
import org.longhaul.simulator.workload.account.Accounts;
import org.longhaul.simulator.workload.account.MomentsAhead;
import org.longhaul.simulator.workload.account.StepMemory;

/**
 * Recognises stretches of steps whose outcome is known and lets the run pass over them, up to the last moment at which the
 * network is in the state in which it is now: over equal steps, and over whole cycles of different ones.
 */
final class Repetition implements MomentsAhead.Course {

    private final Execution execution;
    private final StepMemory memory = new StepMemory();
    private final MomentsAhead ahead;
    private boolean isLooking;
    private long repeatedSteps;

    Repetition(Execution execution) {
        this.execution = execution;
        this.ahead = new MomentsAhead(this, memory);
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
        if (recording != null && recording.index < step.index) {
            recording.finish(
                    memory,
                    this,
                    moment,
                    lead,
                    execution.clock(),
                    execution.network().network());
        }
        execution.reporter().recordInto(null);
        passOverKnown(step, moment, lead);
    }

    private void passOverKnown(StepState step, long moment, long[] lead) {
        long fingerprint = execution.network().network().stateFingerprint();
        MomentsAhead.Moment now = new MomentsAhead.Moment(step.index, moment, lead, fingerprint, step.step);
        ahead.startAt(now);
        MomentsAhead.Moment to = passOver(now);
        if (to.index() > step.index) {
            resume(step.index, moment, to);
        } else if (!ahead.isKnown()) {
            memory.missed();
            execution
                    .reporter()
                    .recordInto(new StepMemory.Recording(
                            step.index,
                            key(lead, step.index, fingerprint),
                            moment,
                            execution.clock(),
                            execution.network().network(),
                            execution.network().topology().arcCount()));
        }
    }

    /** Reports what is known to come, up to the moment that it returns. The network stays as it is. */
    private MomentsAhead.Moment passOver(MomentsAhead.Moment now) {
        long unchangedUntil = unchangedUntil();
        MomentsAhead.Moment to = now;
        boolean mayGoOn = true;
        while (mayGoOn) {
            mayGoOn = ahead.extend(unchangedUntil);
            int last = ahead.lastOfSameState();
            if (last == 0) {
                return to;
            }
            if (to.index() == now.index()) {
                memory.used();
                execution.fresh().abandon();
            }
            if (ahead.times() > 0) {
                Accounts.Mark before = execution.reporter().mark();
                long[] bytesBefore = execution.clock().addedArcBytes();
                replay(last);
                execution.reporter().repeated(before, ahead.cycle());
                execution.clock().addArcBytesAgain(bytesBefore, ahead.times());
                to = ahead.afterCycle();
            } else {
                replay(last);
                to = ahead.moment(last);
            }
            ahead.startAt(to);
        }
        return to;
    }

    private void replay(int stretches) {
        for (int i = 0; i < stretches; i++) {
            MomentsAhead.Moment from = ahead.moment(i);
            ahead.stretch(i).replay(from.index(), from.nanos(), execution.reporter(), execution.clock());
        }
    }

    private long unchangedUntil() {
        long unchanged = execution.clock().unchangedNanos();
        return unchanged == Long.MAX_VALUE ? Long.MAX_VALUE : execution.clock().nowNanos() + unchanged;
    }

    private void resume(long firstIndex, long firstMoment, MomentsAhead.Moment to) {
        long known = to.index() - firstIndex;
        repeatedSteps += known;
        execution.clock().skip(to.nanos() - firstMoment);
        long[] lead = to.lead();
        long[] start = new long[execution.workers().length];
        int[] order = new int[start.length];
        for (int w = 0; w < start.length; w++) {
            start[w] = to.nanos() - lead[w];
            order[w] = (int) lead[start.length + w];
        }
        Step step = execution.steps().pullPast(to.index(), to.nanos() - MomentsAhead.longest(lead));
        execution.resume(to.index(), step, start, order, known);
        // The moment after a stretch of known steps is one at which recording can begin.
        if (execution.fresh().step() != null) {
            lookSoon();
        }
    }

    // How far each worker is ahead, and then the workers in the order in which they began to compute: of events of one
    // instant, that of the worker that began first comes first.
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

    // ---- what looking ahead asks for ---------------------------------------------------------------------------

    @Override
    public @Nullable Step lookAhead(long index, long neededNanos) {
        return execution.steps().lookAhead(index, neededNanos);
    }

    @Override
    public long repeat(long index, int period, long nanos, long most) {
        return execution.reporter().isWithoutSpans() ? execution.steps().repeat(index, period, nanos, most) : 0;
    }

    @Override
    public boolean isSteady() {
        return execution.fresh().hasSteadyCompute();
    }

    @Override
    public long[] phaseNanos(long index) {
        return execution.computations().phases(index, execution.workers().length);
    }

    @Override
    public StepMemory.Key key(long[] lead, long index, long fingerprint) {
        long[] phases = phaseNanos(index);
        long[] content = Arrays.copyOf(lead, lead.length + phases.length + 1);
        System.arraycopy(phases, 0, content, lead.length, phases.length);
        content[content.length - 1] = fingerprint;
        return new StepMemory.Key(content);
    }

    @Override
    public long firstEventNanos(Step step, long index, int worker) {
        return execution.fresh().firstEventNanos(step, index, worker);
    }
}
