package org.longhaul.simulator.collective.algorithm;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.ArrayList;
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
 * Reduce-scatter, then all-gather, with one owner for each N-th of the vector: every rank sends each owner its part, the
 * owner adds and sends the result to all.
 *
 * <p><b>Cost.</b> All partners at once: 2(a + (N−1)/N·S/B), half of it for reduce-scatter or all-gather alone. Pairwise
 * (one partner a round, so that no receiver is overrun): 2(N−1)(a + S/(N·B)).
 *
 * @see <a href="https://doi.org/10.1177/1094342005051521">Thakur, Rabenseifner, Gropp, "Optimization of collective
 *     communication operations in MPICH", IJHPCA 2005, section 4.2 (pairwise exchange)</a>
 */
final class ReduceScatterAllGather implements Collective {

    static final String ID = "reduce-scatter-all-gather";

    private final Settings settings;

    ReduceScatterAllGather(Settings settings) {
        this.settings = settings;
    }

    /** How a rank goes through its partners. */
    enum Partners {
        /** Sends to all owners at once: one latency, many flows. */
        AT_ONCE,
        /** One partner a round. */
        PAIRWISE
    }

    /** Settings of {@link ReduceScatterAllGather}. */
    record Settings(
            @JsonProperty(defaultValue = "at-once")
                    @JsonPropertyDescription("whether a worker serves all partners at-once or one a round (pairwise)")
                    Partners partners) {}

    /** Registers {@link ReduceScatterAllGather}. */
    @SuppressWarnings("rawtypes")
    @AutoService(CollectiveFactory.class)
    @Provides(
            id = ID,
            description =
                    "Each worker owns one N-th of the vector, adds what all others send it and sends the sum to all.",
            source =
                    "Thakur, Rabenseifner and Gropp, Optimization of collective communication operations in MPICH, IJHPCA"
                            + " 2005, section 4.2")
    public static final class Factory implements CollectiveFactory<Settings> {
        @Override
        public Collective create(Settings settings) {
            return new ReduceScatterAllGather(settings);
        }
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public boolean supports(Pattern pattern) {
        return pattern == Pattern.ALL_REDUCE || pattern == Pattern.REDUCE_SCATTER || pattern == Pattern.ALL_GATHER;
    }

    @Override
    public boolean isQuadratic() {
        return true;
    }

    @Override
    public TransferPlan plan(CollectiveCall call) {
        Patterns.requireSupport(this, call);
        List<PairsPlan.PairRound> rounds = new ArrayList<>();
        if (call.pattern() != Pattern.ALL_GATHER) {
            half(rounds, call.ranks(), PairsPlan.Carried.PARTNERS_PART, true);
        }
        if (call.pattern() != Pattern.REDUCE_SCATTER) {
            half(rounds, call.ranks(), PairsPlan.Carried.SENDERS_PART, false);
        }
        return new PairsPlan(call, call.ranks(), rounds);
    }

    private void half(List<PairsPlan.PairRound> rounds, int n, PairsPlan.Carried carried, boolean reduce) {
        int step = settings.partners == Partners.AT_ONCE ? n - 1 : 1;
        for (int nearest = 1; nearest < n; nearest += step) {
            rounds.add(new PairsPlan.PairRound(nearest, nearest + step - 1, carried, reduce));
        }
    }

    @Override
    public double closedFormSeconds(CollectiveCall call, AlphaBeta cost) {
        int n = call.ranks();
        if (n == 1) {
            return 0;
        }
        double part = (double) call.bytes() / n;
        double half =
                settings.partners == Partners.AT_ONCE ? cost.transfer((n - 1) * part) : (n - 1) * cost.transfer(part);
        return call.pattern() == Pattern.ALL_REDUCE ? 2 * half : half;
    }
}
