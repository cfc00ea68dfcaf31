package org.longhaul.simulator.workload.execution;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.workload.account.RunReporter;
import org.longhaul.simulator.workload.result.Absence;

/** How long each worker was away, and in which parts. */
final class AbsenceLog {
    private static final long NOT_YET = Long.MIN_VALUE;

    private final RunReporter reporter;

    /** By worker: since when it has computed what it would lose now. */
    private final long[] began;

    /** Why it is lost; null if it is not. */
    private final Absence.@Nullable Cause[] cause;

    /** Of those who are away: why, when they were lost, when that was known, and when they were taken up last. */
    private final boolean[] isAway;

    private final Absence.Cause[] why;

    private final long[] lost;
    private final long[] detected;
    private final long[] admitted;

    AbsenceLog(int workers, RunReporter reporter) {
        this.reporter = reporter;
        began = new long[workers];
        cause = new Absence.@Nullable Cause[workers];
        isAway = new boolean[workers];
        why = new Absence.Cause[workers];
        Arrays.fill(why, Absence.Cause.LATE);
        lost = new long[workers];
        detected = new long[workers];
        admitted = new long[workers];
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

    /** A worker was waited for and has not come. */
    void left(int worker, long lostNanos, long detectedNanos, boolean isLost) {
        if (!isAway[worker]) {
            isAway[worker] = true;
            lost[worker] = Math.max(began[worker], lostNanos);
            detected[worker] = Math.max(lost[worker], detectedNanos);
            admitted[worker] = NOT_YET;
            Absence.Cause known = cause[worker];
            why[worker] = isLost && known != null ? known : Absence.Cause.LATE;
        }
    }

    /** A worker that was out of reach is within it again before anybody has noticed. */
    void found(int worker) {
        cause[worker] = null;
    }

    /** A worker's node is not up when the run begins. */
    void notThere(int worker) {
        isAway[worker] = true;
        why[worker] = Absence.Cause.NOT_THERE;
    }

    /** A worker is there at the end of a step. */
    void admitted(int worker, long nowNanos) {
        cause[worker] = null;
        if (isAway[worker]) {
            admitted[worker] = nowNanos;
        } else {
            began[worker] = nowNanos;
        }
    }

    /** A worker computes. */
    void computes(int worker, long nowNanos) {
        if (isAway[worker] && admitted[worker] != NOT_YET) {
            report(worker, nowNanos, true);
            isAway[worker] = false;
            began[worker] = nowNanos;
        }
    }

    private void report(int worker, long nowNanos, boolean isOver) {
        long taken = admitted[worker] == NOT_YET ? nowNanos : admitted[worker];
        reporter.absent(new Absence(
                worker, why[worker], began[worker], lost[worker], detected[worker], taken, nowNanos, isOver));
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
