package org.longhaul.simulator.workload.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
import org.longhaul.simulator.workload.result.Surroundings;

/**
 * What happens around the subject of a run, be it a job or requests: incidents, other jobs, other traffic. Whoever runs the
 * subject drives the loop; all of this runs on it and ends with the subject. Not thread-safe.
 */
public final class RunSurroundings {

    /** What a run is about, as its surroundings see it. */
    public interface Subject extends FaultInjector.NodeListener {

        /** Links have gone down or come up. */
        default void pathsChanged() {}
    }

    /** Channels of a job or of one kind of flows. */
    private static final int CHANNELS = ConnectionRules.CHANNELS;

    private static final int MOST_INCIDENTS_SHOWN = 10;

    private record OtherJob(String name, Execution execution) {}

    private final NetworkSetup setup;
    private final RunConditions conditions;
    private final EventLoop loop;
    private final Subject subject;
    private final TransferWatch watch;
    private final List<TransferWatch> watches = new ArrayList<>();
    private final List<OtherJob> others = new ArrayList<>();
    private final List<BackgroundSender> flows = new ArrayList<>();
    private final SimulatedClock clock;
    private final FaultInjector injector;
    private final UpPaths paths;
    private long changes;
    private boolean wasAnyLinkDown;

    /**
     * Surroundings that have not begun.
     *
     * @param isShared whether the loop has events of others than the subject, beside those of the conditions
     */
    public RunSurroundings(NetworkSetup setup, RunConditions conditions, Subject subject, boolean isShared) {
        this.setup = setup;
        this.conditions = conditions;
        this.loop = setup.loop();
        this.subject = subject;
        List<IncidentSource> sources = new ArrayList<>();
        conditions.faults().forEach(fault -> sources.add(fault.incidents(setup.topology(), conditions.streams())));
        this.injector = new FaultInjector(
                setup.topology(),
                setup.network(),
                setup.routing(),
                conditions.recovery(),
                IncidentSource.merge(sources),
                new Nodes());
        boolean isBusy =
                isShared || !conditions.jobs().isEmpty() || !conditions.flows().isEmpty();
        int arcs = setup.topology().arcCount();
        this.clock = new SimulatedClock(loop, arcs, new ItsChanges(), isBusy);
        this.watch = watch(clock);
        this.paths =
                new UpPaths(setup.routing(), injector, conditions.recovery().rerouting());
        for (BackgroundJob other : conditions.jobs()) {
            SimulatedClock otherClock = new SimulatedClock(loop, arcs, Changes.NONE, true);
            Network view = view(watch(otherClock), CHANNELS * (others.size() + 1));
            Execution execution = execution(other, otherClock, view, TimelineSink.NONE, ExecutionListener.NONE);
            others.add(new OtherJob(other.name(), execution));
        }
    }

    private TransferWatch watch(SimulatedClock itsClock) {
        TransferWatch made = new TransferWatch(setup.topology(), setup.network(), conditions.recovery());
        made.runOn(itsClock);
        watches.add(made);
        return made;
    }

    private Network view(TransferWatch itsWatch, int firstChannel) {
        return new JobNetwork(setup.network(), firstChannel, CHANNELS, itsWatch, () -> injector.fingerprint());
    }

    private Execution execution(
            BackgroundJob of,
            SimulatedClock itsClock,
            Network view,
            TimelineSink timeline,
            ExecutionListener listener) {
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
        made.rollCalls().reach(paths::reach);
        return made;
    }

    /** The job that the run is about, where it is about one. */
    Execution execution(BackgroundJob foreground, TimelineSink timeline, ExecutionListener listener) {
        return execution(foreground, clock, network(), timeline, listener);
    }

    /** The run's clock. */
    public SimulatedClock clock() {
        return clock;
    }

    /** The network as the subject sees it: with {@value ConnectionRules#CHANNELS} channels of its own. */
    public Network network() {
        return view(watch, 0);
    }

    /** What looks after the subject's transfers. */
    TransferWatch watch() {
        return watch;
    }

    /** Lets what is due at the start happen, and starts the other traffic. */
    public void startTraffic() {
        clock.applyChanges();
        int channel = CHANNELS * (others.size() + 1);
        for (BackgroundFlows background : conditions.flows()) {
            BackgroundSender traffic = new BackgroundSender(background.name(), loop, setup.network(), channel);
            flows.add(traffic);
            background.traffic(setup.topology(), conditions.streams()).start(traffic);
            channel += BackgroundSender.CHANNELS;
        }
    }

    /** Starts the other jobs, after the subject. */
    public void startJobs() {
        others.forEach(other -> other.execution().start());
    }

    /** What has happened up to now. */
    public Surroundings result() {
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

    /** The incidents in progress, as what may keep a run from its end. */
    List<Blockage> inProgress() {
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
    List<Incident> ongoing() {
        long now = clock.endNanos();
        return injector.occurrences().stream()
                .map(Occurrence::incident)
                .filter(incident -> incident.kind() != Incident.Kind.VARIATION && incident.endNanos() > now)
                .toList();
    }

    /** Changes at their times. */
    private final class ItsChanges implements Changes {

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
                subject.pathsChanged();
                others.forEach(other -> other.execution().rollCalls().pathsChanged());
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
    }

    /** What becomes of nodes concerns the subject first. */
    private final class Nodes implements FaultInjector.NodeListener {

        @Override
        public void nodeDown(int node) {
            subject.nodeDown(node);
            others.forEach(other -> other.execution().nodes().down(node));
        }

        @Override
        public void nodeUp(int node, long resumeNanos) {
            subject.nodeUp(node, resumeNanos);
            others.forEach(other -> other.execution().nodes().up(node, resumeNanos));
            watches.forEach(each -> each.nodeUp(node, resumeNanos));
        }

        @Override
        public void slowDown(int node, double factor) {
            subject.slowDown(node, factor);
            others.forEach(other -> other.execution().nodes().slowDown(node, factor));
        }
    }
}
