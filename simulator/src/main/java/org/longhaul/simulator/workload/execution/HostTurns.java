package org.longhaul.simulator.workload.execution;

import it.unimi.dsi.fastutil.ints.Int2ObjectOpenHashMap;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is to compute on each host, where several workers share one. A worker keeps its turn from one computation to the
 * next, until it has to wait for something or somebody else; the others queue, first come, first served.
 */
final class HostTurns {

    private static final class Host {
        private final ArrayDeque<WorkerState> queue = new ArrayDeque<>();
        private int computing;
    }

    private final int atOnce;
    private final Int2ObjectOpenHashMap<Host> hosts = new Int2ObjectOpenHashMap<>();

    /**
     * Turns on all hosts.
     *
     * @param atOnce workers that compute at the same time on one host
     */
    HostTurns(int atOnce) {
        this.atOnce = atOnce;
    }

    /** Whether a worker may compute now; else it queues. */
    boolean take(WorkerState worker) {
        Host host = hosts.computeIfAbsent(worker.node, node -> new Host());
        if (!worker.hasTurn) {
            worker.hasTurn = host.computing < atOnce;
            if (worker.hasTurn) {
                host.computing++;
            } else {
                host.queue.add(worker);
            }
        }
        return worker.hasTurn;
    }

    /**
     * A worker gives up its turn, or its place in the queue.
     *
     * @return whose turn it is instead; null if nobody queues
     */
    @Nullable
    WorkerState give(WorkerState worker) {
        Host host = hosts.get(worker.node);
        if (host == null) {
            return null;
        }
        if (!worker.hasTurn) {
            host.queue.remove(worker);
            return null;
        }
        worker.hasTurn = false;
        WorkerState next = host.queue.poll();
        if (next == null) {
            host.computing--;
        } else {
            next.hasTurn = true;
        }
        return next;
    }
}
