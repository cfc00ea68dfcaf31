package org.longhaul.simulator.workload.execution;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.event.BeyondTimeException;
import org.longhaul.simulator.workload.Gathered;
import org.longhaul.simulator.workload.Gathering;
import org.longhaul.simulator.workload.Muster;
import org.longhaul.simulator.workload.WorkloadSource;
import org.longhaul.simulator.workload.account.RunReporter;
import org.longhaul.simulator.workload.clock.SimulatedClock;
import org.longhaul.simulator.workload.result.Absence;
import org.longhaul.simulator.workload.result.Blockage;
import org.longhaul.simulator.workload.result.Stall;

/**
 * {@link Muster}s: who has come to the end of a step, who is lost, and who is back; and how long each worker was away.
 *
 * <p>One is looked at when everything else of an instant has happened.
 */
public final class RollCalls {
    private static final long NEVER = Long.MAX_VALUE;

    /** Times that all go back to one checkpoint, after which nobody believes any more that the next will be written. */
    private static final int MOST_TIMES_BACK = 100;

    private final Execution execution;
    private final WorkloadSource source;
    private final boolean isUsed;

    /** Who is no member, and must be reached; {@link Muster#NO_SERVER} if nobody. */
    private final int server;

    private final Regrouping regrouping;
    private final SimulatedClock clock;
    private final RunReporter reporter;
    private final WorkerState[] workers;
    private final AbsenceLog log;

    /** By worker: since when it is lost, and when that is known if earlier than by heartbeats; {@link #NEVER} if it is not. */
    private final long[] lost;

    private final long[] back;

    private Reach paths = (from, to) -> true;

    /** The one that is waited for, and the last one, whose heartbeats hold. */
    private @Nullable StepState open;

    private @Nullable Muster rules;
    private long sinceNanos;
    private long deadlineNanos;
    private boolean isLooking;

    /** How often all have gone back since a checkpoint was written, when that was, and whether they went back last. */
    private int timesBack;

    private long gainedNanos;
    private boolean haveGoneBack;

    RollCalls(Execution execution, WorkloadSource source, Regrouping regrouping) {
        this.execution = execution;
        this.source = source;
        this.isUsed = source.musters();
        this.server = source.server();
        this.regrouping = regrouping;
        this.clock = execution.clock();
        this.reporter = execution.reporter();
        this.workers = execution.workers();
        this.lost = new long[workers.length];
        this.back = new long[workers.length];
        Arrays.fill(lost, NEVER);
        Arrays.fill(back, NEVER);
        this.log = new AbsenceLog(workers, reporter);
        this.gainedNanos = clock.nowNanos();
    }

    /** The run begins, perhaps without some. */
    void start() {
        for (WorkerState worker : workers) {
            if (isUsed && worker.isDown && worker.worker != server) {
                log.notThere(worker.worker);
            }
        }
    }

    /** Whether a path is up from one node to another. */
    @FunctionalInterface
    public interface Reach {
        /** Whether it is. */
        boolean reaches(int from, int to);
    }

    /** Says which nodes reach each other from now on. */
    public void reach(Reach reach) {
        paths = reach;
        pathsChanged();
    }

    /** The state of links has changed. */
    public void pathsChanged() {
        if (!isUsed) {
            return;
        }
        for (WorkerState worker : workers) {
            int w = worker.worker;
            if (w == server || worker.isDown || log.isCrashed(w)) {
                continue;
            }
            boolean reached = isReached(worker);
            if (!reached && lost[w] == NEVER) {
                lose(w, Absence.Cause.CUT_OFF);
            } else if (reached && lost[w] != NEVER && clock.nowNanos() < detected(w)) {
                lost[w] = NEVER;
                log.found(w);
            } else if (reached) {
                lookSoon();
            }
        }
    }

    private boolean isReached(WorkerState worker) {
        if (server != Muster.NO_SERVER) {
            return !workers[server].isDown && reach(worker, workers[server]);
        }
        for (WorkerState lowest : workers) {
            if (!lowest.isDown) {
                return reach(worker, lowest);
            }
        }
        return true;
    }

    private boolean reach(WorkerState one, WorkerState other) {
        return one.node == other.node || (paths.reaches(one.node, other.node) && paths.reaches(other.node, one.node));
    }

    /** A worker's node has gone down. */
    void down(int worker) {
        if (isUsed) {
            if (worker != server && !log.isCrashed(worker)) {
                lose(worker, Absence.Cause.CRASH);
            }
            pathsChanged();
        }
    }

    private void lose(int worker, Absence.Cause cause) {
        if (lost[worker] == NEVER) {
            lost[worker] = clock.nowNanos();
        }
        back[worker] = NEVER;
        log.lost(worker, cause);
        if (rules != null) {
            clock.schedule(Math.max(clock.nowNanos(), detected(worker)), now -> known(worker));
        }
    }

    /** A worker's node is up again. */
    void up(int worker) {
        if (isUsed) {
            if (lost[worker] != NEVER && back[worker] == NEVER) {
                back[worker] = clock.nowNanos();
                known(worker);
            }
            pathsChanged();
        }
    }

    /** A worker may be known to be lost: by its silence, or since it has begun anew. */
    private void known(int worker) {
        if (lost[worker] != NEVER && clock.nowNanos() >= detected(worker)) {
            regrouping.without(worker);
            lookSoon();
        }
    }

    private long detected(int worker) {
        Muster known = rules;
        long bySilence = known == null ? NEVER : known.detectedNanos(lost[worker]);
        return Math.min(bySilence, back[worker]);
    }

    /** Whether a worker has lost what it held, and waits to be taken up again. */
    boolean isCrashed(int worker) {
        return isUsed && log.isCrashed(worker);
    }

    /** A worker begins to compute. */
    void computes(int worker, long nowNanos) {
        if (isUsed) {
            log.computes(worker, nowNanos);
        }
    }

    /** The first worker begins a step. */
    void begun(StepState step) {
        Muster muster = step.step.muster();
        if (muster == null) {
            return;
        }
        open = step;
        rules = muster;
        if (muster.sinceStepsAgo() == 0 && !haveGoneBack) {
            timesBack = 0;
            gainedNanos = clock.nowNanos();
        }
        sinceNanos = execution.steps().begunNanos(Math.max(0, step.index - muster.sinceStepsAgo()));
        deadlineNanos = muster.deadlineNanos() == Gathering.NONE
                ? NEVER
                : BeyondTimeException.sum(sinceNanos, muster.deadlineNanos());
        if (deadlineNanos != NEVER) {
            lookAt(deadlineNanos);
        }
        for (int worker : muster.workers()) {
            if (lost[worker] != NEVER) {
                lookAt(detected(worker));
            }
        }
        lookSoon();
    }

    private void lookAt(long nanos) {
        clock.schedule(Math.max(clock.nowNanos(), nanos), now -> lookSoon());
    }

    /** When something is due that is waited for, 0 if nothing is. */
    long nextNanos() {
        if (open == null || rules == null) {
            return 0;
        }
        long next = deadlineNanos == NEVER ? 0 : deadlineNanos;
        for (int worker : rules.workers()) {
            next = lost[worker] == NEVER ? next : Math.max(next, detected(worker));
        }
        return next;
    }

    void lookSoon() {
        if (!isLooking && open != null) {
            isLooking = true;
            clock.afterThisInstant(now -> look());
        }
    }

    private void look() {
        isLooking = false;
        StepState step = open;
        Muster muster = rules;
        if (step == null || muster == null) {
            return;
        }
        long now = clock.nowNanos();
        List<Integer> places = new ArrayList<>();
        List<Integer> missing = new ArrayList<>();
        for (int place = 0; place < muster.workers().size(); place++) {
            WorkerState worker = workers[muster.workers().get(place)];
            if (hasCome(worker, step)) {
                places.add(place);
            } else if (isWaitedFor(worker, now)) {
                return;
            } else {
                missing.add(worker.worker);
            }
        }
        List<Integer> present = present();
        if (present.size() >= muster.quorum()) {
            missing.forEach(worker -> leftOut(worker, step.index, now));
            haveGoneBack = muster.sendsAllBack() && !missing.isEmpty();
            if (haveGoneBack && ++timesBack == MOST_TIMES_BACK) {
                return; // Whoever drives the run ends it.
            }
            close(step, places, present, now);
        }
    }

    private boolean hasCome(WorkerState worker, StepState step) {
        int w = worker.worker;
        boolean isWhole = lost[w] == NEVER || (!log.isCrashed(w) && isReached(worker));
        return isWhole && !worker.isDown && worker.isIdle && worker.step == step;
    }

    private boolean isWaitedFor(WorkerState worker, long now) {
        return now < deadlineNanos && (lost[worker.worker] == NEVER || now < detected(worker.worker));
    }

    private List<Integer> present() {
        List<Integer> present = new ArrayList<>();
        for (WorkerState worker : workers) {
            if (worker.worker != server && !worker.isDown && isReached(worker)) {
                present.add(worker.worker);
            }
        }
        return present;
    }

    private void leftOut(int worker, long step, long now) {
        boolean isLost = lost[worker] != NEVER;
        log.left(
                worker,
                step,
                sinceNanos,
                isLost ? lost[worker] : now,
                isLost ? Math.min(now, detected(worker)) : now,
                isLost);
    }

    private void close(StepState step, List<Integer> places, List<Integer> present, long now) {
        open = null;
        clock.progress();
        reporter.gathered(step.index, now);
        for (WorkerState worker : workers) {
            if (!worker.isIdle || worker.step != step) {
                execution.skipTo(step, worker, now);
            }
        }
        for (int worker : present) {
            lost[worker] = NEVER;
            back[worker] = NEVER;
            log.admitted(worker, now);
            if (server != Muster.NO_SERVER) {
                log.over(worker, now); // It takes part when it is drawn again, and receives the model as all do.
            }
        }
        source.gathered(new Gathered(now, places, present));
        execution.goOnAfter(step, now);
    }

    /** Why the run is given up, since losses come faster than checkpoints; null if they do not. */
    public @Nullable String lostAgain() {
        return timesBack < MOST_TIMES_BACK ? null : Stall.lostAgain(timesBack, gainedNanos);
    }

    /** When the job last came further: where all have gone back, with the checkpoint. */
    long progressNanos() {
        return timesBack == 0 ? clock.progressNanos() : gainedNanos;
    }

    /** What a roll call that is not over waits for, as findings. */
    List<Blockage> findings() {
        StepState step = open;
        Muster muster = rules;
        List<Blockage> findings = new ArrayList<>();
        if (step == null || muster == null) {
            return findings;
        }
        if (timesBack == MOST_TIMES_BACK) {
            findings.add(new Blockage.Note(String.format(
                    Locale.ROOT,
                    "the last time all went back %d steps: a shorter membership.checkpointPeriod would keep more",
                    muster.sinceStepsAgo() + 1)));
            return findings;
        }
        int there = present().size();
        if (there < muster.quorum()) {
            findings.add(new Blockage.Note(String.format(
                    Locale.ROOT,
                    "step %d cannot end: there are %d of %d workers that must be there",
                    step.index + 1,
                    there,
                    muster.quorum())));
        }
        for (int worker : muster.workers()) {
            if (!hasCome(workers[worker], step) && isWaitedFor(workers[worker], clock.nowNanos())) {
                findings.add(new Blockage.Note(String.format(
                        Locale.ROOT, "worker %d has not come to the end of step %d", worker, step.index + 1)));
            }
        }
        return findings;
    }

    /** The run is over. */
    void end(long nowNanos) {
        if (isUsed) {
            log.end(nowNanos);
        }
    }
}
