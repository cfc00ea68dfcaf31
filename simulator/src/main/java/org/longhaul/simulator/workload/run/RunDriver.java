package org.longhaul.simulator.workload.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.longhaul.simulator.event.BeyondTimeException;
import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.fault.FaultInjector;
import org.longhaul.simulator.fault.Incident;
import org.longhaul.simulator.fault.IncidentSource;
import org.longhaul.simulator.fault.Occurrence;
import org.longhaul.simulator.network.ConnectionRules;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.TransferStatus;
import org.longhaul.simulator.timeline.TimelineSink;
import org.longhaul.simulator.traffic.BackgroundFlows;
import org.longhaul.simulator.workload.clock.Changes;
import org.longhaul.simulator.workload.clock.SimulatedClock;
import org.longhaul.simulator.workload.execution.Execution;
import org.longhaul.simulator.workload.execution.NetworkSetup;
import org.longhaul.simulator.workload.result.BackgroundJobResult;
import org.longhaul.simulator.workload.result.Blockage;
import org.longhaul.simulator.workload.result.ExecutionListener;
import org.longhaul.simulator.workload.result.ExecutionResult;
import org.longhaul.simulator.workload.result.Stall;
import org.longhaul.simulator.workload.result.StalledWorkloadException;
import org.longhaul.simulator.workload.result.Surroundings;

/**
 * Drives a job on a network that changes or that it shares, until the job has finished or it is clear that it never will.
 * Other jobs and flows run beside it and end with it.
 */
final class RunDriver implements Changes, FaultInjector.NodeListener {

    /** Attempts of one computation, each interrupted by a crash, after which it is not waited for any more. */
    private static final int MOST_ATTEMPTS = 100;
    /** Channels of a job or of one kind of flows. */
    private static final int CHANNELS = ConnectionRules.CHANNELS;

    private static final int MOST_INCIDENTS_SHOWN = 10;

    private record OtherJob(String name, Execution execution) {}

    private final NetworkSetup setup;
    private final RunConditions conditions;
    private final EventLoop loop;
    private final EventMeter meter;
    private final long giveUpNanos;
    private final TransferWatch watch;
    private final List<TransferWatch> watches = new ArrayList<>();
    private final List<Execution> executions = new ArrayList<>();
    private final List<OtherJob> others = new ArrayList<>();
    private final List<BackgroundSender> flows = new ArrayList<>();
    private final SimulatedClock clock;
    private final Execution job;
    private final FaultInjector injector;
    private long changes;
    private long extendedNanos;
    private boolean wasAnyLinkDown;

    RunDriver(
            NetworkSetup setup,
            RunConditions conditions,
            BackgroundJob foreground,
            TimelineSink timeline,
            ExecutionListener listener,
            EventMeter meter) {
        this.setup = setup;
        this.meter = meter;
        this.conditions = conditions;
        this.loop = setup.loop();
        this.giveUpNanos = conditions.recovery().giveUpAfter().toNanos();
        boolean isShared = !conditions.jobs().isEmpty() || !conditions.flows().isEmpty();
        int arcs = setup.topology().arcCount();
        List<IncidentSource> sources = new ArrayList<>();
        conditions.faults().forEach(fault -> sources.add(fault.incidents(setup.topology(), conditions.streams())));
        this.injector = new FaultInjector(
                setup.topology(),
                setup.network(),
                setup.routing(),
                conditions.recovery(),
                IncidentSource.merge(sources),
                this);
        this.clock = new SimulatedClock(loop, arcs, this, isShared);
        this.watch = watch(clock);
        this.job = execution(foreground, clock, watch, 0, timeline, listener);
        for (BackgroundJob other : conditions.jobs()) {
            SimulatedClock otherClock = new SimulatedClock(loop, arcs, Changes.NONE, true);
            Execution execution = execution(
                    other,
                    otherClock,
                    watch(otherClock),
                    CHANNELS * executions.size(),
                    TimelineSink.NONE,
                    ExecutionListener.NONE);
            others.add(new OtherJob(other.name(), execution));
        }
        UpPaths paths =
                new UpPaths(setup.routing(), injector, conditions.recovery().rerouting());
        executions.forEach(execution -> execution.rollCalls().reach(paths::reach));
    }

    private TransferWatch watch(SimulatedClock itsClock) {
        TransferWatch made = new TransferWatch(setup.topology(), setup.network(), conditions.recovery());
        made.runOn(itsClock);
        watches.add(made);
        return made;
    }

    private Execution execution(
            BackgroundJob of,
            SimulatedClock itsClock,
            TransferWatch itsWatch,
            int firstChannel,
            TimelineSink timeline,
            ExecutionListener listener) {
        Network view = new JobNetwork(setup.network(), firstChannel, CHANNELS, itsWatch, () -> injector.fingerprint());
        // A closed form knows one state of the network, and no one else on it: here every transfer is sent.
        NetworkSetup itsSetup = new NetworkSetup(setup.topology(), setup.routing(), loop, view, false);
        Execution made = new Execution(
                itsSetup,
                itsClock,
                of.workerNodes(),
                of.compute(),
                of.collectives(),
                of.settings(),
                timeline,
                of.source(),
                listener);
        executions.add(made);
        return made;
    }

    ExecutionResult run() {
        try {
            return runToTheEnd();
        } catch (BeyondTimeException e) {
            throw givenUp(Stall.Reason.END_OF_TIME, String.valueOf(e.getMessage()), inProgress());
        }
    }

    private ExecutionResult runToTheEnd() {
        clock.applyChanges();
        startFlows();
        executions.forEach(Execution::start);
        while (!job.isOver()) {
            runNext();
        }
        return job.result(surroundings());
    }

    private void startFlows() {
        int channel = CHANNELS * executions.size();
        for (BackgroundFlows background : conditions.flows()) {
            BackgroundSender traffic = new BackgroundSender(background.name(), loop, setup.network(), channel);
            flows.add(traffic);
            background.traffic(setup.topology(), conditions.streams()).start(traffic);
            channel += BackgroundSender.CHANNELS;
        }
    }

    private void runNext() {
        long deadline = deadlineNanos();
        if (loop.runNextUntil(clock.onLoop(deadline))) {
            if (!meter.count(clock)) {
                throw givenUp(Stall.Reason.EVENTS_SPENT, meter.spent(), inProgress());
            }
            String transfer = watch.givenUp();
            if (transfer != null) {
                throw givenUp(Stall.Reason.TRANSFER_GIVEN_UP, transfer, inProgress());
            }
            String lost = job.rollCalls().lostAgain();
            if (lost != null) {
                throw givenUp(Stall.Reason.LOST_AGAIN, lost, inProgress());
            }
            return;
        }
        if (loop.pendingEvents() == 0) {
            throw givenUp(Stall.Reason.NOTHING_LEFT, Stall.nothingMoreAfter(clock.nowNanos()), inProgress());
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
                    withHint(inProgress()));
        }
    }

    private StalledWorkloadException givenUp(Stall.Reason reason, String headline, List<Blockage> further) {
        return new StalledWorkloadException(job.stall(reason, headline, further), surroundings());
    }

    private List<Blockage> withHint(List<Blockage> blockages) {
        for (Incident incident : ongoing()) {
            if (!incident.isPermanent()) {
                blockages.add(new Blockage.Note(
                        "not every incident in progress lasts for ever: a longer giveUpAfter would wait for its end"));
                break;
            }
        }
        return blockages;
    }

    private List<Blockage> inProgress() {
        List<Incident> ongoing = ongoing();
        List<Blockage> blockages = new ArrayList<>();
        for (Incident incident : ongoing.subList(0, Math.min(MOST_INCIDENTS_SHOWN, ongoing.size()))) {
            blockages.add(new Blockage.OngoingIncident(incident));
        }
        if (ongoing.size() > MOST_INCIDENTS_SHOWN) {
            blockages.add(new Blockage.Note(
                    String.format(Locale.ROOT, "and %d more incidents", ongoing.size() - MOST_INCIDENTS_SHOWN)));
        }
        return blockages;
    }

    /** Incidents that have begun and not ended, without those that merely vary. */
    private List<Incident> ongoing() {
        long now = clock.endNanos();
        return injector.occurrences().stream()
                .map(Occurrence::incident)
                .filter(incident -> incident.kind() != Incident.Kind.VARIATION && incident.endNanos() > now)
                .toList();
    }

    private Surroundings surroundings() {
        List<BackgroundJobResult> jobs = new ArrayList<>();
        for (OtherJob other : others) {
            Execution execution = other.execution();
            long steps = execution.stepsCompleted();
            long mean = steps == 0 ? 0 : (execution.lastStepNanos() - execution.startNanos()) / steps;
            jobs.add(new BackgroundJobResult(other.name(), steps, mean, execution.isOver()));
        }
        List<TransferStatus> active =
                flows.isEmpty() ? List.of() : setup.network().activeTransfers();
        return new Surroundings(
                injector.occurrences(),
                watch.retries(),
                jobs,
                flows.stream().map(each -> each.result(active)).toList());
    }

    // ---- changes -----------------------------------------------------------------------------------------------

    @Override
    public long nextNanos() {
        long next = injector.nextChangeNanos();
        for (TransferWatch each : watches) {
            next = Math.min(next, each.nextCheckNanos());
        }
        return next;
    }

    @Override
    public void apply(long nowNanos, long networkNowNanos) {
        long before = injector.changes();
        injector.advanceTo(nowNanos, networkNowNanos);
        boolean hasChanged = injector.changes() != before;
        for (TransferWatch each : watches) {
            if (hasChanged) {
                each.changed(injector.isAnyLinkDown());
            }
            each.check(nowNanos);
        }
        changes += hasChanged ? 1 : 0;
        if (hasChanged && (wasAnyLinkDown || injector.isAnyLinkDown())) {
            wasAnyLinkDown = injector.isAnyLinkDown();
            executions.forEach(execution -> execution.rollCalls().pathsChanged());
        }
        // What was delivered up to a failure is progress of then, not of the end of all patience.
        if (hasChanged && injector.isAnyLinkDown() && watch.hasDeliveredMore()) {
            clock.progress();
        }
    }

    @Override
    public boolean isSettled(long nowNanos) {
        return injector.isSettled(nowNanos);
    }

    @Override
    public long count() {
        return changes;
    }

    @Override
    public void nodeDown(int node) {
        executions.forEach(execution -> execution.nodes().down(node));
    }

    @Override
    public void nodeUp(int node, long resumeNanos) {
        executions.forEach(execution -> execution.nodes().up(node, resumeNanos));
        watches.forEach(each -> each.nodeUp(node, resumeNanos));
    }

    @Override
    public void slowDown(int node, double factor) {
        executions.forEach(execution -> execution.nodes().slowDown(node, factor));
    }
}
