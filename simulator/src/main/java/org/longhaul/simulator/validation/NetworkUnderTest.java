package org.longhaul.simulator.validation;

import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.NetworkContext;

/** Makes the network that a validation judges. */
@FunctionalInterface
public interface NetworkUnderTest {
    /** Creates a network whose connections use the given congestion control, without transfers on it. */
    Network create(CongestionControl control, NetworkContext context);
}
