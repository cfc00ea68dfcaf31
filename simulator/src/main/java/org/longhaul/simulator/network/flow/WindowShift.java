package org.longhaul.simulator.network.flow;

import org.longhaul.simulator.network.flow.fluid.FlowConnection;
import org.longhaul.simulator.network.flow.fluid.FlowRates;

/** Couples rates and windows: what bursts leave of links, and what follows for windows from a solution of the rates. */
final class WindowShift implements FlowRates.Listener {

    private final FlowNetwork network;

    WindowShift(FlowNetwork network) {
        this.network = network;
    }

    @Override
    public void reached(FlowConnection connection, long now) {
        network.transfers.reached(connection, now);
    }

    @Override
    public void leaves(FlowConnection connection) {
        network.windows.bursts.leave(connection);
    }

    @Override
    public void solving(long now) {
        network.windows.bursts.update(now);
    }

    @Override
    public double usable(int arc) {
        return network.windows.bursts.share(arc) * network.windows.regrowth.share(arc);
    }

    @Override
    public void moved(FlowConnection connection) {
        network.windows.bursts.move(connection);
    }

    @Override
    public void bound(FlowConnection connection, long now) {
        network.windows.wake(connection, now);
    }

    @Override
    public boolean follow(long now) {
        return network.windows.convergence.follow(now);
    }

    @Override
    public boolean settle() {
        return network.windows.bursts.settle();
    }
}
