package org.longhaul.simulator.workload;

import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the workers do in one training step: a program and the exchanges that it refers to.
 *
 * <p>Every exchange is begun exactly once, by a {@link Begin} or a {@link ReleasePoint}, and awaited in the same step only
 * after that. A worker that has nothing to do in a step leaves it with the first that has. Sources hand out one shared instance for equal steps: the executor recognises repetition by identity.
 *
 * @param exchanges exchanges of this step
 * @param program operations in order
 * @param gathering what all wait for at its end, before it is known what comes next; null for nothing
 * @param muster whom all wait for at its end, before it is known what comes next; null for nobody
 */
public record Step(
        List<ExchangeSpec> exchanges, List<Operation> program, @Nullable Gathering gathering, @Nullable Muster muster) {

    /** A step after which nobody waits for what has arrived. */
    public Step(List<ExchangeSpec> exchanges, List<Operation> program) {
        this(exchanges, program, null, null);
    }

    /** A step after which all wait for what has arrived. */
    public Step(List<ExchangeSpec> exchanges, List<Operation> program, @Nullable Gathering gathering) {
        this(exchanges, program, gathering, null);
    }

    /** Whether all workers wait at its end, before it is known what comes next. */
    public boolean isOpenEnded() {
        return gathering != null || muster != null;
    }

    public Step {
        exchanges = List.copyOf(exchanges);
        program = List.copyOf(program);
        boolean[] begun = new boolean[exchanges.size()];
        for (Operation operation : program) {
            if (operation instanceof Compute compute) {
                for (ReleasePoint release : compute.releases()) {
                    begin(begun, release.exchange(), exchanges);
                }
            } else if (operation instanceof Begin begin) {
                begin(begun, begin.exchange(), exchanges);
            } else if (operation instanceof Await await && await.stepsAgo() == 0) {
                requireKnown(await.exchange(), exchanges);
                if (!begun[await.exchange()]) {
                    throw new IllegalArgumentException(String.format(
                            Locale.ROOT,
                            "exchange %d ('%s') must begin before it is awaited in the same step",
                            await.exchange(),
                            exchanges.get(await.exchange()).label()));
                }
            }
        }
        for (int i = 0; i < begun.length; i++) {
            if (!begun[i]) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "exchange %d ('%s') never begins in the step's program",
                        i,
                        exchanges.get(i).label()));
            }
        }
        if (gathering != null) {
            for (PendingExchange pending : gathering.exchanges()) {
                if (pending.stepsAgo() == 0) {
                    requireKnown(pending.exchange(), exchanges);
                }
            }
        }
    }

    /**
     * Those who have something to do in the step; the others leave it with the first that has.
     *
     * @return by worker; null for all of them
     */
    public @Nullable BitSet busy() {
        if (program.isEmpty()) {
            return null;
        }
        BitSet busy = new BitSet();
        for (Operation operation : program) {
            if (operation instanceof Await await && await.stepsAgo() > 0) {
                return null;
            }
            if (operation instanceof Compute compute) {
                List<Integer> computing = compute.workers();
                if (computing == null) {
                    return null;
                }
                computing.forEach(busy::set);
            }
        }
        for (ExchangeSpec exchange : exchanges) {
            exchange.workers().forEach(busy::set);
        }
        return busy;
    }

    private static void begin(boolean[] begun, int exchange, List<ExchangeSpec> exchanges) {
        requireKnown(exchange, exchanges);
        if (begun[exchange]) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "exchange %d ('%s') begins twice in the step's program",
                    exchange,
                    exchanges.get(exchange).label()));
        }
        begun[exchange] = true;
    }

    private static void requireKnown(int exchange, List<ExchangeSpec> exchanges) {
        if (exchange >= exchanges.size()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "exchange index (%d) must be below the number of exchanges (%d)",
                    exchange,
                    exchanges.size()));
        }
    }
}
