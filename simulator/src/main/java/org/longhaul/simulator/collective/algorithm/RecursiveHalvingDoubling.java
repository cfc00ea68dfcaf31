package org.longhaul.simulator.collective.algorithm;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
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
 * Reduce-scatter by recursive halving of the vector, then all-gather by recursive doubling (Rabenseifner's algorithm).
 *
 * <p><b>Cost.</b> N = 2^k: 2·log2(N)·a + 2(N−1)/N·S/B. Other N fold the ranks beyond the largest power of two P into
 * partners first and unfold last: with whole vectors 2(a + S/B) more; with halves, where both partners reduce, 3a + 2S/B
 * more.
 *
 * @see <a href="https://doi.org/10.1007/978-3-540-24685-5_1">Rabenseifner, "Optimization of collective reduction
 *     operations", ICCS 2004</a>
 */
final class RecursiveHalvingDoubling implements Collective {

    static final String ID = "recursive-halving-doubling";

    private final Settings settings;

    RecursiveHalvingDoubling(Settings settings) {
        this.settings = settings;
    }

    /** How ranks beyond a power of two take part. */
    enum Fold {
        /** The partner takes the whole vector. */
        WHOLE,
        /** Each of the two reduces one half, as Rabenseifner describes it. */
        HALVES
    }

    /** Settings of {@link RecursiveHalvingDoubling}. */
    record Settings(
            @JsonProperty(defaultValue = "whole")
                    @JsonPropertyDescription(
                            "how workers beyond a power of two join: whole vector to a partner, or halves")
                    Fold fold) {}

    /** Registers {@link RecursiveHalvingDoubling}. */
    @SuppressWarnings("rawtypes")
    @AutoService(CollectiveFactory.class)
    @Provides(
            id = ID,
            description =
                    "Halves of the vector are exchanged over growing distances and gathered back: least bytes, log N rounds.",
            source = "Rabenseifner, Optimization of collective reduction operations, ICCS 2004")
    public static final class Factory implements CollectiveFactory<Settings> {
        @Override
        public Collective create(Settings settings) {
            return new RecursiveHalvingDoubling(settings);
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
        // Halves must be whole numbers of chunks even when there is one core rank pair only.
        int chunks = Math.max(core, 2);
        PlanBuilder builder = new PlanBuilder(call, chunks);
        fold(builder, extra, chunks);
        exchange(builder, core, extra, chunks);
        int last = builder.rounds();
        for (int i = 0; i < extra; i++) {
            builder.copy(last, 2 * i, 2 * i + 1, 0, chunks);
        }
        return builder.buildForAnySize();
    }

    private void fold(PlanBuilder builder, int extra, int chunks) {
        for (int i = 0; i < extra; i++) {
            int keeper = 2 * i;
            if (settings.fold == Fold.WHOLE) {
                builder.reduce(0, keeper + 1, keeper, 0, chunks);
            } else {
                builder.reduce(0, keeper + 1, keeper, 0, chunks / 2);
                builder.reduce(0, keeper, keeper + 1, chunks / 2, chunks / 2);
                builder.copy(1, keeper + 1, keeper, chunks / 2, chunks / 2);
            }
        }
    }

    private static void exchange(PlanBuilder builder, int core, int extra, int chunks) {
        int[] first = new int[core];
        int round = builder.rounds();
        int size = chunks;
        for (int distance = core / 2; distance >= 1; distance /= 2, round++) {
            size /= 2;
            for (int v = 0; v < core; v++) {
                boolean lower = (v & distance) == 0;
                builder.reduce(round, rank(v, extra), rank(v ^ distance, extra), first[v] + (lower ? size : 0), size);
                first[v] += lower ? 0 : size;
            }
        }
        for (int distance = 1; distance < core; distance *= 2, round++) {
            for (int v = 0; v < core; v++) {
                builder.copy(round, rank(v, extra), rank(v ^ distance, extra), first[v], size);
            }
            for (int v = 0; v < core; v++) {
                first[v] &= -2 * size;
            }
            size *= 2;
        }
    }

    // The keepers of the folded pairs come first among the core ranks.
    private static int rank(int core, int extra) {
        return core < extra ? 2 * core : core + extra;
    }

    @Override
    public double closedFormSeconds(CollectiveCall call, AlphaBeta cost) {
        int n = call.ranks();
        int core = Integer.highestOneBit(n);
        double s = call.bytes();
        double seconds = 2 * Patterns.floorLog2(core) * cost.alphaSeconds()
                + 2 * (core - 1.0) / core * s * cost.betaSecondsPerByte();
        if (core == n) {
            return seconds;
        }
        return seconds
                + 2 * s * cost.betaSecondsPerByte()
                + (settings.fold == Fold.WHOLE ? 2 : 3) * cost.alphaSeconds();
    }
}
