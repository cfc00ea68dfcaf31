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
 * Ring: every rank sends one N-th of the vector to its successor, N − 1 rounds to reduce and N − 1 to gather.
 *
 * <p><b>Cost.</b> With latency a, bandwidth B and S bytes: all-reduce 2(N−1)(a + S/(N·B)); reduce-scatter and
 * all-gather half of it. Each rank sends 2(N−1)/N·S.
 *
 * @see <a href="https://doi.org/10.1016/j.jpdc.2008.09.002">Patarasuk, Yuan, "Bandwidth optimal all-reduce algorithms for
 *     clusters of workstations", JPDC 2009</a>
 */
public final class Ring implements Collective {

    public static final String ID = "ring";

    private final Settings settings;

    Ring(Settings settings) {
        this.settings = settings;
    }

    /** Which rank follows which. */
    enum Order {
        /** As the exchange lists its workers. */
        GIVEN,
        /** The slowest connection of the ring is as fast as can be, found greedily and improved by exchanges. */
        MAX_BOTTLENECK
    }

    /** Settings of {@link Ring}. */
    record Settings(
            @JsonProperty(defaultValue = "given")
                    @JsonPropertyDescription(
                            "order of the workers on the ring: given, or max-bottleneck (slowest link maximised)")
                    Order order) {}

    /** Registers {@link Ring}. */
    @SuppressWarnings("rawtypes")
    @AutoService(CollectiveFactory.class)
    @Provides(
            id = ID,
            description =
                    "Each worker passes one N-th of the vector to its successor, 2(N-1) times: least bytes, many rounds.",
            source =
                    "Patarasuk and Yuan, Bandwidth optimal all-reduce algorithms for clusters of workstations, JPDC 2009")
    public static final class Factory implements CollectiveFactory<Settings> {
        @Override
        public Collective create(Settings settings) {
            return new Ring(settings);
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
    public TransferPlan plan(CollectiveCall call) {
        Patterns.requireSupport(this, call);
        int n = call.ranks();
        int[] order = settings.order == Order.GIVEN ? Patterns.identity(n) : RingOrder.maxBottleneck(call);
        int first = call.pattern() == Pattern.ALL_GATHER ? n - 1 : 0;
        int last = call.pattern() == Pattern.REDUCE_SCATTER ? n - 1 : 2 * (n - 1);
        return new RingPlan(call, order, first, last);
    }

    @Override
    public double closedFormSeconds(CollectiveCall call, AlphaBeta cost) {
        int n = call.ranks();
        double half = (n - 1) * cost.transfer((double) call.bytes() / n);
        return call.pattern() == Pattern.ALL_REDUCE ? 2 * half : half;
    }
}
