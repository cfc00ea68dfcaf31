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
 * Recursive doubling: partners at distances 1, 2, 4, … exchange everything that they hold; best for small vectors.
 *
 * <p><b>Cost.</b> N = 2^k: log2(N)(a + S/B). Other N
 * fold the ranks beyond the largest power of two first and unfold last, 2(a + S/B) more.
 *
 * @see <a href="https://doi.org/10.1177/1094342005051521">Thakur, Rabenseifner, Gropp, "Optimization of collective
 *     communication operations in MPICH", IJHPCA 2005, section 4.5</a>
 */
final class RecursiveDoubling implements Collective {

    static final String ID = "recursive-doubling";

    /** {@link RecursiveDoubling} has no settings. */
    record Settings() {}

    /** Registers {@link RecursiveDoubling}. */
    @SuppressWarnings("rawtypes")
    @AutoService(CollectiveFactory.class)
    @Provides(
            id = ID,
            description = "Partners at doubling distances exchange whole vectors: fewest rounds, for small vectors.",
            source =
                    "Thakur, Rabenseifner and Gropp, Optimization of collective communication operations in MPICH, IJHPCA"
                            + " 2005, section 4.5")
    public static final class Factory implements CollectiveFactory<Settings> {
        @Override
        public Collective create(Settings settings) {
            return new RecursiveDoubling();
        }
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public boolean supports(Pattern pattern) {
        return pattern == Pattern.ALL_REDUCE;
    }

    @Override
    public TransferPlan plan(CollectiveCall call) {
        Patterns.requireSupport(this, call);
        int n = call.ranks();
        int core = Integer.highestOneBit(n);
        int extra = n - core;
        PlanBuilder builder = new PlanBuilder(call, 1);
        for (int i = 0; i < extra; i++) {
            builder.reduce(0, core + i, i, 0, 1);
        }
        int round = builder.rounds();
        for (int distance = 1; distance < core; distance *= 2, round++) {
            for (int rank = 0; rank < core; rank++) {
                builder.reduce(round, rank, rank ^ distance, 0, 1);
            }
        }
        for (int i = 0; i < extra; i++) {
            builder.copy(round, i, core + i, 0, 1);
        }
        return builder.buildForAnySize();
    }

    @Override
    public double closedFormSeconds(CollectiveCall call, AlphaBeta cost) {
        int n = call.ranks();
        int rounds = Patterns.floorLog2(n) + (Patterns.isPowerOfTwo(n) ? 0 : 2);
        return rounds * cost.transfer((double) call.bytes());
    }
}
