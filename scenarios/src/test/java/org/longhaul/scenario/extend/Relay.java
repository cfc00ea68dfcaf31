package org.longhaul.scenario.extend;

import org.longhaul.extension.Provides;
import org.longhaul.simulator.collective.AlphaBeta;
import org.longhaul.simulator.collective.Collective;
import org.longhaul.simulator.collective.CollectiveCall;
import org.longhaul.simulator.collective.CollectiveFactory;
import org.longhaul.simulator.collective.Pattern;
import org.longhaul.simulator.collective.Patterns;
import org.longhaul.simulator.collective.TransferPlan;
import org.longhaul.simulator.collective.algorithm.PlanBuilder;

/** A collective of a user's: the sum grows from the last rank to the first, and goes back the same way. */
@Provides(id = "relay", description = "The sum grows from the last worker to the first, and goes back the same way.")
public final class Relay implements CollectiveFactory<Relay.Settings> {
    /** No settings. */
    public record Settings() {}

    @Override
    public Collective create(Settings settings) {
        return new Collective() {
            @Override
            public String id() {
                return "relay";
            }

            @Override
            public boolean supports(Pattern pattern) {
                return pattern == Pattern.ALL_REDUCE;
            }

            @Override
            public TransferPlan plan(CollectiveCall call) {
                Patterns.requireSupport(this, call);
                int last = call.ranks() - 1;
                // The vector is one part: part 0, and one of it.
                PlanBuilder plan = new PlanBuilder(call, 1);
                for (int hop = 0; hop < last; hop++) {
                    plan.reduce(hop, last - hop, last - hop - 1, 0, 1);
                    plan.copy(last + hop, hop, hop + 1, 0, 1);
                }
                return plan.buildForAnySize();
            }

            @Override
            public double closedFormSeconds(CollectiveCall call, AlphaBeta cost) {
                int hops = 2 * (call.ranks() - 1);
                return hops * (cost.alphaSeconds() + call.bytes() * cost.betaSecondsPerByte());
            }
        };
    }
}
