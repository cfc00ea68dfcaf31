package org.longhaul.simulator.validation;

import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.NetworkContext;
import org.longhaul.simulator.network.flow.FlowModel;
import org.longhaul.simulator.network.flow.fluid.FlowSettings;

/** The {@code flow} network as it is by default; without chance of its own. */
public final class FlowUnderTest implements NetworkUnderTest {

    private static final int RUNS = 20;

    @Override
    public Network create(CongestionControl control, long maximumWindow, int packetBytes, NetworkContext context) {
        FlowSettings tcp = FlowSettings.tcp(control);
        FlowSettings settings = new FlowSettings(
                        control,
                        tcp.connectionSetup(),
                        tcp.slowStart(),
                        tcp.initialWindow(),
                        tcp.idleRestart(),
                        tcp.maximumWindow(),
                        tcp.headers(),
                        packetBytes,
                        tcp.headerBytes(),
                        tcp.acknowledgements(),
                        tcp.lossLimit(),
                        tcp.queueing(),
                        tcp.retransmissionTimeout(),
                        tcp.rttBias())
                .withMaximumWindow(maximumWindow);
        return new FlowModel().create(settings, context);
    }

    @Override
    public int runs(boolean chance) {
        return chance ? RUNS : 1;
    }
}
