package org.longhaul.simulator.workload.execution;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.collective.Collectives;
import org.longhaul.simulator.collective.execution.PlanExecutor;
import org.longhaul.simulator.compute.ComputeModel;
import org.longhaul.simulator.timeline.Category;
import org.longhaul.simulator.timeline.Span;
import org.longhaul.simulator.timeline.TimelineSink;
import org.longhaul.simulator.workload.Await;
import org.longhaul.simulator.workload.Begin;
import org.longhaul.simulator.workload.Compute;
import org.longhaul.simulator.workload.Operation;
import org.longhaul.simulator.workload.Step;
import org.longhaul.simulator.workload.WorkloadSource;
import org.longhaul.simulator.workload.account.Accounts;
import org.longhaul.simulator.workload.account.RunReporter;
import org.longhaul.simulator.workload.clock.SimulatedClock;
import org.longhaul.simulator.workload.result.Blockage;
import org.longhaul.simulator.workload.result.ExecutionListener;
import org.longhaul.simulator.workload.result.ExecutionResult;
import org.longhaul.simulator.workload.result.Stall;
import org.longhaul.simulator.workload.result.Surroundings;

/** One job in execution: its workers, their steps and exchanges. Whoever drives the loop sees to the rest. */
public final class Execution implements ExchangeScheduler.Progress, Computations.Host {

    private final NetworkSetup network;
    private final SimulatedClock clock;
    private final Computations computations;
    private final Accounts accounts;
    private final RunReporter reporter;
    private final ExchangeResolver resolver;
    private final ExchangeScheduler scheduler;
    private final WorkerState[] workers;
    private final @Nullable Repetition repetition;
    private final ArcCounts before;
    private final OpenSteps steps;
    private final NodeChanges nodes;
    private final FreshSteps fresh;

    private final IdleWorkers idle;
    private final BlockedWorkers blocked;
    private final RollCalls rollCalls;

    private final long startNanos;
    private long stepsCompleted;
    private long lastStepNanos;
    private int workersFinished;
    private long lastNanos;

    public Execution(
            NetworkSetup network,
            SimulatedClock clock,
            int[] workerNodes,
            ComputeModel compute,
            Collectives collectives,
            ExecutionSettings settings,
            TimelineSink timeline,
            WorkloadSource source,
            ExecutionListener listener) {
        this.network = network;
        this.clock = clock;
        this.accounts = new Accounts(workerNodes.length);
        this.reporter = new RunReporter(accounts, listener, timeline);
        this.computations = new Computations(clock, compute, reporter, this);
        PlanExecutor planExecutor = new PlanExecutor(
                network.topology(),
                network.routing(),
                network.loop(),
                network.network(),
                clock,
                settings.channels(),
                settings.lockstepFrom(),
                settings.recognisesRepetition(),
                settings.library());
        this.resolver = new ExchangeResolver(network, workerNodes, collectives, planExecutor, listener);
        this.steps = new OpenSteps(source, resolver, workerNodes.length);
        this.idle = new IdleWorkers(this, source, clock, reporter);
        this.blocked = new BlockedWorkers(this, clock, reporter);
        this.scheduler = new ExchangeScheduler(clock, planExecutor, network.closedFormCollectives(), settings, this);
        this.workers = new WorkerState[workerNodes.length];
        clock.setAlone(() -> !source.gathers() && SoleExchange.isAlone(scheduler.running(), steps, workers));
        for (int w = 0; w < workers.length; w++) {
            workers[w] = new WorkerState(w, workerNodes[w]);
        }
        this.nodes = new NodeChanges(this, workers, clock, computations, reporter);
        this.rollCalls = new RollCalls(this, source, new Regrouping(workers, steps, resolver, scheduler, blocked));
        this.fresh = new FreshSteps(workers, steps, clock, computations, idle);
        this.repetition = settings.recognisesRepetition() && !idle.gathers() ? new Repetition(this) : null;
        this.before = ArcCounts.of(network);
        this.startNanos = clock.nowNanos();
        this.lastNanos = startNanos;
    }

    /** Every worker begins its first step. */
    public void start() {
        rollCalls.start();
        idle.start();
        for (WorkerState worker : workers) {
            begin(worker, 0, startNanos);
        }
    }

    public boolean isOver() {
        return workersFinished == workers.length && (clock.openExchanges() == 0 || idle.gathers());
    }

    public long stepsCompleted() {
        return stepsCompleted;
    }

    public long startNanos() {
        return startNanos;
    }

    /** When all workers had completed the last of the completed steps. */
    public long lastStepNanos() {
        return lastStepNanos;
    }

    /**
     * When the last computation in progress will be over, or the restart or deadline that is waited for; 0 if there is none.
     * One that was begun more often than a number of times does not count.
     */
    public long longestComputationNanos(int mostAttempts) {
        long latest = Math.max(idle.deadlineNanos(), rollCalls.nextNanos());
        for (WorkerState worker : workers) {
            if (worker.attempts <= mostAttempts) {
                latest = Math.max(latest, computations.endNanos(worker));
            }
        }
        return latest;
    }

    /**
     * Says why the job cannot go on.
     *
     * @param further what whoever drives the run knows
     */
    public Stall stall(Stall.Reason reason, String headline, List<Blockage> further) {
        List<Blockage> blockages = Diagnosis.of(network.network(), workers, steps.all());
        blockages.addAll(rollCalls.findings());
        blockages.addAll(further);
        return new Stall(reason, headline, clock.endNanos(), rollCalls.progressNanos(), blockages);
    }

    public ExecutionResult result(Surroundings surroundings) {
        long end = lastNanos;
        for (WorkerState worker : workers) {
            end = Math.max(end, worker.finishedNanos);
        }
        rollCalls.end(end);
        long[] lost = new long[workers.length];
        for (WorkerState worker : workers) {
            lost[worker.worker] = worker.lostNanos;
            accounts.addIdle(worker.worker, end - worker.finishedNanos);
            reporter.span(worker.worker, Span.NONE, Category.IDLE, "finished", worker.finishedNanos, end);
        }
        ArcCounts carried = before.until(network, clock);
        return new ExecutionResult(
                stepsCompleted,
                repetition == null ? 0 : repetition.repeatedSteps(),
                end - startNanos,
                accounts.workers(),
                carried.payload(),
                carried.wire(),
                accounts.fingerprint(),
                lost,
                surroundings);
    }

    IdleWorkers idle() {
        return idle;
    }

    /** Who is there at the end of a step. */
    public RollCalls rollCalls() {
        return rollCalls;
    }

    /** What happens to nodes changes their workers. */
    public NodeChanges nodes() {
        return nodes;
    }

    // ---- steps -------------------------------------------------------------------------------------------------

    /** Lets a worker begin a step at a time, now or (while nothing has happened since) before. */
    private void begin(WorkerState worker, long index, long timeNanos) {
        enter(worker, index, timeNanos);
        advance(worker, timeNanos);
    }

    private void enter(WorkerState worker, long index, long timeNanos) {
        boolean isFirst = !steps.isKnown(index);
        StepState step = steps.begin(index, timeNanos);
        if (isFirst && step != null) {
            begun(step, timeNanos);
        }
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

    private void begun(StepState step, long timeNanos) {
        idle.begun(step, timeNanos);
        rollCalls.begun(step);
    }

    /** A worker gives up whatever it is at, and is where all wait at the end of a step. */
    void skipTo(StepState last, WorkerState worker, long nowNanos) {
        computations.breakOff(worker, nowNanos);
        blocked.giveUp(worker, nowNanos);
        worker.readySinceNanos = WorkerState.NOT_READY;
        idle.forget(worker);
        while (worker.step != null && worker.step != last) {
            complete(worker, worker.step, nowNanos);
        }
        worker.operation = last.step.program().size();
        idle.add(worker, last, nowNanos);
    }

    /** A worker is up again, but what it held is gone: it goes to where it may be taken up again. */
    void forsake(WorkerState worker, long nowNanos) {
        computations.breakOff(worker, nowNanos);
        worker.blockedOn = null;
        worker.readySinceNanos = WorkerState.NOT_READY;
        if (worker.isIdle) {
            idle.leave(worker, nowNanos);
        } else if (worker.step != null) {
            worker.operation++;
            advance(worker, nowNanos);
        }
    }

    void complete(WorkerState worker, StepState step, long timeNanos) {
        step.end[worker.worker] = timeNanos;
        if (++step.workersDone == workers.length) {
            stepsCompleted++;
            lastStepNanos = timeNanos;
            reporter.stepCompleted(step.index, step.step, timeNanos, step);
            steps.closeThoseOver();
            lookForRepetition();
        }
        boolean isFirst = !steps.isKnown(step.index + 1);
        enter(worker, step.index + 1, timeNanos);
        if (isFirst && !idle.isEmpty()) {
            idle.release(timeNanos);
        }
    }

    /** What all waited for after a step has come: they go on, or all is over, whatever else is under way. */
    void goOnAfter(StepState step, long nowNanos) {
        StepState next = steps.begin(step.index + 1, nowNanos);
        if (next != null) {
            begun(next, nowNanos);
            idle.release(nowNanos);
            return;
        }
        idle.haveWaited(nowNanos);
        for (StepState each : steps.all()) {
            if (each.workersDone == workers.length) {
                // Reported already: only an exchange of it is under way.
                continue;
            }
            computations.breakOff(workers, each, nowNanos);
            stepsCompleted++;
            lastStepNanos = nowNanos;
            reporter.stepCompleted(each.index, each.step, nowNanos, each);
        }
        workersFinished = workers.length;
    }

    private void lookForRepetition() {
        if (repetition != null && clock.openExchanges() == 0) {
            repetition.lookSoon();
        }
    }

    void advance(WorkerState worker, long timeNanos) {
        while (worker.step != null) {
            StepState step = worker.step;
            List<Operation> program = step.step.program();
            worker.operation = worker.operation == 0 && step.isIdle(worker.worker) ? program.size() : worker.operation;
            if (worker.operation == program.size()) {
                if (!steps.isKnown(step.index + 1) && idle.add(worker, step, timeNanos)) {
                    computations.pause(worker, timeNanos);
                    return;
                }
                complete(worker, step, timeNanos);
                continue;
            }
            Operation operation = program.get(worker.operation);
            if (operation instanceof Compute computation
                    && computation.includes(worker.worker)
                    && !rollCalls.isCrashed(worker.worker)) {
                rollCalls.computes(worker.worker, timeNanos);
                computations.start(worker, step, computation, timeNanos);
                return;
            }
            if (operation instanceof Await await
                    && await.includes(worker.worker)
                    && blocked.block(worker, step, await, timeNanos)) {
                computations.pause(worker, timeNanos);
                return;
            }
            worker.operation++;
            if (operation instanceof Begin begin) {
                arrive(worker, step.exchanges[begin.exchange()]);
            }
        }
        computations.pause(worker, timeNanos);
    }

    @Override
    public void arrive(WorkerState worker, ExchangeState exchange) {
        if (exchange.hasMember(worker.worker)) {
            worker.isFresh = false;
            scheduler.arrive(exchange, worker.worker);
        }
    }

    @Override
    public void computed(WorkerState worker, long nowNanos) {
        worker.operation++;
        advance(worker, nowNanos);
    }

    Computations computations() {
        return computations;
    }

    // ---- exchanges ---------------------------------------------------------------------------------------------

    @Override
    public void memberDone(ExchangeState exchange, int worker, long nowNanos) {
        clock.progress();
        blocked.done(exchange, workers[worker], nowNanos);
    }

    @Override
    public void exchangeDone(ExchangeState exchange, long nowNanos) {
        clock.progress();
        lastNanos = Math.max(lastNanos, nowNanos);
        exchange.step.openExchanges -= exchange.isGivenUp ? 0 : 1;
        idle.done(exchange);
        reporter.exchangeCompleted(exchange.timing(nowNanos));
        steps.closeThoseOver();
        lookForRepetition();
    }

    // ---- for the recognition of repeated steps -----------------------------------------------------------------

    FreshSteps fresh() {
        return fresh;
    }

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

    /** Continues after a stretch of known steps. */
    void resume(long index, @Nullable Step step, long[] startNanosOfWorker, int[] order, long known) {
        stepsCompleted += known;
        lastNanos = clock.nowNanos();
        if (step != null) {
            steps.open(index, step);
        }
        for (int worker : order) {
            begin(workers[worker], index, startNanosOfWorker[worker]);
        }
    }
}
