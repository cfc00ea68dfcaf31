package org.longhaul.simulator.workload;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.collective.Collectives;
import org.longhaul.simulator.collective.PlanExecutor;
import org.longhaul.simulator.compute.ComputeModel;
import org.longhaul.simulator.timeline.Category;
import org.longhaul.simulator.timeline.TimelineSink;

/** One run of a workload. */
final class Execution implements ExchangeScheduler.Progress {

    private final NetworkSetup network;
    private final ComputeModel compute;
    private final SimulatedClock clock;
    private final Accounts accounts;
    private final RunReporter reporter;
    private final ExchangeResolver resolver;
    private final ExchangeScheduler scheduler;
    private final WorkerState[] workers;
    private final @Nullable Repetition repetition;
    private final long[] payloadBefore;
    private final long[] wireBefore;
    private final OpenSteps steps;

    /** Workers whose exchange was completed for them in this instant. */
    private final IntArrayList unblocked = new IntArrayList();

    private final long startNanos;
    private long stepsCompleted;
    private int workersFinished;
    private long lastNanos;

    Execution(
            NetworkSetup network,
            int[] workerNodes,
            ComputeModel compute,
            Collectives collectives,
            ExecutionSettings settings,
            TimelineSink timeline,
            WorkloadSource source,
            ExecutionListener listener) {
        this.network = network;
        this.compute = compute;
        int arcs = network.topology().arcCount();
        this.clock = new SimulatedClock(network.loop(), arcs);
        this.accounts = new Accounts(workerNodes.length);
        this.reporter = new RunReporter(accounts, listener, timeline);
        PlanExecutor planExecutor = new PlanExecutor(
                network.topology(),
                network.loop(),
                network.network(),
                clock,
                settings.channels(),
                settings.lockstepFrom(),
                settings.recognisesRepetition());
        this.resolver = new ExchangeResolver(network, workerNodes, collectives, planExecutor, listener);
        this.steps = new OpenSteps(source, resolver, workerNodes.length);
        this.scheduler = new ExchangeScheduler(clock, planExecutor, network.closedFormCollectives(), settings, this);
        this.workers = new WorkerState[workerNodes.length];
        for (int w = 0; w < workers.length; w++) {
            workers[w] = new WorkerState(w);
        }
        this.repetition = settings.recognisesRepetition() ? new Repetition(this) : null;
        this.payloadBefore = new long[arcs];
        this.wireBefore = new long[arcs];
        for (int arc = 0; arc < arcs; arc++) {
            payloadBefore[arc] = network.network().arcPayloadBytes(arc);
            wireBefore[arc] = network.network().arcWireBytes(arc);
        }
        this.startNanos = clock.nowNanos();
        this.lastNanos = startNanos;
    }

    ExecutionResult run() {
        for (WorkerState worker : workers) {
            begin(worker, 0, startNanos);
        }
        while (!isOver()) {
            if (!clock.runNext()) {
                throw Diagnosis.of(network.network(), clock.nowNanos(), workers, steps.all());
            }
        }
        return result();
    }

    private boolean isOver() {
        return workersFinished == workers.length && clock.openExchanges() == 0;
    }

    private ExecutionResult result() {
        long end = lastNanos;
        for (WorkerState worker : workers) {
            end = Math.max(end, worker.finishedNanos);
        }
        for (WorkerState worker : workers) {
            accounts.addIdle(worker.worker, end - worker.finishedNanos);
            reporter.span(worker.worker, Category.IDLE, "finished", worker.finishedNanos, end);
        }
        long[] payload = new long[payloadBefore.length];
        long[] wire = new long[wireBefore.length];
        for (int arc = 0; arc < payload.length; arc++) {
            payload[arc] = clock.payloadBytes(network.network(), arc) - payloadBefore[arc];
            wire[arc] = clock.wireBytes(network.network(), arc) - wireBefore[arc];
        }
        return new ExecutionResult(
                stepsCompleted,
                repetition == null ? 0 : repetition.repeatedSteps(),
                end - startNanos,
                accounts.workers(),
                payload,
                wire,
                accounts.fingerprint());
    }

    // ---- steps -------------------------------------------------------------------------------------------------

    /** Lets a worker begin a step at a time, now or (while nothing has happened since) before. */
    private void begin(WorkerState worker, long index, long timeNanos) {
        enter(worker, index, timeNanos);
        advance(worker, timeNanos);
    }

    private void enter(WorkerState worker, long index, long timeNanos) {
        StepState step = steps.begin(index);
        worker.step = step;
        worker.operation = 0;
        worker.isFresh = true;
        Arrays.fill(worker.phaseShare, 0);
        if (step == null) {
            worker.finishedNanos = timeNanos;
            workersFinished++;
        } else {
            step.start[worker.worker] = timeNanos;
        }
    }

    private void complete(WorkerState worker, StepState step, long timeNanos) {
        step.end[worker.worker] = timeNanos;
        if (++step.workersDone == workers.length) {
            stepsCompleted++;
            reporter.stepCompleted(step.index, timeNanos, step);
            steps.closeThoseOver();
            lookForRepetition();
        }
        enter(worker, step.index + 1, timeNanos);
    }

    private void lookForRepetition() {
        if (repetition != null && clock.openExchanges() == 0) {
            repetition.lookSoon();
        }
    }

    // ---- program -----------------------------------------------------------------------------------------------

    private void advance(WorkerState worker, long timeNanos) {
        while (worker.step != null) {
            StepState step = worker.step;
            List<Operation> program = step.step.program();
            if (worker.operation == program.size()) {
                complete(worker, step, timeNanos);
                continue;
            }
            Operation operation = program.get(worker.operation);
            if (operation instanceof Compute computation) {
                startCompute(worker, step, computation, timeNanos);
                return;
            }
            if (operation instanceof Await await && isBlocked(worker, step, await, timeNanos)) {
                return;
            }
            worker.operation++;
            if (operation instanceof Begin begin) {
                arrive(worker, step.exchanges[begin.exchange()]);
            }
        }
    }

    private void arrive(WorkerState worker, ExchangeState exchange) {
        if (exchange.hasMember(worker.worker)) {
            worker.isFresh = false;
            scheduler.arrive(exchange, worker.worker);
        }
    }

    private boolean isBlocked(WorkerState worker, StepState step, Await await, long timeNanos) {
        ExchangeState exchange = awaited(step, await);
        if (exchange == null || !exchange.hasMember(worker.worker) || exchange.isDoneFor(worker.worker)) {
            return false;
        }
        worker.isFresh = false;
        worker.blockedOn = exchange;
        worker.blockedSinceNanos = timeNanos;
        return true;
    }

    private @Nullable ExchangeState awaited(StepState step, Await await) {
        StepState meant = await.stepsAgo() == 0 ? step : steps.find(step.index - await.stepsAgo());
        if (meant == null) {
            return null;
        }
        if (await.exchange() >= meant.exchanges.length) {
            throw new IllegalArgumentException("step %d awaits exchange %d of step %d, which has %d exchanges"
                    .formatted(step.index, await.exchange(), meant.index, meant.exchanges.length));
        }
        return meant.exchanges[await.exchange()];
    }

    private void startCompute(WorkerState worker, StepState step, Compute computation, long timeNanos) {
        int phase = WorkerState.slot(computation.phase());
        long whole = phaseNanos(computation.phase(), worker.worker, step.index);
        double before = worker.phaseShare[phase];
        double after = before + computation.share();
        worker.phaseShare[phase] = after;
        worker.computeStartNanos = timeNanos;
        // Differences of rounded sums: the parts of a phase add up to the phase.
        worker.computeNanos = Math.round(whole * after) - Math.round(whole * before);
        worker.release = 0;
        scheduleNext(worker, step, computation);
    }

    long phaseNanos(Phase phase, int worker, long step) {
        return switch (phase) {
            case FORWARD -> compute.forwardNanos(worker, step);
            case BACKWARD -> compute.backwardNanos(worker, step);
            case UPDATE -> compute.updateNanos(worker, step);
        };
    }

    private void scheduleNext(WorkerState worker, StepState step, Compute computation) {
        List<Release> releases = computation.releases();
        while (worker.release < releases.size()
                && !step.exchanges[releases.get(worker.release).exchange()].hasMember(worker.worker)) {
            worker.release++;
        }
        long due = worker.release < releases.size()
                ? releaseNanos(worker, releases.get(worker.release))
                : worker.computeStartNanos + worker.computeNanos;
        worker.hasTimer = true;
        worker.timer = clock.schedule(due, now -> timerFired(worker));
    }

    private static long releaseNanos(WorkerState worker, Release release) {
        return worker.computeStartNanos + Math.round(release.fraction() * worker.computeNanos);
    }

    private void timerFired(WorkerState worker) {
        StepState step = worker.step;
        if (step == null || !(step.step.program().get(worker.operation) instanceof Compute computation)) {
            throw new IllegalStateException("worker %d has a timer outside a computation".formatted(worker.worker));
        }
        long now = clock.nowNanos();
        worker.hasTimer = false;
        worker.isFresh = false;
        List<Release> releases = computation.releases();
        while (worker.release < releases.size() && releaseNanos(worker, releases.get(worker.release)) <= now) {
            arrive(worker, step.exchanges[releases.get(worker.release++).exchange()]);
        }
        if (worker.release < releases.size() || now < worker.computeStartNanos + worker.computeNanos) {
            scheduleNext(worker, step, computation);
            return;
        }
        step.compute[worker.worker] += worker.computeNanos;
        reporter.span(worker.worker, Category.COMPUTE, label(computation.phase()), worker.computeStartNanos, now);
        worker.operation++;
        advance(worker, now);
    }

    private static String label(Phase phase) {
        return switch (phase) {
            case FORWARD -> "forward";
            case BACKWARD -> "backward";
            case UPDATE -> "update";
        };
    }

    // ---- exchanges ---------------------------------------------------------------------------------------------

    @Override
    public void memberDone(ExchangeState exchange, int worker, long nowNanos) {
        reporter.span(worker, Category.EXCHANGE, exchange.spec().label(), exchange.startNanos, nowNanos);
        WorkerState state = workers[worker];
        StepState step = state.step;
        if (state.blockedOn != exchange || step == null) {
            return;
        }
        long since = state.blockedSinceNanos;
        long communicationFrom = Math.min(nowNanos, Math.max(since, exchange.lastArrivalNanos));
        String label = exchange.spec().label();
        step.waiting[worker] += communicationFrom - since;
        step.exposed[worker] += nowNanos - communicationFrom;
        reporter.span(worker, Category.WAITING_FOR_OTHERS, label, since, communicationFrom);
        reporter.span(worker, Category.EXPOSED_COMMUNICATION, label, communicationFrom, nowNanos);
        state.blockedOn = null;
        if (unblocked.isEmpty()) {
            clock.afterDeliveries(now -> resumeUnblocked());
        }
        unblocked.add(worker);
    }

    // Workers that go on at the same instant do so in order of their numbers, whatever the order of the deliveries:
    // then
    // the course of a step depends on nothing but times.
    private void resumeUnblocked() {
        int[] resumed = unblocked.toIntArray();
        unblocked.clear();
        Arrays.sort(resumed);
        for (int worker : resumed) {
            workers[worker].operation++;
            advance(workers[worker], clock.nowNanos());
        }
    }

    @Override
    public void exchangeDone(ExchangeState exchange, long nowNanos) {
        lastNanos = Math.max(lastNanos, nowNanos);
        exchange.step.openExchanges--;
        reporter.exchangeCompleted(exchange.timing(nowNanos));
        steps.closeThoseOver();
        lookForRepetition();
    }

    // ---- for the recognition of repeated steps -----------------------------------------------------------------

    SimulatedClock clock() {
        return clock;
    }

    OpenSteps steps() {
        return steps;
    }

    NetworkSetup network() {
        return network;
    }

    RunReporter reporter() {
        return reporter;
    }

    WorkerState[] workers() {
        return workers;
    }

    boolean hasSteadyCompute() {
        return compute.isSteady();
    }

    /** The step that all workers have begun without any event in it yet, provided that nothing else is under way. */
    @Nullable
    StepState freshStep() {
        StepState step = steps.only();
        if (step == null || clock.openExchanges() != 0 || clock.pendingEvents() != workers.length) {
            return null;
        }
        for (WorkerState worker : workers) {
            if (worker.step != step || !worker.isFresh || !worker.hasTimer) {
                return null;
            }
        }
        return step;
    }

    /** How long after its begin a worker's first event in a step is due at the earliest. */
    long firstEventNanos(Step step, long index, int worker) {
        for (Operation operation : step.program()) {
            if (operation instanceof Compute computation) {
                long nanos = Math.round(phaseNanos(computation.phase(), worker, index) * computation.share());
                double fraction = computation.releases().isEmpty()
                        ? 1
                        : computation.releases().get(0).fraction();
                return Math.round(fraction * nanos);
            }
            if (operation instanceof Await || isMember(step, operation, worker)) {
                return 0;
            }
        }
        return 0;
    }

    private static boolean isMember(Step step, Operation operation, int worker) {
        return operation instanceof Begin begin
                && step.exchanges().get(begin.exchange()).workers().contains(worker);
    }

    /** Takes back what the workers have begun. */
    void abandonFreshStep() {
        for (WorkerState worker : workers) {
            clock.cancel(worker.timer);
            worker.hasTimer = false;
        }
        steps.clear();
    }

    /** Continues after a stretch of known steps. */
    void resume(long index, @Nullable Step step, long[] startNanosOfWorker, long known) {
        stepsCompleted += known;
        lastNanos = clock.nowNanos();
        if (step != null) {
            steps.open(index, step);
        }
        for (WorkerState worker : workers) {
            long start = startNanosOfWorker[worker.worker];
            begin(worker, index, start);
        }
    }
}
