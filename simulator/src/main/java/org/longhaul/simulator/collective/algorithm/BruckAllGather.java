package org.longhaul.simulator.collective.algorithm;

import com.google.auto.service.AutoService;
import org.longhaul.extension.Provides;
import org.longhaul.simulator.collective.AlphaBeta;
import org.longhaul.simulator.collective.Collective;
import org.longhaul.simulator.collective.CollectiveCall;
import org.longhaul.simulator.collective.CollectiveFactory;
import org.longhaul.simulator.collective.Pattern;
import org.longhaul.simulator.collective.Patterns;
import org.longhaul.simulator.collective.TransferPlan;

/**
 * Bruck's all-gather: in every round each rank passes on all parts that it holds, over doubling distances, for any number
 * of ranks.
 *
 * <p><b>Cost.</b> ceil(log2 N)·a + (N−1)/N·S/B.
 *
 * @see <a href="https://doi.org/10.1109/71.642949">Bruck et al., "Efficient algorithms for all-to-all communications in
 *     multiport message-passing systems", IEEE TPDS 1997</a>
 */
final class BruckAllGather implements Collective {

    static final String ID = "bruck";

    /** {@link BruckAllGather} has no settings. */
    record Settings() {}

    /** Registers {@link BruckAllGather}. */
    @SuppressWarnings("rawtypes")
    @AutoService(CollectiveFactory.class)
    @Provides(
            id = ID,
            description =
                    "All-gather in log N rounds for any number of workers: everything held is passed on, distances double.",
            source =
                    "Bruck et al., Efficient algorithms for all-to-all communications in multiport message-passing systems,"
                            + " IEEE TPDS 1997")
    public static final class Factory implements CollectiveFactory<Settings> {
        @Override
        public Collective create(Settings settings) {
            return new BruckAllGather();
        }
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public boolean supports(Pattern pattern) {
        return pattern == Pattern.ALL_GATHER;
    }

    @Override
    public TransferPlan plan(CollectiveCall call) {
        Patterns.requireSupport(this, call);
        int n = call.ranks();
        PlanBuilder builder = new PlanBuilder(call, n);
        int round = 0;
        for (int held = 1; held < n; held *= 2, round++) {
            for (int rank = 0; rank < n; rank++) {
                // Rank r holds parts r, r + 1, …, r + held − 1, cyclically.
                builder.copy(round, rank, Math.floorMod(rank - held, n), rank, Math.min(held, n - held));
            }
        }
        return builder.buildForAnySize();
    }

    @Override
    public double closedFormSeconds(CollectiveCall call, AlphaBeta cost) {
        int n = call.ranks();
        return Patterns.ceilLog2(n) * cost.alphaSeconds() + (n - 1.0) / n * call.bytes() * cost.betaSecondsPerByte();
    }
}
