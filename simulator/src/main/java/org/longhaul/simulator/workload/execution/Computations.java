package org.longhaul.simulator.workload.execution;

import java.util.List;
import java.util.Locale;
import org.longhaul.simulator.compute.ComputeModel;
import org.longhaul.simulator.timeline.Category;
import org.longhaul.simulator.workload.Compute;
import org.longhaul.simulator.workload.Phase;
import org.longhaul.simulator.workload.ReleasePoint;
import org.longhaul.simulator.workload.account.RunReporter;
import org.longhaul.simulator.workload.clock.SimulatedClock;

/**
 * Lets workers compute: each phase for its time, exchanges released on the way. A node that slows down or recovers changes
 * the pace of what is left. On a node that crashes the computation is lost and begins anew once the worker goes on;
 * exchanges that it had released stay released. Workers that share a host wait for their turns.
 */
final class Computations {

    /** Hears how far workers are. */
    interface Host {

        /** A worker's data for an exchange is ready. */
        void arrive(WorkerState worker, ExchangeState exchange);

        /** A worker has done the computation that its program is at. */
        void computed(WorkerState worker, long nowNanos);
    }

    private final SimulatedClock clock;
    private final ComputeModel compute;
    private final RunReporter reporter;
    private final Host host;
    private final HostTurns turns;
    private long timers;

    Computations(SimulatedClock clock, ComputeModel compute, RunReporter reporter, Host host) {
        this.clock = clock;
        this.compute = compute;
        this.reporter = reporter;
        this.host = host;
        this.turns = new HostTurns(compute.workersAtOnce());
    }

    boolean isSteady() {
        return compute.isSteady();
    }

    /**
     * Begins the computation that the worker's program is at, now or (while nothing has happened since) before, or as soon as it
     * is the worker's turn. What takes no time, as on a server, needs none.
     */
    void start(WorkerState worker, StepState step, Compute computation, long timeNanos) {
        if (wholeNanos(computation, worker.worker, step.index) == 0 || turns.take(worker)) {
            begin(worker, step, computation, timeNanos);
        } else {
            worker.queuedSinceNanos = timeNanos;
        }
    }

    /** A worker has to wait for something else than its turn: whoever queues on its host computes. */
    void pause(WorkerState worker, long timeNanos) {
        leaveQueue(worker, timeNanos);
        WorkerState next = turns.give(worker);
        if (next != null) {
            long since = next.queuedSinceNanos;
            leaveQueue(next, Math.max(since, timeNanos));
            StepState step = step(next);
            begin(next, step, computation(next, step), Math.max(since, timeNanos));
        }
    }

    private void leaveQueue(WorkerState worker, long timeNanos) {
        long since = worker.queuedSinceNanos;
        if (since != WorkerState.NOT_READY) {
            worker.queuedSinceNanos = WorkerState.NOT_READY;
            StepState step = step(worker);
            step.waiting[worker.worker] += timeNanos - since;
            reporter.span(worker.worker, step.index, Category.WAITING_FOR_OTHERS, "turn", since, timeNanos);
        }
    }

    private void begin(WorkerState worker, StepState step, Compute computation, long timeNanos) {
        int phase = WorkerState.slot(computation.phase());
        long whole = wholeNanos(computation, worker.worker, step.index);
        double before = worker.phaseShare[phase];
        double after = before + computation.share();
        worker.phaseShare[phase] = after;
        // Differences of rounded sums: the parts of a phase add up to the phase.
        worker.computeNanos = Math.round(whole * after) - Math.round(whole * before);
        worker.release = 0;
        worker.attempts = 1;
        worker.isDisturbed = false;
        beginAnew(worker, timeNanos);
        if (worker.isDown) {
            worker.isInterrupted = true;
        } else {
            scheduleNext(worker, step, computation);
        }
    }

    private static void beginAnew(WorkerState worker, long timeNanos) {
        worker.computeStartNanos = timeNanos;
        worker.paceNanos = timeNanos;
        worker.paceDone = 0;
    }

    private long wholeNanos(Compute computation, int worker, long step) {
        return computation.phase() == Phase.STORAGE
                ? computation.storageNanos()
                : phaseNanos(computation.phase(), worker, step);
    }

    long phaseNanos(Phase phase, int worker, long step) {
        return switch (phase) {
            case FORWARD -> compute.forwardNanos(worker, step);
            case BACKWARD -> compute.backwardNanos(worker, step);
            case UPDATE -> compute.updateNanos(worker, step);
            case STORAGE -> throw new IllegalArgumentException("storage takes a time of its own");
        };
    }

    /** How long each worker computes in each phase of a step at the usual pace: forward, backward and update of each. */
    long[] phases(long step, int workers) {
        long[] nanos = new long[3 * workers];
        for (int w = 0; w < workers; w++) {
            nanos[3 * w] = phaseNanos(Phase.FORWARD, w, step);
            nanos[3 * w + 1] = phaseNanos(Phase.BACKWARD, w, step);
            nanos[3 * w + 2] = phaseNanos(Phase.UPDATE, w, step);
        }
        return nanos;
    }

    private void scheduleNext(WorkerState worker, StepState step, Compute computation) {
        List<ReleasePoint> releases = computation.releases();
        while (worker.release < releases.size()
                && !step.exchanges[releases.get(worker.release).exchange()].hasMember(worker.worker)) {
            worker.release++;
        }
        worker.hasTimer = true;
        worker.timerSequence = timers++;
        worker.timer = clock.schedule(dueNanos(worker, nextPoint(worker, computation)), now -> timerFired(worker));
    }

    // Points of a computation are in nanoseconds of work, which take as long at the usual pace.
    private static long nextPoint(WorkerState worker, Compute computation) {
        List<ReleasePoint> releases = computation.releases();
        return worker.release < releases.size()
                ? releasePoint(worker, releases.get(worker.release))
                : worker.computeNanos;
    }

    private static long releasePoint(WorkerState worker, ReleasePoint release) {
        return Math.round(release.fraction() * worker.computeNanos);
    }

    private static long dueNanos(WorkerState worker, long point) {
        return worker.paceNanos + atPace(worker, point - worker.paceDone);
    }

    private static long atPace(WorkerState worker, long work) {
        return worker.slowDown == 1 ? work : Math.round(work * worker.slowDown);
    }

    /** When the computation that the worker is in, or that waits for its restart, will be over; 0 if there is none. */
    long endNanos(WorkerState worker) {
        if (worker.hasTimer) {
            return dueNanos(worker, worker.computeNanos);
        }
        return worker.isInterrupted && worker.hasRestart
                ? worker.restartNanos + atPace(worker, worker.computeNanos)
                : 0;
    }

    private void timerFired(WorkerState worker) {
        StepState step = step(worker);
        Compute computation = computation(worker, step);
        long now = clock.nowNanos();
        worker.hasTimer = false;
        worker.isFresh = false;
        clock.progress();
        List<ReleasePoint> releases = computation.releases();
        while (worker.release < releases.size()
                && dueNanos(worker, releasePoint(worker, releases.get(worker.release))) <= now) {
            host.arrive(worker, step.exchanges[releases.get(worker.release++).exchange()]);
        }
        if (worker.release < releases.size() || now < dueNanos(worker, worker.computeNanos)) {
            scheduleNext(worker, step, computation);
            return;
        }
        spent(worker, step, computation.phase(), label(computation.phase()), now);
        host.computed(worker, now);
    }

    /** Whoever is at its storage does not compute. */
    private void spent(WorkerState worker, StepState step, Phase phase, String label, long now) {
        boolean computes = phase != Phase.STORAGE;
        step.compute[worker.worker] += computes ? now - worker.computeStartNanos : 0;
        Category category = computes ? Category.COMPUTE : Category.IDLE;
        reporter.span(worker.worker, step.index, category, label, worker.computeStartNanos, now);
    }

    private static StepState step(WorkerState worker) {
        StepState step = worker.step;
        if (step == null) {
            throw new IllegalStateException(
                    String.format(Locale.ROOT, "worker %d computes after its last step", worker.worker));
        }
        return step;
    }

    private static Compute computation(WorkerState worker, StepState step) {
        if (!(step.step.program().get(worker.operation) instanceof Compute computation)) {
            throw new IllegalStateException(
                    String.format(Locale.ROOT, "worker %d has a timer outside a computation", worker.worker));
        }
        return computation;
    }

    private static String label(Phase phase) {
        return switch (phase) {
            case FORWARD -> "forward";
            case BACKWARD -> "backward";
            case UPDATE -> "update";
            case STORAGE -> "storage";
        };
    }

    /** How long after its begin a computation has its first event, if nothing disturbs it. */
    long firstEventNanos(WorkerState worker, Compute computation, long step) {
        long nanos = Math.round(wholeNanos(computation, worker.worker, step) * computation.share());
        double fraction = computation.releases().isEmpty()
                ? 1
                : computation.releases().get(0).fraction();
        return atPace(worker, Math.round(fraction * nanos));
    }

    /** All is over in the midst of a step: what workers have computed counts as such, and time that they did not spend is none. */
    void breakOff(WorkerState[] workers, StepState step, long nowNanos) {
        for (WorkerState worker : workers) {
            StepState present = worker.step;
            if (present == null || present.index < step.index) {
                step.start[worker.worker] = nowNanos;
            } else if (present.index == step.index && worker.queuedSinceNanos != WorkerState.NOT_READY) {
                leaveQueue(worker, nowNanos);
            } else if (present.index == step.index && worker.hasTimer) {
                spent(worker, step, computation(worker, step).phase(), "broken off", nowNanos);
            }
            if (present == null || present.index <= step.index) {
                step.end[worker.worker] = nowNanos;
                worker.finishedNanos = nowNanos;
            }
        }
    }

    /** A worker gives up what it computes, which counts as such. */
    void breakOff(WorkerState worker, long nowNanos) {
        if (worker.hasTimer) {
            StepState step = step(worker);
            clock.cancel(worker.timer);
            worker.hasTimer = false;
            spent(worker, step, computation(worker, step).phase(), "given up", nowNanos);
        }
        worker.isInterrupted = false;
        pause(worker, nowNanos);
    }

    /** What a worker has begun is taken back. */
    void takeBack(WorkerState worker) {
        if (worker.hasTimer) {
            clock.cancel(worker.timer);
            worker.hasTimer = false;
        }
        turns.give(worker);
    }

    // ---- disturbances ------------------------------------------------------------------------------------------

    /** From now on computing takes so many times as long. */
    void slowDown(WorkerState worker, double factor) {
        if (worker.hasTimer) {
            StepState step = step(worker);
            Compute computation = computation(worker, step);
            long now = clock.nowNanos();
            long done = worker.paceDone + Math.round((now - worker.paceNanos) / worker.slowDown);
            worker.paceDone = Math.min(done, nextPoint(worker, computation));
            worker.paceNanos = now;
            worker.slowDown = factor;
            worker.isDisturbed = true;
            clock.cancel(worker.timer);
            scheduleNext(worker, step, computation);
        } else {
            worker.slowDown = factor;
        }
    }

    /** The worker's node has gone down. */
    void suspend(WorkerState worker) {
        worker.isDown = true;
        worker.isFresh = false;
        if (worker.hasTimer) {
            clock.cancel(worker.timer);
            worker.hasTimer = false;
            worker.isInterrupted = true;
        }
    }

    /** The worker goes on. */
    void recommence(WorkerState worker) {
        worker.isDown = false;
        if (!worker.isInterrupted) {
            return;
        }
        worker.isInterrupted = false;
        StepState step = step(worker);
        long now = clock.nowNanos();
        worker.lostNanos += now - worker.computeStartNanos;
        worker.attempts++;
        reporter.span(worker.worker, step.index, Category.IDLE, "lost to a crash", worker.computeStartNanos, now);
        beginAnew(worker, now);
        worker.isDisturbed = true;
        scheduleNext(worker, step, computation(worker, step));
    }
}
