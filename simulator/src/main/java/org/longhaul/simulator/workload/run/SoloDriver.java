package org.longhaul.simulator.workload.run;

import java.time.Duration;
import java.util.List;
import org.longhaul.simulator.event.BeyondTimeException;
import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.workload.clock.SimulatedClock;
import org.longhaul.simulator.workload.execution.Execution;
import org.longhaul.simulator.workload.execution.NetworkSetup;
import org.longhaul.simulator.workload.result.ExecutionResult;
import org.longhaul.simulator.workload.result.Stall;
import org.longhaul.simulator.workload.result.StalledWorkloadException;
import org.longhaul.simulator.workload.result.Surroundings;

/** Drives a job that has an unchanging network to itself, until it has finished or has not come further for too long. */
final class SoloDriver {

    private final NetworkSetup setup;
    private final SimulatedClock clock;
    private final Execution job;
    private final EventMeter meter;
    private final long giveUpNanos;
    private long extendedNanos;
    private long mostBytes;

    /**
     * @param giveUpAfter time without any progress after which it ends; exchanges in closed form always come to their end
     */
    SoloDriver(NetworkSetup setup, SimulatedClock clock, Execution job, EventMeter meter, Duration giveUpAfter) {
        this.setup = setup;
        this.clock = clock;
        this.job = job;
        this.meter = meter;
        this.giveUpNanos = setup.closedFormCollectives() ? Long.MAX_VALUE : giveUpAfter.toNanos();
    }

    ExecutionResult run() {
        try {
            return runToTheEnd();
        } catch (BeyondTimeException e) {
            throw givenUp(Stall.Reason.END_OF_TIME, String.valueOf(e.getMessage()));
        }
    }

    private StalledWorkloadException givenUp(Stall.Reason reason, String headline) {
        return new StalledWorkloadException(job.stall(reason, headline, List.of()), Surroundings.NONE);
    }

    private ExecutionResult runToTheEnd() {
        EventLoop loop = setup.loop();
        job.start();
        while (!job.isOver()) {
            long deadline = deadlineNanos();
            if (loop.runNextUntil(clock.onLoop(deadline))) {
                if (!meter.count(clock)) {
                    throw givenUp(Stall.Reason.EVENTS_SPENT, meter.spent());
                }
            } else if (loop.pendingEvents() == 0) {
                throw givenUp(Stall.Reason.NOTHING_LEFT, Stall.nothingMoreAfter(clock.nowNanos()));
            } else {
                expire(deadline);
            }
        }
        return job.result(Surroundings.NONE);
    }

    private long deadlineNanos() {
        long deadline = clock.progressNanos() + giveUpNanos;
        return Math.max(deadline < 0 ? Long.MAX_VALUE : deadline, extendedNanos);
    }

    private void expire(long deadline) {
        if (deadline == Long.MAX_VALUE) {
            throw new BeyondTimeException();
        }
        setup.loop().runUntil(clock.onLoop(deadline));
        long computing = job.longestComputationNanos(1);
        long bytes = deliveredBytes();
        if (bytes > mostBytes) {
            mostBytes = bytes;
            clock.progress();
        } else if (computing > deadline) {
            extendedNanos = computing;
        } else {
            throw givenUp(Stall.Reason.NO_PROGRESS, Stall.noProgress(giveUpNanos, clock.progressNanos()));
        }
    }

    private long deliveredBytes() {
        Network network = setup.network();
        long bytes = 0;
        for (int arc = 0; arc < setup.topology().arcCount(); arc++) {
            bytes += network.arcPayloadBytes(arc);
        }
        return bytes;
    }
}
