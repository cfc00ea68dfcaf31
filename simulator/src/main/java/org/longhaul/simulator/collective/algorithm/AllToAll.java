package org.longhaul.simulator.collective.algorithm;

import com.google.auto.service.AutoService;
import java.util.List;
import org.longhaul.extension.Provides;
import org.longhaul.simulator.collective.AlphaBeta;
import org.longhaul.simulator.collective.Collective;
import org.longhaul.simulator.collective.CollectiveCall;
import org.longhaul.simulator.collective.CollectiveFactory;
import org.longhaul.simulator.collective.Pattern;
import org.longhaul.simulator.collective.Patterns;
import org.longhaul.simulator.collective.TransferPlan;

/**
 * All-to-all: every rank sends to every other one at once. As an all-reduce, full copies that each rank adds up itself.
 *
 * <p><b>Cost.</b> All-reduce: a + (N−1)·S/B, and (N−1)·S bytes sent by each rank; the "AR" of Photon's wall-time model.
 * All-gather and all-to-all proper: a + (N−1)/N·S/B.
 *
 * @see <a href="https://arxiv.org/abs/2411.02908">Sani et al., "Photon: Federated LLM Pre-Training", MLSys 2025 (AR
 *     topology)</a>
 */
public final class AllToAll implements Collective {

    public static final String ID = "all-to-all";

    /** {@link AllToAll} has no settings. */
    record Settings() {}

    /** Registers {@link AllToAll}. */
    @SuppressWarnings("rawtypes")
    @AutoService(CollectiveFactory.class)
    @Provides(
            id = ID,
            description =
                    "Every worker sends to all others at once; for an all-reduce these are full copies: one round, most bytes.",
            source = "Sani et al., Photon: Federated LLM Pre-Training, MLSys 2025, AR topology: (K-1)S/B")
    public static final class Factory implements CollectiveFactory<Settings> {
        @Override
        public Collective create(Settings settings) {
            return new AllToAll();
        }
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public boolean supports(Pattern pattern) {
        return pattern == Pattern.ALL_REDUCE || pattern == Pattern.ALL_GATHER || pattern == Pattern.ALL_TO_ALL;
    }

    @Override
    public boolean isQuadratic() {
        return true;
    }

    @Override
    public TransferPlan plan(CollectiveCall call) {
        Patterns.requireSupport(this, call);
        int n = call.ranks();
        PairsPlan.Carried carried =
                switch (call.pattern()) {
                    case ALL_REDUCE -> PairsPlan.Carried.FIRST_PART;
                    case ALL_GATHER -> PairsPlan.Carried.SENDERS_PART;
                    default -> PairsPlan.Carried.PARTNERS_PART;
                };
        boolean reduce = call.pattern() == Pattern.ALL_REDUCE;
        return new PairsPlan(
                call, reduce ? 1 : n, n == 1 ? List.of() : List.of(new PairsPlan.PairRound(1, n - 1, carried, reduce)));
    }

    @Override
    public double closedFormSeconds(CollectiveCall call, AlphaBeta cost) {
        int n = call.ranks();
        if (n == 1) {
            return 0;
        }
        double bytes = call.pattern() == Pattern.ALL_REDUCE ? call.bytes() : (double) call.bytes() / n;
        return cost.transfer((n - 1) * bytes);
    }
}
