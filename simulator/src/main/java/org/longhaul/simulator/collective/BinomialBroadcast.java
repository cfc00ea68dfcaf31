package org.longhaul.simulator.collective;

import com.google.auto.service.AutoService;

/**
 * Broadcast down a binomial tree: in every round each rank that has the vector sends it to one that has not.
 *
 * <p><b>Cost.</b> ceil(log2 N)(a + S/B).
 *
 * @see <a href="https://doi.org/10.1177/1094342005051521">Thakur, Rabenseifner, Gropp, "Optimization of collective
 *     communication operations in MPICH", IJHPCA 2005, section 4.3</a>
 */
final class BinomialBroadcast implements Collective {

    static final String ID = "broadcast";

    /** {@link BinomialBroadcast} has no settings. */
    record Settings() {}

    /** Registers {@link BinomialBroadcast}. */
    @SuppressWarnings("rawtypes") // AutoService cannot name a generic service exactly.
    @AutoService(CollectiveFactory.class)
    public static final class Factory implements CollectiveFactory<Settings> {

        @Override
        public String id() {
            return ID;
        }

        @Override
        public String description() {
            return "The first worker's vector goes down a binomial tree: the number of holders doubles every round.";
        }

        @Override
        public String source() {
            return "Thakur, Rabenseifner and Gropp, Optimization of collective communication operations in MPICH, IJHPCA"
                    + " 2005, section 4.3";
        }

        @Override
        public Class<Settings> settingsType() {
            return Settings.class;
        }

        @Override
        public Settings defaults() {
            return new Settings();
        }

        @Override
        public Collective create(Settings settings) {
            return new BinomialBroadcast();
        }
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public boolean supports(Pattern pattern) {
        return pattern == Pattern.BROADCAST;
    }

    @Override
    public TransferPlan plan(CollectiveCall call) {
        Patterns.requireSupport(this, call);
        PlanBuilder builder = new PlanBuilder(call, 1);
        int round = 0;
        for (int holders = 1; holders < call.ranks(); holders *= 2, round++) {
            for (int rank = 0; rank < holders && rank + holders < call.ranks(); rank++) {
                builder.copy(round, rank, rank + holders, 0, 1);
            }
        }
        return builder.build();
    }

    @Override
    public double closedFormSeconds(CollectiveCall call, AlphaBeta cost) {
        return Patterns.ceilLog2(call.ranks()) * cost.transfer((double) call.bytes());
    }
}
