package org.longhaul.simulator.collective.algorithm;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.Locale;
import org.longhaul.extension.Provides;
import org.longhaul.simulator.collective.AlphaBeta;
import org.longhaul.simulator.collective.Collective;
import org.longhaul.simulator.collective.CollectiveCall;
import org.longhaul.simulator.collective.CollectiveFactory;
import org.longhaul.simulator.collective.Pattern;
import org.longhaul.simulator.collective.Patterns;
import org.longhaul.simulator.collective.TransferPlan;

/**
 * Reduction up a binary tree to rank 0 and broadcast down again, in segments that follow each other (pipelining).
 *
 * <p>Rank r has the children 2r + 1 and 2r + 2.
 *
 * <p><b>Cost.</b> With depth d = floor(log2 N) and k segments, 2(d + k − 1)(a + 2S/(k·B)) on a full tree (N = 2^(d+1) − 1,
 * d ≥ 1): a parent shares its connection between two children. Broadcast and reduction take half of it; other N take at most that.
 *
 * @see <a href="https://doi.org/10.1016/j.parco.2009.09.001">Sanders, Speck, Träff, "Two-tree algorithms for full
 *     bandwidth broadcast, reduction and scan", Parallel Computing 2009, section 2</a>
 */
final class BinaryTree implements Collective {

    static final String ID = "binary-tree";

    private final Settings settings;

    BinaryTree(Settings settings) {
        this.settings = settings;
    }

    /** Settings of {@link BinaryTree}. */
    record Settings(
            @JsonProperty(defaultValue = "8")
                    @JsonPropertyDescription("segments that follow each other through the tree, 1 to 4096")
                    int segments) {

        Settings {
            if (segments < 1 || segments > 4096) {
                throw new IllegalArgumentException(
                        String.format(Locale.ROOT, "segments (%d) must be in 1 to 4096", segments));
            }
        }
    }

    /** Registers {@link BinaryTree}. */
    @SuppressWarnings("rawtypes")
    @AutoService(CollectiveFactory.class)
    @Provides(
            id = ID,
            description = "Sums go up a binary tree and the result comes down, in pipelined segments: few latencies.",
            source = "Sanders, Speck and Traeff, Two-tree algorithms for full bandwidth broadcast, reduction and scan,"
                    + " Parallel Computing 2009, section 2")
    public static final class Factory implements CollectiveFactory<Settings> {
        @Override
        public Collective create(Settings settings) {
            return new BinaryTree(settings);
        }
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public boolean supports(Pattern pattern) {
        return pattern == Pattern.ALL_REDUCE || pattern == Pattern.REDUCE || pattern == Pattern.BROADCAST;
    }

    @Override
    public TransferPlan plan(CollectiveCall call) {
        Patterns.requireSupport(this, call);
        int n = call.ranks();
        int depth = Patterns.floorLog2(n);
        PlanBuilder builder = new PlanBuilder(call, settings.segments);
        boolean up = call.pattern() != Pattern.BROADCAST;
        for (int segment = 0; up && segment < settings.segments; segment++) {
            for (int rank = 1; rank < n; rank++) {
                int level = Patterns.floorLog2(rank + 1);
                builder.reduce(segment + depth - level, rank, (rank - 1) / 2, segment, 1);
            }
        }
        int down = builder.rounds();
        for (int segment = 0; call.pattern() != Pattern.REDUCE && segment < settings.segments; segment++) {
            for (int rank = 1; rank < n; rank++) {
                int level = Patterns.floorLog2(rank + 1);
                builder.copy(down + segment + level - 1, (rank - 1) / 2, rank, segment, 1);
            }
        }
        return builder.buildForAnySize();
    }

    @Override
    public double closedFormSeconds(CollectiveCall call, AlphaBeta cost) {
        int n = call.ranks();
        if (n == 1) {
            return 0;
        }
        int children = Math.min(2, n - 1);
        int k = settings.segments;
        double half = (Patterns.floorLog2(n) + k - 1) * cost.transfer((double) children * call.bytes() / k);
        return call.pattern() == Pattern.ALL_REDUCE ? 2 * half : half;
    }

    @Override
    public boolean isClosedFormExact(CollectiveCall call) {
        return call.ranks() == 2 || Patterns.isPowerOfTwo(call.ranks() + 1);
    }
}
