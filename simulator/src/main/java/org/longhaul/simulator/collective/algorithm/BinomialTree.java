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
 * Broadcast down a binomial tree, where in every round each rank that has the vector sends it to one that has not; reduction
 * up the same tree; all-reduce as the one after the other. Rank 0 is the root.
 *
 * <p><b>Cost.</b> ceil(log2 N)(a + S/B), twice that for an all-reduce.
 *
 * @see <a href="https://doi.org/10.1177/1094342005051521">Thakur, Rabenseifner, Gropp, "Optimization of collective
 *     communication operations in MPICH", IJHPCA 2005, sections 4.3 and 4.6</a>
 */
public final class BinomialTree implements Collective {

    public static final String ID = "binomial-tree";

    /** {@link BinomialTree} has no settings. */
    record Settings() {}

    /** Registers {@link BinomialTree}. */
    @SuppressWarnings("rawtypes")
    @AutoService(CollectiveFactory.class)
    @Provides(
            id = ID,
            description =
                    "Whole vectors go up or down a binomial tree: the number of holders halves or doubles every round.",
            source =
                    "Thakur, Rabenseifner and Gropp, Optimization of collective communication operations in MPICH, IJHPCA"
                            + " 2005, sections 4.3 and 4.6")
    public static final class Factory implements CollectiveFactory<Settings> {
        @Override
        public Collective create(Settings settings) {
            return new BinomialTree();
        }
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public boolean supports(Pattern pattern) {
        return pattern == Pattern.BROADCAST || pattern == Pattern.REDUCE || pattern == Pattern.ALL_REDUCE;
    }

    @Override
    public TransferPlan plan(CollectiveCall call) {
        Patterns.requireSupport(this, call);
        int n = call.ranks();
        PlanBuilder builder = new PlanBuilder(call, 1);
        int round = 0;
        if (call.pattern() != Pattern.BROADCAST) {
            for (int holders = Integer.highestOneBit(2 * n - 1) / 2; holders >= 1; holders /= 2, round++) {
                for (int rank = 0; rank < holders && rank + holders < n; rank++) {
                    builder.reduce(round, rank + holders, rank, 0, 1);
                }
            }
        }
        if (call.pattern() != Pattern.REDUCE) {
            for (int holders = 1; holders < n; holders *= 2, round++) {
                for (int rank = 0; rank < holders && rank + holders < n; rank++) {
                    builder.copy(round, rank, rank + holders, 0, 1);
                }
            }
        }
        return builder.buildForAnySize();
    }

    @Override
    public double closedFormSeconds(CollectiveCall call, AlphaBeta cost) {
        int sweeps = call.pattern() == Pattern.ALL_REDUCE ? 2 : 1;
        return sweeps * Patterns.ceilLog2(call.ranks()) * cost.transfer((double) call.bytes());
    }
}
