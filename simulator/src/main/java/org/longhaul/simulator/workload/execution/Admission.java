package org.longhaul.simulator.workload.execution;

import it.unimi.dsi.fastutil.ints.Int2IntOpenHashMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Which of the exchanges that are ready may start: those whose group has room, and each of whose workers has. They come in
 * order of readiness, those that became ready at the same instant in the order of the program.
 *
 * <p>An exchange takes its place at all its workers at once and holds it until it is done, so exchanges of overlapping groups
 * cannot wait for each other in a circle. One that waits for a worker keeps a place at each of its workers: later ones that
 * share none of them pass, others do not, so that every exchange starts in the end.
 */
final class Admission {

    /** Exchanges of one group that are ready, in order of readiness, and how many are in progress. */
    private static final class Group {

        private final ArrayDeque<ExchangeState> ready = new ArrayDeque<>();
        private int inProgress;

        private boolean isIdle() {
            return inProgress == 0 && ready.isEmpty();
        }
    }

    private final int perGroup;
    private final int perWorker;
    /** Groups of which an exchange is ready or in progress. */
    private final Map<ExchangeGroup, Group> groups = new HashMap<>();
    // With a limit per worker: ready over all groups, and exchanges in progress by worker.
    private final TreeSet<ExchangeState> ready =
            new TreeSet<>(Comparator.<ExchangeState>comparingLong(exchange -> exchange.lastArrivalNanos)
                    .thenComparingLong(exchange -> exchange.step.index)
                    .thenComparingInt(exchange -> exchange.index));
    private final Int2IntOpenHashMap inProgress = new Int2IntOpenHashMap();

    /**
     * An admission.
     *
     * @param perGroup exchanges of one group that may be in progress at once
     * @param perWorker exchanges that one worker may take part in at once, over all its groups; 0 for no limit
     */
    Admission(int perGroup, int perWorker) {
        this.perGroup = perGroup;
        this.perWorker = perWorker;
    }

    /** Whether workers have a limit. Then all that becomes ready or done at an instant has to be known before any is started. */
    boolean isPerWorker() {
        return perWorker > 0;
    }

    /** Whether exchanges of one group run one after the other, in the order in which they became ready. */
    boolean isOneByOne() {
        return perGroup == 1;
    }

    /** All members have arrived. */
    void ready(ExchangeState exchange) {
        if (isPerWorker()) {
            ready.add(exchange);
        } else {
            group(exchange).ready.add(exchange);
        }
    }

    /** All parts are done. */
    void done(ExchangeState exchange) {
        Group group = group(exchange);
        group.inProgress--;
        if (group.isIdle()) {
            groups.remove(exchange.resolved.group);
        }
        for (int worker : isPerWorker() ? exchange.resolved.workers : new int[0]) {
            inProgress.addTo(worker, -1);
        }
    }

    private Group group(ExchangeState exchange) {
        return groups.computeIfAbsent(exchange.resolved.group, group -> new Group());
    }

    /** Without a limit per worker: those of the exchange's group that may start now; they count as in progress. */
    List<ExchangeState> startableOfGroup(ExchangeState exchange) {
        Group changed = groups.get(exchange.resolved.group);
        if (changed == null || changed.ready.isEmpty() || changed.inProgress >= perGroup) {
            return List.of();
        }
        List<ExchangeState> startable = new ArrayList<>(1);
        while (changed.inProgress < perGroup && !changed.ready.isEmpty()) {
            startable.add(changed.ready.remove());
            changed.inProgress++;
        }
        return startable;
    }

    /** With a limit per worker: all that may start now; they count as in progress. */
    List<ExchangeState> startable() {
        List<ExchangeState> startable = new ArrayList<>();
        Int2IntOpenHashMap kept = new Int2IntOpenHashMap();
        for (Iterator<ExchangeState> waiting = ready.iterator(); waiting.hasNext(); ) {
            ExchangeState exchange = waiting.next();
            Group group = groups.get(exchange.resolved.group);
            if (group != null && group.inProgress >= perGroup) {
                continue;
            }
            boolean starts = haveRoom(exchange.resolved.workers, kept);
            for (int worker : exchange.resolved.workers) {
                (starts ? inProgress : kept).addTo(worker, 1);
            }
            if (starts) {
                group(exchange).inProgress++;
                startable.add(exchange);
                waiting.remove();
            }
        }
        return startable;
    }

    private boolean haveRoom(int[] workers, Int2IntOpenHashMap kept) {
        for (int worker : workers) {
            if (inProgress.get(worker) + kept.get(worker) >= perWorker) {
                return false;
            }
        }
        return true;
    }
}
