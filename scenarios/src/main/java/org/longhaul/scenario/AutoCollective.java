package org.longhaul.scenario;

import org.longhaul.extension.Provides;
import org.longhaul.simulator.collective.Collective;
import org.longhaul.simulator.collective.CollectiveFactory;
import org.longhaul.simulator.workload.ExchangeSpec;

/** Stands in a scenario for "whichever is fastest"; the simulator chooses for each exchange. */
@Provides(
        id = AutoCollective.ID,
        description = "The fastest of all collectives by estimate, for each size and group.",
        source = "Estimate of every round on the topology's capacities and latencies.")
final class AutoCollective implements CollectiveFactory<AutoCollective.Settings> {
    static final String ID = ExchangeSpec.AUTO;

    record Settings() {}

    @Override
    public Collective create(Settings settings) {
        throw new UnsupportedOperationException("the simulator chooses a collective for " + ID);
    }
}
