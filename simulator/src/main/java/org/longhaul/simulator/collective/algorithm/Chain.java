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
 * A chain of ranks along which the vector goes in segments that follow each other (pipelining): from rank 0 to the last one
 * as a broadcast, towards rank 0 as a reduction, the one after the other as an all-reduce.
 *
 * <p>A reduction begins at the rank after rank 0 on the ring of ranks and ends at rank 0, so that every transfer goes from a
 * rank to its successor.
 *
 * <p><b>Cost.</b> With k segments (N + k − 2)(a + S/(k·B)), twice that for an all-reduce: for large vectors the least that a
 * broadcast can take, S/B.
 *
 * @see <a href="https://doi.org/10.1016/j.parco.2009.09.001">Sanders, Speck, Träff, "Two-tree algorithms for full
 *     bandwidth broadcast, reduction and scan", Parallel Computing 2009, section 2 (linear pipeline)</a>
 */
public final class Chain implements Collective {

    public static final String ID = "chain";

    private static final int MAX_SEGMENTS = 4096;

    private final Settings settings;

    Chain(Settings settings) {
        this.settings = settings;
    }

    /** Settings of {@link Chain}. */
    record Settings(
            @JsonProperty(defaultValue = "8")
                    @JsonPropertyDescription("segments that follow each other along the chain, 1 to 4096")
                    int segments,
            @JsonProperty(defaultValue = "given")
                    @JsonPropertyDescription(
                            "order of the workers on the chain: given, or max-bottleneck (slowest link maximised)")
                    Ring.Order order) {

        Settings {
            if (segments < 1 || segments > MAX_SEGMENTS) {
                throw new IllegalArgumentException(
                        String.format(Locale.ROOT, "segments (%d) must be in 1 to %d", segments, MAX_SEGMENTS));
            }
        }
    }

    /** Registers {@link Chain}. */
    @SuppressWarnings("rawtypes")
    @AutoService(CollectiveFactory.class)
    @Provides(
            id = ID,
            description =
                    "The vector goes from worker to worker in pipelined segments: full bandwidth for large vectors.",
            source = "Sanders, Speck and Traeff, Two-tree algorithms for full bandwidth broadcast, reduction and scan,"
                    + " Parallel Computing 2009, section 2 (linear pipeline)")
    public static final class Factory implements CollectiveFactory<Settings> {
        @Override
        public Collective create(Settings settings) {
            return new Chain(settings);
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
        int[] ring = ringFromRankZero(call);
        PlanBuilder builder = new PlanBuilder(call, settings.segments);
        int down = call.pattern() == Pattern.BROADCAST || n == 1 ? 0 : n + settings.segments - 2;
        for (int segment = 0; segment < settings.segments; segment++) {
            for (int hop = 0; hop < n - 1; hop++) {
                if (call.pattern() != Pattern.BROADCAST) {
                    builder.reduce(segment + hop, ring[hop + 1], ring[(hop + 2) % n], segment, 1);
                }
                if (call.pattern() != Pattern.REDUCE) {
                    builder.copy(down + segment + hop, ring[hop], ring[hop + 1], segment, 1);
                }
            }
        }
        return builder.buildForAnySize();
    }

    private int[] ringFromRankZero(CollectiveCall call) {
        int n = call.ranks();
        if (settings.order == Ring.Order.GIVEN) {
            return Patterns.identity(n);
        }
        int[] order = RingOrder.maxBottleneck(call);
        int start = 0;
        while (order[start] != 0) {
            start++;
        }
        int[] ring = new int[n];
        for (int p = 0; p < n; p++) {
            ring[p] = order[(start + p) % n];
        }
        return ring;
    }

    @Override
    public double closedFormSeconds(CollectiveCall call, AlphaBeta cost) {
        int n = call.ranks();
        int k = settings.segments;
        if (n == 1) {
            return 0;
        }
        double sweep = (n + k - 2) * cost.transfer((double) call.bytes() / k);
        return call.pattern() == Pattern.ALL_REDUCE ? 2 * sweep : sweep;
    }
}
