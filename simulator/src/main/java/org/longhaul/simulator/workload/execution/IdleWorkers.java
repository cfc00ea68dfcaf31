package org.longhaul.simulator.workload.execution;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.event.BeyondTimeException;
import org.longhaul.simulator.timeline.Category;
import org.longhaul.simulator.workload.Await;
import org.longhaul.simulator.workload.Gathered;
import org.longhaul.simulator.workload.Gathering;
import org.longhaul.simulator.workload.Operation;
import org.longhaul.simulator.workload.PendingExchange;
import org.longhaul.simulator.workload.WorkloadSource;
import org.longhaul.simulator.workload.account.RunReporter;
import org.longhaul.simulator.workload.clock.SimulatedClock;

/**
 * Workers that wait until it is known what comes next: those that have nothing to do in the last step, who leave it with the
 * first that has, and all workers at the end of a step with a {@link Gathering} or a
 * {@link org.longhaul.simulator.workload.Muster}, who leave it when that is over.
 *
 * <p>A gathering is looked at when everything else of an instant has happened.
 */
final class IdleWorkers {

    /** An exchange that was done, though nobody awaited it. */
    private record Place(long step, int exchange) {}

    private final Execution execution;
    private final WorkloadSource source;
    private final boolean gathers;
    private final SimulatedClock clock;
    private final RunReporter reporter;

    /** By number, so that many of them are let go in one walk over them. */
    private final BitSet idle = new BitSet();

    // For gatherings: which exchanges are done that nobody awaited, in order of their ends.
    private final Map<Place, Long> arrived = new HashMap<>();
    private long arrivals;

    // The one that is waited for: its step, its exchanges, and how many of them are done.
    private @Nullable StepState open;
    private final Set<Place> asked = new HashSet<>();
    private int askedDone;
    /** How many of them can come at most. */
    private int coming;

    private long deadlineNanos;
    private boolean isLooking;

    IdleWorkers(Execution execution, WorkloadSource source, SimulatedClock clock, RunReporter reporter) {
        this.execution = execution;
        this.source = source;
        this.gathers = source.gathers();
        this.clock = clock;
        this.reporter = reporter;
    }

    boolean gathers() {
        return gathers;
    }

    int count() {
        return idle.cardinality();
    }

    boolean isEmpty() {
        return idle.isEmpty();
    }

    void clear() {
        idle.clear();
    }

    /** Tells the source who is present before the first step. */
    void start() {
        if (gathers) {
            List<Integer> present = new ArrayList<>();
            for (WorkerState worker : execution.workers()) {
                if (!worker.isDown) {
                    present.add(worker.worker);
                }
            }
            source.gathered(new Gathered(clock.nowNanos(), List.of(), present));
        }
    }

    // ---- waiting and going on ----------------------------------------------------------------------------------

    /** Whether a worker that is at the end of a step waits there for the next, which is not known yet. */
    boolean add(WorkerState worker, StepState step, long timeNanos) {
        if (!step.step.isOpenEnded() && !step.isIdle(worker.worker)) {
            return false;
        }
        worker.isIdle = true;
        worker.blockedSinceNanos = timeNanos;
        idle.set(worker.worker);
        if (step.step.muster() != null) {
            execution.rollCalls().lookSoon();
        }
        lookForWorkers();
        return true;
    }

    /** The next step is known. */
    void release(long timeNanos) {
        int[] waiting = idle.stream().toArray();
        for (int each : waiting) {
            WorkerState worker = execution.workers()[each];
            if (!worker.isDown) {
                leave(worker, timeNanos);
            }
        }
    }

    void leave(WorkerState worker, long timeNanos) {
        StepState step = worker.step;
        if (!worker.isIdle || step == null) {
            return;
        }
        if (execution.steps().isKnown(step.index + 1)) {
            worker.isIdle = false;
            idle.clear(worker.worker);
            hasWaited(worker, step, timeNanos);
            execution.complete(worker, step, timeNanos);
            execution.advance(worker, timeNanos);
        } else {
            lookForWorkers();
        }
    }

    /** A worker waits no more, if it did. */
    void forget(WorkerState worker) {
        worker.isIdle = false;
        idle.clear(worker.worker);
    }

    /** All is over: nobody waits any more. */
    void haveWaited(long nowNanos) {
        for (int each = idle.nextSetBit(0); each >= 0; each = idle.nextSetBit(each + 1)) {
            WorkerState worker = execution.workers()[each];
            if (worker.step != null) {
                hasWaited(worker, worker.step, nowNanos);
            }
        }
        idle.clear();
    }

    // Who has done something in the step has waited for the others; who has not was idle.
    private void hasWaited(WorkerState worker, StepState step, long nowNanos) {
        if (step.step.isOpenEnded() && !step.isIdle(worker.worker)) {
            long since = worker.blockedSinceNanos;
            step.waiting[worker.worker] += nowNanos - since;
            reporter.span(worker.worker, step.index, Category.WAITING_FOR_OTHERS, "arrivals", since, nowNanos);
        }
    }

    // ---- gatherings --------------------------------------------------------------------------------------------

    /** The first worker begins a step. */
    void begun(StepState step, long timeNanos) {
        Gathering gathering = step.step.gathering();
        if (gathering == null) {
            return;
        }
        requireWithinRun(step, gathering.sinceStepsAgo());
        open = step;
        PendingExchange missing = null;
        coming = 0;
        for (PendingExchange pending : gathering.exchanges()) {
            Place place = place(step.index, pending);
            requireWithinRun(step, pending.stepsAgo());
            asked.add(place);
            askedDone += arrived.containsKey(place) ? 1 : 0;
            if (arrived.containsKey(place) || isUnderWay(place)) {
                coming++;
            } else if (missing == null) {
                missing = pending;
            }
        }
        // What was gathered before is of no matter while enough of the others come, as in a forecast of another order.
        if (missing != null
                && source.followsAnswers()
                && coming < (gathering.deadlineNanos() == Gathering.NONE ? gathering.enough() : gathering.atLeast())) {
            throw neverArrives(step, missing);
        }
        long since = execution.steps().begunNanos(step.index - gathering.sinceStepsAgo());
        deadlineNanos = gathering.deadlineNanos() == Gathering.NONE
                ? Gathering.NONE
                : BeyondTimeException.sum(since, gathering.deadlineNanos());
        if (deadlineNanos != Gathering.NONE) {
            clock.schedule(Math.max(timeNanos, deadlineNanos), now -> lookSoon());
        }
        lookSoon();
    }

    private static void requireWithinRun(StepState step, int stepsAgo) {
        if (stepsAgo > step.index) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "step %d gathers from %d steps ago on, before the first step", step.index, stepsAgo));
        }
    }

    /** Whether an exchange is still to be done, and nobody awaits it. */
    private boolean isUnderWay(Place place) {
        StepState meant = execution.steps().find(place.step());
        return meant != null
                && place.exchange() < meant.exchanges.length
                && !meant.exchanges[place.exchange()].isOver
                && !isAwaited(meant.exchanges[place.exchange()]);
    }

    private static IllegalArgumentException neverArrives(StepState step, PendingExchange pending) {
        return new IllegalArgumentException(String.format(
                Locale.ROOT,
                "step %d gathers exchange %d of step %d, which never arrives: the step has no such exchange, or"
                        + " it was awaited or gathered before",
                step.index,
                pending.exchange(),
                step.index - pending.stepsAgo()));
    }

    /** When the deadline is that workers wait for, 0 if there is none. */
    long deadlineNanos() {
        return open == null || deadlineNanos == Gathering.NONE ? 0 : deadlineNanos;
    }

    /** All parts of an exchange are done. */
    void done(ExchangeState exchange) {
        exchange.isOver = true;
        if (gathers && !isAwaited(exchange)) {
            Place place = new Place(exchange.step.index, exchange.index);
            arrived.put(place, arrivals++);
            if (asked.contains(place)) {
                askedDone++;
                lookSoon();
            }
        }
    }

    private static boolean isAwaited(ExchangeState exchange) {
        for (Operation operation : exchange.step.step.program()) {
            if (operation instanceof Await await && await.stepsAgo() == 0 && await.exchange() == exchange.index) {
                return true;
            }
        }
        return false;
    }

    private void lookSoon() {
        if (!isLooking && open != null) {
            isLooking = true;
            clock.afterThisInstant(now -> look());
        }
    }

    /** One more worker may have come to a gathering that waits for workers. */
    private void lookForWorkers() {
        Gathering gathering = open == null ? null : open.step.gathering();
        if (gathering != null && !gathering.workers().isEmpty()) {
            lookSoon();
        }
    }

    private void look() {
        isLooking = false;
        StepState step = open;
        Gathering gathering = step == null ? null : step.step.gathering();
        if (step == null || gathering == null) {
            return;
        }
        long now = clock.nowNanos();
        List<Integer> ready = ready(step, gathering);
        boolean isOver = gathering.workers().isEmpty()
                ? askedDone >= awaited(gathering.enough())
                        || (askedDone >= awaited(gathering.atLeast()) && now >= deadlineNanos)
                : !ready.isEmpty();
        if (isOver) {
            List<Integer> places = arrivedOf(step.index, gathering);
            for (int place : places) {
                arrived.remove(place(step.index, gathering.exchanges().get(place)));
            }
            open = null;
            asked.clear();
            askedDone = 0;
            clock.progress();
            reporter.gathered(step.index, now);
            source.gathered(new Gathered(now, places, present(), ready));
            execution.goOnAfter(step, now);
        }
    }

    /** How many of so many are waited for. */
    private int awaited(int wanted) {
        return source.followsAnswers() ? wanted : Math.min(wanted, coming);
    }

    private static Place place(long step, PendingExchange pending) {
        return new Place(step - pending.stepsAgo(), pending.exchange());
    }

    /** Places of what has arrived, in order of arrival, and of what is more than enough the first. */
    private List<Integer> arrivedOf(long step, Gathering gathering) {
        Map<Integer, Long> order = new HashMap<>();
        for (int i = 0; i < gathering.exchanges().size(); i++) {
            Long arrival = arrived.get(place(step, gathering.exchanges().get(i)));
            if (arrival != null) {
                order.put(i, arrival);
            }
        }
        List<Integer> places = new ArrayList<>(order.keySet());
        places.sort(Comparator.comparing(order::get));
        boolean isCut = gathering.workers().isEmpty() && places.size() > gathering.enough();
        return isCut ? places.subList(0, gathering.enough()) : places;
    }

    /** Those of the workers that a gathering waits for that are at the end of its step and up, in its order. */
    private List<Integer> ready(StepState step, Gathering gathering) {
        List<Integer> ready = new ArrayList<>();
        for (int each : gathering.workers()) {
            WorkerState worker = execution.workers()[each];
            if (worker.isIdle && !worker.isDown && isAt(worker, step)) {
                ready.add(each);
            }
        }
        return ready;
    }

    private static boolean isAt(WorkerState worker, StepState step) {
        return worker.step != null && worker.step.index == step.index;
    }

    private List<Integer> present() {
        BitSet sending = sending();
        List<Integer> present = new ArrayList<>();
        for (int each = idle.nextSetBit(0); each >= 0; each = idle.nextSetBit(each + 1)) {
            if (!execution.workers()[each].isDown && !sending.get(each)) {
                present.add(each);
            }
        }
        return present;
    }

    /** Workers whose own part of an exchange that they are the source of is under way. */
    private BitSet sending() {
        BitSet sending = new BitSet();
        for (StepState step : execution.steps().all()) {
            for (ExchangeState exchange : step.exchanges) {
                if (exchange.arrivalNanos[0] != ExchangeState.NOT_YET
                        && exchange.doneNanos[0] == ExchangeState.NOT_YET) {
                    sending.set(exchange.resolved.workers[0]);
                }
            }
        }
        return sending;
    }
}
