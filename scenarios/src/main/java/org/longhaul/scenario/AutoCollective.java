package org.longhaul.scenario;

import org.longhaul.simulator.collective.Collective;
import org.longhaul.simulator.collective.CollectiveFactory;
import org.longhaul.simulator.workload.ExchangeSpec;

/** Stands in a scenario for "whichever is fastest"; the simulator chooses for each exchange. */
final class AutoCollective implements CollectiveFactory<AutoCollective.Settings> {
    static final String ID = ExchangeSpec.AUTO;

    record Settings() {}

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String description() {
        return "The fastest of all collectives by estimate, for each size and group.";
    }

    @Override
    public String source() {
        return "Estimate of every round on the topology's capacities and latencies.";
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
        throw new UnsupportedOperationException("the simulator chooses a collective for " + ID);
    }
}
