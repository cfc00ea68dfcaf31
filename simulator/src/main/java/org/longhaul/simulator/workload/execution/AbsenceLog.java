package org.longhaul.simulator.workload.execution;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.workload.account.RunReporter;
import org.longhaul.simulator.workload.result.Absence;

/** How long each worker was away, and in which parts. */
final class AbsenceLog {
    private static final long NOT_YET = Long.MIN_VALUE;

    private final RunReporter reporter;
    private final WorkerState[] workers;

    /** By worker: when it was taken up last. */
    private final long[] takenUp;

    /** Why it is lost; null if it is not. */
    private final Absence.@Nullable Cause[] cause;

    /** Of those who are away: why, when they were lost, when that was known, and when they were taken up last. */
    private final boolean[] isAway;

    private final Absence.Cause[] why;

    private final long[] step;
    private final long[] began;
    private final long[] lost;
    private final long[] detected;
    private final long[] admitted;

    AbsenceLog(WorkerState[] workers, RunReporter reporter) {
        this.reporter = reporter;
        this.workers = workers;
        int count = workers.length;
        takenUp = new long[count];
        cause = new Absence.@Nullable Cause[count];
        isAway = new boolean[count];
        why = new Absence.Cause[count];
        Arrays.fill(why, Absence.Cause.LATE);
        step = new long[count];
        began = new long[count];
        lost = new long[count];
        detected = new long[count];
        admitted = new long[count];
        Arrays.fill(admitted, NOT_YET);
    }

    /** Something happened to a worker; of several things a crash counts. */
    void lost(int worker, Absence.Cause why) {
        if (cause[worker] != Absence.Cause.CRASH) {
            cause[worker] = why;
        }
    }

    /** Whether a worker has lost what it held since it was last taken up. */
    boolean isCrashed(int worker) {
        return cause[worker] == Absence.Cause.CRASH;
    }

    /**
     * A worker was waited for and has not come.
     *
     * @param atEndOf the step at whose end
     * @param sinceNanos since when it had computed what it lost, if it was there
     */
    void left(int worker, long atEndOf, long sinceNanos, long lostNanos, long detectedNanos, boolean isLost) {
        if (isAway[worker]) {
            if (admitted[worker] == NOT_YET) {
                return;
            }
            over(worker, Math.max(admitted[worker], lostNanos)); // Lost again before it computed.
        }
        isAway[worker] = true;
        step[worker] = atEndOf;
        began[worker] = Math.max(takenUp[worker], sinceNanos);
        lost[worker] = Math.max(began[worker], lostNanos);
        detected[worker] = Math.max(lost[worker], detectedNanos);
        admitted[worker] = NOT_YET;
        Absence.Cause known = cause[worker];
        why[worker] = isLost && known != null ? known : Absence.Cause.LATE;
    }

    /** A worker that was out of reach is within it again before anybody has noticed. */
    void found(int worker) {
        cause[worker] = null;
    }

    /** A worker's node is not up when the run begins. */
    void notThere(int worker) {
        isAway[worker] = true;
        step[worker] = Absence.NEVER_CAME;
        why[worker] = Absence.Cause.NOT_THERE;
    }

    /** A worker is there at the end of a step. */
    void admitted(int worker, long nowNanos) {
        cause[worker] = null;
        if (isAway[worker]) {
            admitted[worker] = nowNanos;
        }
    }

    /** A worker computes. */
    void computes(int worker, long nowNanos) {
        if (isAway[worker] && admitted[worker] != NOT_YET) {
            over(worker, nowNanos);
        }
    }

    /** Nothing keeps a worker away any more. */
    void over(int worker, long nowNanos) {
        if (isAway[worker]) {
            report(worker, nowNanos, true);
            isAway[worker] = false;
            takenUp[worker] = nowNanos;
        }
    }

    private void report(int worker, long nowNanos, boolean isOver) {
        long taken = admitted[worker] == NOT_YET ? nowNanos : admitted[worker];
        Absence absence = new Absence(
                worker,
                why[worker],
                began[worker],
                lost[worker],
                detected[worker],
                taken,
                nowNanos,
                isOver,
                step[worker]);
        workers[worker].lostNanos += absence.cause() == Absence.Cause.CRASH ? absence.totalNanos() : 0;
        reporter.absent(absence);
    }

    /** The run is over. */
    void end(long nowNanos) {
        for (int worker = 0; worker < isAway.length; worker++) {
            if (isAway[worker]) {
                report(worker, nowNanos, false);
            }
        }
    }
}
