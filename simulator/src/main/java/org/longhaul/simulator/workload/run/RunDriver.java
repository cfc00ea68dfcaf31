package org.longhaul.simulator.workload.run;

import java.util.List;
import org.longhaul.simulator.event.BeyondTimeException;
import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.fault.Incident;
import org.longhaul.simulator.timeline.TimelineSink;
import org.longhaul.simulator.workload.clock.SimulatedClock;
import org.longhaul.simulator.workload.execution.Execution;
import org.longhaul.simulator.workload.execution.NetworkSetup;
import org.longhaul.simulator.workload.result.Blockage;
import org.longhaul.simulator.workload.result.ExecutionListener;
import org.longhaul.simulator.workload.result.ExecutionResult;
import org.longhaul.simulator.workload.result.Stall;
import org.longhaul.simulator.workload.result.StalledWorkloadException;

/**
 * Drives a job on a network that changes or that it shares, until the job has finished or it is clear that it never will.
 * Other jobs and flows run beside it and end with it.
 */
final class RunDriver implements RunSurroundings.Subject {

    /** Attempts of one computation, each interrupted by a crash, after which it is not waited for any more. */
    private static final int MOST_ATTEMPTS = 100;

    private final EventLoop loop;
    private final EventMeter meter;
    private final long giveUpNanos;
    private final RunSurroundings surroundings;
    private final TransferWatch watch;
    private final SimulatedClock clock;
    private final Execution job;
    private long extendedNanos;

    RunDriver(
            NetworkSetup setup,
            RunConditions conditions,
            BackgroundJob foreground,
            TimelineSink timeline,
            ExecutionListener listener,
            EventMeter meter) {
        this.meter = meter;
        this.loop = setup.loop();
        this.giveUpNanos = conditions.recovery().giveUpAfter().toNanos();
        this.surroundings = new RunSurroundings(setup, conditions, this, false);
        this.clock = surroundings.clock();
        this.watch = surroundings.watch();
        this.job = surroundings.execution(foreground, timeline, listener);
    }

    ExecutionResult run() {
        try {
            return runToTheEnd();
        } catch (BeyondTimeException e) {
            throw givenUp(Stall.Reason.END_OF_TIME, String.valueOf(e.getMessage()), surroundings.inProgress());
        }
    }

    private ExecutionResult runToTheEnd() {
        surroundings.startTraffic();
        job.start();
        surroundings.startJobs();
        while (!job.isOver()) {
            runNext();
        }
        return job.result(surroundings.result());
    }

    private void runNext() {
        long deadline = deadlineNanos();
        if (loop.runNextUntil(clock.onLoop(deadline))) {
            if (!meter.count(clock)) {
                throw givenUp(Stall.Reason.EVENTS_SPENT, meter.spent(), surroundings.inProgress());
            }
            String transfer = watch.givenUp();
            if (transfer != null) {
                throw givenUp(Stall.Reason.TRANSFER_GIVEN_UP, transfer, surroundings.inProgress());
            }
            String lost = job.rollCalls().lostAgain();
            if (lost != null) {
                throw givenUp(Stall.Reason.LOST_AGAIN, lost, surroundings.inProgress());
            }
            return;
        }
        if (loop.pendingEvents() == 0) {
            throw givenUp(
                    Stall.Reason.NOTHING_LEFT, Stall.nothingMoreAfter(clock.nowNanos()), surroundings.inProgress());
        }
        expire(deadline);
    }

    private long deadlineNanos() {
        long deadline = clock.progressNanos() + giveUpNanos;
        return Math.max(deadline < 0 ? Long.MAX_VALUE : deadline, extendedNanos);
    }

    // Nothing has been heard of the job for long, and no event is due before the deadline.
    private void expire(long deadline) {
        if (deadline == Long.MAX_VALUE) {
            throw new BeyondTimeException();
        }
        loop.runUntil(clock.onLoop(deadline));
        long computing = job.longestComputationNanos(MOST_ATTEMPTS);
        if (watch.hasDeliveredMore()) {
            clock.progress();
        } else if (computing > deadline) {
            extendedNanos = computing;
        } else {
            throw givenUp(
                    Stall.Reason.NO_PROGRESS,
                    Stall.noProgress(giveUpNanos, clock.progressNanos()),
                    withHint(surroundings.inProgress()));
        }
    }

    private StalledWorkloadException givenUp(Stall.Reason reason, String headline, List<Blockage> further) {
        return new StalledWorkloadException(job.stall(reason, headline, further), surroundings.result());
    }

    private List<Blockage> withHint(List<Blockage> blockages) {
        for (Incident incident : surroundings.ongoing()) {
            if (!incident.isPermanent()) {
                blockages.add(new Blockage.Note(
                        "not every incident in progress lasts for ever: a longer giveUpAfter would wait for its end"));
                break;
            }
        }
        return blockages;
    }

    @Override
    public void pathsChanged() {
        job.rollCalls().pathsChanged();
    }

    @Override
    public void nodeDown(int node) {
        job.nodes().down(node);
    }

    @Override
    public void nodeUp(int node, long resumeNanos) {
        job.nodes().up(node, resumeNanos);
    }

    @Override
    public void slowDown(int node, double factor) {
        job.nodes().slowDown(node, factor);
    }
}
