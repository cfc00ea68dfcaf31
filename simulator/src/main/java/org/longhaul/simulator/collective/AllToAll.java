package org.longhaul.simulator.collective;

import com.google.auto.service.AutoService;

/**
 * All-to-all: every rank sends to every other one at once. As an all-reduce, full copies that each rank adds up itself.
 *
 * <p><b>Cost.</b> All-reduce: a + (N−1)·S/B, and (N−1)·S bytes sent by each rank; the "AR" of Photon's wall-time model.
 * All-gather and all-to-all proper: a + (N−1)/N·S/B.
 *
 * @see <a href="https://arxiv.org/abs/2411.02908">Sani et al., "Photon: Federated LLM Pre-Training", MLSys 2025 (AR
 *     topology)</a>
 */
final class AllToAll implements Collective {

    static final String ID = "all-to-all";

    /** {@link AllToAll} has no settings. */
    record Settings() {}

    /** Registers {@link AllToAll}. */
    @SuppressWarnings("rawtypes") // AutoService cannot name a generic service exactly.
    @AutoService(CollectiveFactory.class)
    public static final class Factory implements CollectiveFactory<Settings> {

        @Override
        public String id() {
            return ID;
        }

        @Override
        public String description() {
            return "Every worker sends to all others at once; for an all-reduce these are full copies: one round, most bytes.";
        }

        @Override
        public String source() {
            return "Sani et al., Photon: Federated LLM Pre-Training, MLSys 2025, AR topology: (K-1)S/B";
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
        PlanBuilder builder = new PlanBuilder(call, call.pattern() == Pattern.ALL_REDUCE ? 1 : n);
        // Round-robin by distance, so that no receiver is everybody's first target.
        for (int distance = 1; distance < n; distance++) {
            for (int rank = 0; rank < n; rank++) {
                int target = (rank + distance) % n;
                switch (call.pattern()) {
                    case ALL_REDUCE -> builder.reduce(0, rank, target, 0, 1);
                    case ALL_GATHER -> builder.copy(0, rank, target, rank, 1);
                    default -> builder.copy(0, rank, target, target, 1);
                }
            }
        }
        return builder.build();
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
