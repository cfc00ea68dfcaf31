package org.longhaul.simulator.workload.execution;

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
    /** Rank of each worker, −1 for none. */
    final int[] rank;

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
            int[] workers,
            int[] rank,
            long sentBytes,
            long closedFormNanos,
            long[] closedFormArcBytes) {
        this.choice = choice;
        this.plan = plan;
        this.memory = memory;
        this.group = new ExchangeGroup(workers);
        this.workers = workers;
        this.rank = rank;
        this.sentBytes = sentBytes;
        this.closedFormNanos = closedFormNanos;
        this.closedFormArcBytes = closedFormArcBytes;
    }
}
