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
 * Several rings at once, each with its share of the vector and its own order of the ranks, so that lines which one ring
 * leaves unused are used: neighbours, the reverse direction, and further strides that visit every rank.
 *
 * <p><b>Cost.</b> 2(N−1)(a + S/(N·B)) where hosts' own connections are the bottleneck; less where the rings take disjoint
 * lines.
 *
 * @see <a href="https://doi.org/10.1016/j.jpdc.2008.09.002">Patarasuk, Yuan, "Bandwidth optimal all-reduce algorithms for
 *     clusters of workstations", JPDC 2009 (the single ring)</a>
 */
final class MultiRing implements Collective {

    static final String ID = "multi-ring";

    private static final int MAX_RINGS = 16;

    private final Settings settings;

    MultiRing(Settings settings) {
        this.settings = settings;
    }

    /** Settings of {@link MultiRing}. */
    record Settings(
            @JsonProperty(defaultValue = "2")
                    @JsonPropertyDescription("rings that run at once, 1 to 16; the second runs against the first")
                    int rings) {

        Settings {
            if (rings < 1 || rings > MAX_RINGS) {
                throw new IllegalArgumentException(
                        String.format(Locale.ROOT, "rings (%d) must be in 1 to %d", rings, MAX_RINGS));
            }
        }
    }

    /** Registers {@link MultiRing}. */
    @SuppressWarnings("rawtypes")
    @AutoService(CollectiveFactory.class)
    @Provides(
            id = ID,
            description =
                    "Several rings at once over different orders of the workers, each with its share of the vector.",
            source =
                    "Patarasuk and Yuan, Bandwidth optimal all-reduce algorithms for clusters of workstations, JPDC 2009,"
                            + " one ring for each share of the vector")
    public static final class Factory implements CollectiveFactory<Settings> {
        @Override
        public Collective create(Settings settings) {
            return new MultiRing(settings);
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
    public boolean isQuadratic() {
        return true;
    }

    @Override
    public TransferPlan plan(CollectiveCall call) {
        Patterns.requireSupport(this, call);
        int n = call.ranks();
        PlanBuilder builder = new PlanBuilder(call, settings.rings * n);
        for (int ring = 0; ring < settings.rings; ring++) {
            int stride = stride(n, ring);
            for (int t = 0; t < 2 * (n - 1); t++) {
                for (int p = 0; p < n; p++) {
                    int rank = (int) ((long) p * stride % n);
                    int next = (int) ((p + 1L) * stride % n);
                    int chunk = ring * n + Math.floorMod(p - 1 - t, n);
                    if (t < n - 1) {
                        builder.reduce(t, rank, next, chunk, 1);
                    } else {
                        builder.copy(t, rank, next, chunk, 1);
                    }
                }
            }
        }
        return builder.buildForAnySize();
    }

    // Strides without a common factor with n, each followed by its reverse; they repeat when there are no more.
    private static int stride(int n, int ring) {
        int[] strides = new int[MAX_RINGS];
        int found = 0;
        for (int stride = 1; stride <= n / 2 && found < MAX_RINGS; stride++) {
            if (gcd(stride, n) == 1) {
                strides[found++] = stride;
            }
        }
        if (found == 0) {
            return 1;
        }
        int stride = strides[ring / 2 % found];
        return ring % 2 == 0 ? stride : n - stride;
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    @Override
    public double closedFormSeconds(CollectiveCall call, AlphaBeta cost) {
        int n = call.ranks();
        return 2 * (n - 1) * cost.transfer((double) call.bytes() / n);
    }
}
