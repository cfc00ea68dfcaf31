package org.longhaul.simulator.network;

/** What follows for windows from a solution of the rates. */
final class WindowShift implements FlowRates.Shift {

    private final FlowNetwork network;

    WindowShift(FlowNetwork network) {
        this.network = network;
    }

    @Override
    public void byLink(FlowConnection connection, long now) {
        network.windows.wake(connection, now);
    }

    @Override
    public boolean follow(long now) {
        return network.windows.convergence.follow(now);
    }

    @Override
    public double reached(int arc) {
        return network.windows.regrowth.share(arc);
    }
}
