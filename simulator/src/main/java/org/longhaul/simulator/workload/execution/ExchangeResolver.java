package org.longhaul.simulator.workload.execution;

import it.unimi.dsi.fastutil.ints.IntArrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Locale;
import java.util.Map;
import org.longhaul.simulator.collective.CollectiveChoice;
import org.longhaul.simulator.collective.Collectives;
import org.longhaul.simulator.collective.Pattern;
import org.longhaul.simulator.collective.SettledCalls;
import org.longhaul.simulator.collective.TransferPlan;
import org.longhaul.simulator.collective.execution.PlanExecutor;
import org.longhaul.simulator.workload.ExchangeSpec;
import org.longhaul.simulator.workload.Step;
import org.longhaul.simulator.workload.result.ExecutionListener;

/** Finds, and remembers up to a bound, what each exchange and each step turns into. */
final class ExchangeResolver {

    /** Different steps beyond which a source is taken to make fresh ones, so that they are not remembered for ever. */
    private static final int MAX_STEPS = 10_000;
    /** Different exchanges beyond which all are forgotten: groups or sizes change all the time. */
    static final int MAX_EXCHANGES = 10_000;
    /** The same where closed forms hold, in numbers, one for each arc of each exchange. */
    private static final int MAX_ARC_BYTES = 10_000_000;

    private final NetworkSetup network;
    private final int[] workerNodes;
    private final SettledCalls calls;
    private final PlanExecutor executor;
    private final ExecutionListener listener;
    private final int most;
    private final Map<ResolvedExchange.Key, ResolvedExchange> byKey = new HashMap<>();
    private final IdentityHashMap<Step, ResolvedExchange[]> byStep = new IdentityHashMap<>();

    ExchangeResolver(
            NetworkSetup network,
            int[] workerNodes,
            Collectives collectives,
            PlanExecutor executor,
            ExecutionListener listener) {
        this.network = network;
        this.workerNodes = workerNodes;
        this.calls = network.estimates()
                .of(
                        network.topology(),
                        network.routing(),
                        network.network().estimate(),
                        executor.connections(),
                        executor.library(),
                        collectives,
                        workerNodes);
        this.executor = executor;
        this.listener = listener;
        this.most = network.closedFormCollectives()
                ? Math.min(
                        MAX_EXCHANGES,
                        Math.max(
                                1,
                                MAX_ARC_BYTES / Math.max(1, network.topology().arcCount())))
                : MAX_EXCHANGES;
    }

    ResolvedExchange[] resolve(Step step) {
        ResolvedExchange[] known = byStep.get(step);
        if (known != null) {
            return known;
        }
        ResolvedExchange[] resolved = new ResolvedExchange[step.exchanges().size()];
        for (int i = 0; i < resolved.length; i++) {
            resolved[i] = resolve(step.exchanges().get(i));
        }
        if (byStep.size() >= MAX_STEPS) {
            byStep.clear();
        }
        byStep.put(step, resolved);
        return resolved;
    }

    ResolvedExchange resolve(ExchangeSpec spec) {
        ResolvedExchange.Key key = ResolvedExchange.Key.of(spec);
        ResolvedExchange known = byKey.get(key);
        if (known == null) {
            known = make(spec);
            if (byKey.size() >= most) {
                byKey.clear();
                byStep.clear();
            }
            byKey.put(key, known);
        }
        return known;
    }

    private ResolvedExchange make(ExchangeSpec spec) {
        int[] workers = spec.workers().stream().mapToInt(Integer::intValue).toArray();
        ExchangeGroup group = new ExchangeGroup(workers);
        if (spec.pattern() == Pattern.ALL_REDUCE && executor.library().sumsToPredecessor()) {
            // A sum has no root and no order: the same algorithm over the members from the last to the first.
            workers = IntArrays.reverse(workers.clone());
        }
        int[] nodes = new int[workers.length];
        for (int r = 0; r < workers.length; r++) {
            if (workers[r] >= workerNodes.length) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "exchange '%s' lists worker %d, but the job has %d workers",
                        spec.label(),
                        workers[r],
                        workerNodes.length));
            }
            nodes[r] = workerNodes[workers[r]];
        }
        SettledCalls.Settled settled = calls.settle(
                spec.pattern(), spec.bytes(), spec.parts(), nodes, spec.collective(), listener.wantsEstimates());
        CollectiveChoice choice = settled.choice();
        listener.collectiveChosen(spec, choice);
        TransferPlan plan = settled.plan();
        boolean isClosedForm = network.closedFormCollectives();
        return new ResolvedExchange(
                choice,
                plan,
                executor.memoryFor(plan),
                group,
                workers,
                sentBytes(choice, plan),
                isClosedForm ? settled.nanos() : 0,
                isClosedForm ? settled.arcBytes() : new long[0]);
    }

    /** Different exchanges that are remembered. */
    int remembered() {
        return byKey.size();
    }

    private static long sentBytes(CollectiveChoice choice, TransferPlan plan) {
        if (plan.participants() > plan.ranks() || plan.sharesNodes()) {
            return plan.sentBytes();
        }
        for (CollectiveChoice.Estimate candidate : choice.estimates()) {
            if (candidate.collective().equals(choice.collective())) {
                return candidate.bytesSent();
            }
        }
        return plan.totalBytes();
    }
}
