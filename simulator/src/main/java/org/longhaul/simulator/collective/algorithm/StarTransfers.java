package org.longhaul.simulator.collective.algorithm;

import com.google.auto.service.AutoService;
import org.longhaul.extension.Provides;
import org.longhaul.simulator.collective.AlphaBeta;
import org.longhaul.simulator.collective.Collective;
import org.longhaul.simulator.collective.CollectiveCall;
import org.longhaul.simulator.collective.CollectiveFactory;
import org.longhaul.simulator.collective.Collectives;
import org.longhaul.simulator.collective.Pattern;
import org.longhaul.simulator.collective.Patterns;
import org.longhaul.simulator.collective.TransferPlan;

/**
 * Every rank sends to the root, or gets from it, directly and all at once, as clients do with their server. Rank 0 is the root.
 *
 * <p><b>Cost.</b> Reduce and broadcast: a + (N-1)S/B at the root. Gather and scatter: a + (N-1)/N S/B.
 *
 * @see <a href="https://arxiv.org/abs/1602.05629">McMahan et al., "Communication-efficient learning of deep networks from
 *     decentralized data", AISTATS 2017, Algorithm 1 (clients and their server)</a>
 */
final class StarTransfers implements Collective {

    static final String ID = Collectives.DIRECT;

    /** {@link StarTransfers} has no settings. */
    record Settings() {}

    /** Registers {@link StarTransfers}. */
    @SuppressWarnings("rawtypes")
    @AutoService(CollectiveFactory.class)
    @Provides(
            id = ID,
            description = "Every worker sends to the root, or gets from it, directly: what clients do with a server.",
            source =
                    "McMahan et al., Communication-Efficient Learning of Deep Networks from Decentralized Data, AISTATS 2017,"
                            + " Algorithm 1 (clients and server)")
    public static final class Factory implements CollectiveFactory<Settings> {
        @Override
        public Collective create(Settings settings) {
            return new StarTransfers();
        }
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public boolean supports(Pattern pattern) {
        return pattern == Pattern.REDUCE
                || pattern == Pattern.BROADCAST
                || pattern == Pattern.GATHER
                || pattern == Pattern.SCATTER;
    }

    @Override
    public TransferPlan plan(CollectiveCall call) {
        Patterns.requireSupport(this, call);
        int n = call.ranks();
        boolean inParts = isInParts(call.pattern());
        PlanBuilder builder = new PlanBuilder(call, inParts ? n : 1);
        for (int rank = 1; rank < n; rank++) {
            int chunk = inParts ? rank : 0;
            switch (call.pattern()) {
                case REDUCE -> builder.reduce(0, rank, 0, chunk, 1);
                case GATHER -> builder.copy(0, rank, 0, chunk, 1);
                default -> builder.copy(0, 0, rank, chunk, 1);
            }
        }
        return builder.buildForAnySize();
    }

    private static boolean isInParts(Pattern pattern) {
        return pattern == Pattern.GATHER || pattern == Pattern.SCATTER;
    }

    @Override
    public double closedFormSeconds(CollectiveCall call, AlphaBeta cost) {
        int n = call.ranks();
        if (n == 1) {
            return 0;
        }
        double bytes = isInParts(call.pattern()) ? (double) call.bytes() / n : call.bytes();
        return cost.transfer((n - 1) * bytes);
    }
}
