package org.longhaul.simulator.workload.execution;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The workers of an exchange, in the order that the exchange lists them. Exchanges of equal groups queue behind one another. */
final class ExchangeGroup {

    private final int[] workers;
    private final int hash;

    ExchangeGroup(int[] workers) {
        this.workers = workers;
        this.hash = Arrays.hashCode(workers);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this
                || (other instanceof ExchangeGroup group
                        && hash == group.hash
                        && Arrays.equals(workers, group.workers));
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
