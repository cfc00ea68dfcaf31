package org.longhaul.simulator.workload.execution;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.workload.Await;
import org.longhaul.simulator.workload.Operation;

/**
 * Finds whether an exchange in progress will have the network to itself until it is over: all exchanges of the open steps are
 * of its group, which runs them one by one, and no worker can leave its step before it has awaited one of those.
 */
final class SoleExchange {

    private SoleExchange() {}

    static boolean isAlone(@Nullable ExchangeState running, OpenSteps steps, WorkerState[] workers) {
        if (running == null) {
            return false;
        }
        for (StepState step : steps.all()) {
            for (ExchangeState exchange : step.exchanges) {
                if (!exchange.resolved.group.equals(running.resolved.group)) {
                    return false;
                }
            }
        }
        for (WorkerState worker : workers) {
            // An idle worker leaves its step with another one.
            if (worker.step != null && !worker.isIdle && !staysInStep(worker, worker.step, steps)) {
                return false;
            }
        }
        return true;
    }

    // Whatever is not done of the group of the exchange in progress is that one, or comes after it.
    private static boolean staysInStep(WorkerState worker, StepState step, OpenSteps steps) {
        List<Operation> program = step.step.program();
        for (int i = worker.operation; i < program.size(); i++) {
            if (program.get(i) instanceof Await await && await.includes(worker.worker)) {
                StepState meant = await.stepsAgo() == 0 ? step : steps.find(step.index - await.stepsAgo());
                if (meant != null && await.exchange() < meant.exchanges.length) {
                    ExchangeState awaited = meant.exchanges[await.exchange()];
                    if (awaited.hasMember(worker.worker) && !awaited.isDoneFor(worker.worker)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
}
