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
 * Two binary trees, each for one half of the vector, the second the mirror of the first: who has children in one is a leaf
 * in the other, so that every rank's connection is used both ways.
 *
 * <p><b>Cost.</b> With depth d = floor(log2 N) and k segments of each half, 2(d + k − 1)(a + S/(k·B)) on full trees
 * (N = 2^(d+1) − 1, d ≥ 1), half the bandwidth term of one tree; other N take at most that.
 *
 * <p><b>Differs from the source.</b> The trees are heap-ordered instead of in-order; leaves and inner ranks are paired by
 * mirroring.
 *
 * @see <a href="https://doi.org/10.1016/j.parco.2009.09.001">Sanders, Speck, Träff, "Two-tree algorithms for full
 *     bandwidth broadcast, reduction and scan", Parallel Computing 2009</a>
 */
public final class DoubleBinaryTree implements Collective {

    public static final String ID = "double-binary-tree";

    private final Settings settings;

    DoubleBinaryTree(Settings settings) {
        this.settings = settings;
    }

    /** Settings of {@link DoubleBinaryTree}. */
    record Settings(
            @JsonProperty(defaultValue = "8")
                    @JsonPropertyDescription("segments of each half that follow each other through its tree, 1 to 4096")
                    int segments) {

        Settings {
            if (segments < 1 || segments > 4096) {
                throw new IllegalArgumentException(
                        String.format(Locale.ROOT, "segments (%d) must be in 1 to 4096", segments));
            }
        }
    }

    /** Registers {@link DoubleBinaryTree}. */
    @SuppressWarnings("rawtypes")
    @AutoService(CollectiveFactory.class)
    @Provides(
            id = ID,
            description =
                    "Two mirrored binary trees, each for one half of the vector, in pipelined segments: few latencies, full rate.",
            source = "Sanders, Speck and Traeff, Two-tree algorithms for full bandwidth broadcast, reduction and scan,"
                    + " Parallel Computing 2009")
    public static final class Factory implements CollectiveFactory<Settings> {
        @Override
        public Collective create(Settings settings) {
            return new DoubleBinaryTree(settings);
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
        int depth = Patterns.floorLog2(n);
        int down = depth + settings.segments - 1;
        PlanBuilder builder = new PlanBuilder(call, 2 * settings.segments);
        for (int segment = 0; segment < settings.segments; segment++) {
            for (int place = 1; place < n; place++) {
                int parent = (place - 1) / 2;
                int level = Patterns.floorLog2(place + 1);
                int up = segment + depth - level;
                int mirrored = settings.segments + segment;
                builder.reduce(up, place, parent, segment, 1);
                builder.reduce(up, n - 1 - place, n - 1 - parent, mirrored, 1);
                builder.copy(down + segment + level - 1, parent, place, segment, 1);
                builder.copy(down + segment + level - 1, n - 1 - parent, n - 1 - place, mirrored, 1);
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
        int k = settings.segments;
        double round = cost.transfer(Math.min(2, n - 1) * (double) call.bytes() / (2 * k));
        return 2 * (Patterns.floorLog2(n) + k - 1) * round;
    }

    @Override
    public boolean isClosedFormExact(CollectiveCall call) {
        return call.ranks() == 2 || Patterns.isPowerOfTwo(call.ranks() + 1);
    }
}
