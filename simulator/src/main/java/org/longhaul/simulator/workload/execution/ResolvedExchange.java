package org.longhaul.simulator.workload.execution;

import it.unimi.dsi.fastutil.ints.Int2IntOpenHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.collective.CollectiveChoice;
import org.longhaul.simulator.collective.Pattern;
import org.longhaul.simulator.collective.TransferPlan;
import org.longhaul.simulator.collective.execution.RoundMemory;
import org.longhaul.simulator.workload.ExchangeSpec;

/**
 * What an exchange turns into on this network: its plan, and its duration where closed forms hold. Shared by all exchanges
 * of equal kind.
 */
final class ResolvedExchange {

    /** What decides how an exchange is carried out. */
    record Key(Pattern pattern, List<Integer> workers, long bytes, List<Long> parts, String collective) {

        static Key of(ExchangeSpec spec) {
            return new Key(spec.pattern(), spec.workers(), spec.bytes(), spec.parts(), spec.collective());
        }
    }

    final CollectiveChoice choice;
    final TransferPlan plan;
    final @Nullable RoundMemory memory;
    final ExchangeGroup group;
    /** Worker of each rank. */
    final int[] workers;

    /** By worker: as large as the exchange, however many workers there are beside it. */
    private final Int2IntOpenHashMap ranks;

    /** Payload bytes that the workers' hosts send to other hosts. */
    final long sentBytes;
    /** Duration where closed forms hold, else 0. */
    final long closedFormNanos;
    /** Bytes by arc where closed forms hold, else empty. */
    final long[] closedFormArcBytes;

    ResolvedExchange(
            CollectiveChoice choice,
            TransferPlan plan,
            @Nullable RoundMemory memory,
            ExchangeGroup group,
            int[] workers,
            long sentBytes,
            long closedFormNanos,
            long[] closedFormArcBytes) {
        this.choice = choice;
        this.plan = plan;
        this.memory = memory;
        this.group = group;
        this.workers = workers;
        ranks = new Int2IntOpenHashMap(workers.length);
        ranks.defaultReturnValue(-1);
        for (int rank = 0; rank < workers.length; rank++) {
            ranks.put(workers[rank], rank);
        }
        this.sentBytes = sentBytes;
        this.closedFormNanos = closedFormNanos;
        this.closedFormArcBytes = closedFormArcBytes;
    }

    /** Rank of a worker, -1 for none. */
    int rank(int worker) {
        return ranks.get(worker);
    }
}
