package org.longhaul.simulator.network.flow.fluid;

import java.util.Arrays;
import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.network.ArcStates;
import org.longhaul.simulator.network.NetworkContext;
import org.longhaul.simulator.network.fairshare.FairShare;
import org.longhaul.simulator.network.fairshare.Tolerance;
import org.longhaul.topology.Topology;

/** What all parts of a {@code flow} network share: settings, clock, arcs, and the flows on them. */
public final class Fluid {

    /**
     * Half of what makes no difference to the weights of flows that share full links; a queue takes the hundredth that a link
     * may be given too much. What chance gives a flow differs more from seed to seed than this does from exact rates: among
     * 10,000 flows on a fat tree, by 13 % in the median either way.
     */
    private static final Tolerance OF_QUEUES = new Tolerance(1024, 0.01);

    public final FlowSettings settings;
    public final Topology topology;
    public final EventLoop loop;
    public final ArcStates states;
    public final FairShare shares;
    public final LinkLedger ledger;
    public final FlowRates rates;
    public final FluidProgress progress;
    private final NetworkContext context;

    /**
     * @param listener steers the rates; not called before the first flow starts
     */
    public Fluid(FlowSettings settings, NetworkContext context, FlowRates.Listener listener) {
        this.settings = settings;
        this.context = context;
        topology = context.topology();
        loop = context.loop();
        states = new ArcStates(topology, loop);
        double[] capacity = new double[topology.arcCount()];
        Arrays.setAll(capacity, arc -> topology.arcBitsPerSecond(arc) / 8.0);
        shares = new FairShare(capacity, settings.queueing() ? OF_QUEUES : Tolerance.EXACT);
        ledger = new LinkLedger(topology, states, settings, shares);
        rates = new FlowRates(loop, shares, ledger, listener);
        progress = rates.progress;
    }

    /** Whether some connection may use another congestion control than the network's. */
    public boolean isMixed() {
        return context.rules().assignsOtherThan(settings.congestionControl().id());
    }

    /** Key of the losses that a connection draws: of its own ends alone, whatever else there is. */
    public long lossKey(FlowConnection connection) {
        return context.streams()
                .key(
                        "network loss/" + topology.node(connection.source).id() + "/"
                                + topology.node(connection.target).id(),
                        connection.channel);
    }

    /** Rates are brought up to date at the end of the present instant. */
    public void requestSolve() {
        rates.requestSolve();
    }
}
