package org.longhaul.simulator.workload.execution;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.longhaul.simulator.collective.Pattern;
import org.longhaul.simulator.workload.ExchangeSpec;

/**
 * Exchanges that a lost worker keeps from their end: they begin anew among the others, as far as these have come to them. One of
 * two members, or one whose root is lost, is over for the others, also for those who come to it later.
 */
final class Regrouping {
    private static final Set<Pattern> ROOTED =
            EnumSet.of(Pattern.BROADCAST, Pattern.SCATTER, Pattern.REDUCE, Pattern.GATHER);

    private final WorkerState[] workers;
    private final OpenSteps steps;
    private final ExchangeResolver resolver;
    private final ExchangeScheduler scheduler;
    private final BlockedWorkers blocked;

    Regrouping(
            WorkerState[] workers,
            OpenSteps steps,
            ExchangeResolver resolver,
            ExchangeScheduler scheduler,
            BlockedWorkers blocked) {
        this.workers = workers;
        this.steps = steps;
        this.resolver = resolver;
        this.scheduler = scheduler;
        this.blocked = blocked;
    }

    /** A worker is known to be lost. */
    void without(int lost) {
        for (StepState step : steps.all()) {
            for (ExchangeState exchange : step.exchanges) {
                if (!exchange.isGivenUp && exchange.hasMember(lost) && !isDone(exchange)) {
                    replace(exchange, lost);
                }
            }
        }
    }

    private static boolean isDone(ExchangeState exchange) {
        for (int worker : exchange.resolved.workers) {
            if (!exchange.isDoneFor(worker)) {
                return false;
            }
        }
        return true;
    }

    private void replace(ExchangeState former, int lost) {
        ExchangeSpec spec = former.spec();
        List<Integer> others = new ArrayList<>();
        for (int worker : former.resolved.workers) {
            if (worker != lost) {
                others.add(worker);
            }
        }
        former.isGivenUp = true;
        boolean wasRoot = former.resolved.workers[0] == lost && ROOTED.contains(spec.pattern());
        if (others.size() < 2 || wasRoot) {
            former.step.openExchanges--;
            others.stream()
                    .filter(worker -> isBlockedOn(former, worker))
                    .forEach(worker -> blocked.goOnWithout(workers[worker]));
            return;
        }
        ExchangeState again = new ExchangeState(former.step, former.index, resolver.resolve(spec.among(others)));
        former.step.exchanges[former.index] = again;
        for (int worker : others) {
            if (isBlockedOn(former, worker)) {
                workers[worker].blockedOn = again;
            }
        }
        for (int worker : others) {
            if (former.arrivalNanos[former.resolved.rank(worker)] != ExchangeState.NOT_YET) {
                scheduler.arrive(again, worker);
            }
        }
    }

    private boolean isBlockedOn(ExchangeState exchange, int worker) {
        return workers[worker].blockedOn == exchange;
    }
}
