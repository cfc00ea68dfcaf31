package org.longhaul.simulator.validation;

import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.FlowNetwork;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.NetworkContext;

/** The {@code flow} network as it is by default; without chance of its own. */
public final class FlowUnderTest implements NetworkUnderTest {

    private static final int RUNS = 20;

    @Override
    public Network create(CongestionControl control, long maximumWindow, NetworkContext context) {
        FlowNetwork.Settings settings = FlowNetwork.Settings.tcp(control).withMaximumWindow(maximumWindow);
        return new FlowNetwork.Model().create(settings, context);
    }

    @Override
    public int runs(boolean chance) {
        return chance ? RUNS : 1;
    }
}
