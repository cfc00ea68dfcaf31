package org.longhaul.simulator.network.flow.tcp;

import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.DefaultQueue;
import org.longhaul.simulator.network.fairshare.FairShare;
import org.longhaul.simulator.network.flow.fluid.FlowConnection;
import org.longhaul.simulator.network.flow.fluid.Fluid;
import org.longhaul.simulator.network.flow.fluid.LinkLedger;
import org.longhaul.simulator.network.flow.fluid.RttBias;

/**
 * Weights of flows in the sharing of full links, as their congestion control makes them.
 *
 * <p><b>Model.</b> At a loss rate {@code q} for each full link, a flow's rate goes with {@code RTT^-a (Σq)^-e}, the sum over
 * the full links that it crosses and the RTT with the queues of all of them: shares lie between max-min and proportional
 * fairness. Reno has a = 1, e = 1/2 where flows lose independently (Mathis et al.), and a = 2, e = 1 where every overflow of
 * a queue hits all of its flows; CUBIC has 1/4 and 3/4 (RFC 9438, 5.1), and 1 and 3, since a synchronised window is
 * {@code C t³} whatever the RTT. Queues that drop at their tail lie between (Lakshman and Madhow measure a between 1 and 2 for
 * Reno). A flow that crosses full links of levels {@code L} (what a flow of weight 1 that crosses none but that link gets,
 * {@code q^-e}) then has the weight {@code (Σ (L_min / L)^(1/e))^-e} of one that crosses one.
 *
 * <p>BBR (version 1) keeps twice its rate times its own minimum RTT under way: where the queue outlasts that RTT its window
 * no longer covers the round trip, and its estimate of the bandwidth falls from round to round until it has drained the
 * queue to see the path again (Ware et al.). In shallow queues it shares equally.
 *
 * <p><b>Constants.</b> The degree of synchronisation: 0.3 for {@code a} at one full link (rows of RTT unfairness, measured
 * over a few loss epochs), 0.45 at several (runs of {@code packet} over four hops, until they no longer changed). BBR's two
 * exponents and its floor: runs of {@code packet} with RTTs from 10 to 100 ms and queues from 10 to 100 ms.
 *
 * @see <a href="https://doi.org/10.1038/sj.jors.2600523">Kelly, Maulloo, Tan, "Rate control for communication networks:
 *     shadow prices, proportional fairness and stability", JORS 49(3), 1998</a>
 * @see <a href="https://doi.org/10.1109/90.611099">Lakshman, Madhow, "The performance of TCP/IP for networks with high
 *     bandwidth-delay products and random loss", ToN 5(3), 1997</a>
 * @see <a href="https://doi.org/10.1145/3355369.3355604">Ware, Mukerjee, Seshan, Sherry, "Modeling BBR's interactions with
 *     loss-based congestion control", IMC 2019</a>
 */
final class ShareWeights {

    private static final double SYNCHRONY_AT_ONE = 0.3;
    private static final double SYNCHRONY_AT_SEVERAL = 0.45;
    /** Relative difference of levels that count as one. */
    private static final double TIED = 1e-9;

    private static final double BBR_STARVATION = 3.65;
    private static final double BBR_HOPS = 0.7;
    private static final double BBR_LEAST_COVER = 0.45;

    private final Fluid fluid;

    ShareWeights(Fluid fluid) {
        this.fluid = fluid;
    }

    /** Weight of a connection where at most one link is full, by its round-trip time. */
    double atOne(FlowConnection connection) {
        return switch (fluid.settings.rttBias()) {
            case NONE -> 1;
            case INVERSE_LATENCY -> connection.latencyNanos == 0 ? 1 : 1e9 / connection.latencyNanos;
            case CONGESTION_CONTROL ->
                byRtt(
                        connection.control,
                        connection.rttSeconds(),
                        connection.queueBytes / connection.bottleneckBytesPerSecond,
                        SYNCHRONY_AT_ONE);
        };
    }

    /** Whether flows that cross several full links get less. */
    boolean apply() {
        return fluid.settings.rttBias() == RttBias.CONGESTION_CONTROL && fluid.settings.queueing();
    }

    /**
     * What a flow that crosses full links has of the weight that it has where at most one is.
     *
     * @return 1 exactly if there are fewer than two that others share
     */
    double atSeveral(FlowConnection connection) {
        FairShare shares = fluid.shares;
        int count = 0;
        double least = Double.POSITIVE_INFINITY;
        double room = 0;
        for (int arc : connection.arcs) {
            double level = levelForOthers(shares, connection, arc);
            if (level < Double.POSITIVE_INFINITY) {
                count++;
                least = Math.min(least, level);
                room += queueSeconds(connection, arc);
            }
        }
        connection.fullLinks = Math.max(1, count);
        if (count < 2 || least <= 0) {
            return 1;
        }
        double exponent = lossExponent(connection.control);
        double prices = 0;
        for (int arc : connection.arcs) {
            double level = levelForOthers(shares, connection, arc);
            if (level < Double.POSITIVE_INFINITY) {
                prices += StrictMath.pow(least / level, 1 / exponent);
            }
        }
        double rtt = connection.rttSeconds();
        double own = connection.queueBytes / connection.bottleneckBytesPerSecond;
        CongestionControl control = connection.control;
        double byRtt = byRtt(control, rtt, Math.max(own, room), SYNCHRONY_AT_SEVERAL)
                / byRtt(control, rtt, own, SYNCHRONY_AT_SEVERAL);
        return byRtt * StrictMath.pow(prices, -exponent);
    }

    /** Level at which an arc is full of others than a flow too; infinite if it is not. */
    private double levelForOthers(FairShare shares, FlowConnection connection, int arc) {
        LinkLedger ledger = fluid.ledger;
        int size = ledger.size(arc);
        if (ledger.users(arc) <= 1) {
            return Double.POSITIVE_INFINITY;
        }
        boolean binds = shares.bottleneck(connection.flow) == arc;
        // In the weights of a merged arc each of its arcs counts.
        boolean bindsOthers =
                binds ? shares.boundWeight(arc) > 1.000001 * connection.weight * size : shares.boundCount(arc) > 0;
        if (bindsOthers) {
            return shares.level(arc);
        }
        return fluid.shares.mayBeFull(arc) ? levelElsewhere(shares, connection, arc) : Double.POSITIVE_INFINITY;
    }

    /**
     * Where links are full of the same flows at one level, which of them binds a flow is a matter of numbers: those that bind
     * none count alike.
     */
    private double levelElsewhere(FairShare shares, FlowConnection connection, int arc) {
        double own = shares.flowLevel(connection.flow);
        double highest = -1;
        double carried = 0;
        for (int i = 0; i < shares.flowsOn(arc); i++) {
            int flow = shares.member(arc, i);
            double level = shares.flowLevel(flow);
            carried += shares.weight(flow) * level;
            boolean isOther = flow != connection.flow || fluid.ledger.times(connection, arc) > 1;
            if (isOther && shares.bottleneck(flow) >= 0 && level >= own * (1 - TIED)) {
                highest = Math.max(highest, level);
            }
        }
        boolean isFull = carried >= shares.capacity(arc) * (1 - TIED);
        return isFull && highest > 0 ? highest : Double.POSITIVE_INFINITY;
    }

    /** The arc of a path that leaves each of its flows least; the slowest if the flow shares none. */
    int narrowest(FlowConnection connection) {
        LinkLedger ledger = fluid.ledger;
        int found = connection.bottleneckArc;
        double least = Double.POSITIVE_INFINITY;
        for (int arc : connection.arcs) {
            double each = ledger.bytesPerSecond(arc) / Math.max(1, ledger.users(arc));
            if (each < least * (1 - TIED)) {
                least = each;
                found = arc;
            }
        }
        return found;
    }

    /** Time that the room of an arc's queue lasts. */
    double queueSeconds(FlowConnection connection, int arc) {
        long stated = fluid.topology.arcQueueBytes(arc);
        double rate = fluid.ledger.bytesPerSecond(arc);
        double room = stated >= 0
                ? stated
                : DefaultQueue.bytes(
                        fluid.topology.arcBitsPerSecond(arc) / 8.0, connection.rttSeconds(), fluid.settings.mtuBytes());
        return rate > 0 ? room / rate : 0;
    }

    private static double lossExponent(CongestionControl control) {
        return switch (control) {
            case RENO -> 0.5 + SYNCHRONY_AT_SEVERAL * (1 - 0.5);
            case CUBIC -> 0.75 + SYNCHRONY_AT_SEVERAL * (3 - 0.75);
            case BBR -> BBR_HOPS;
        };
    }

    /**
     * @param rtt without queueing, seconds
     * @param room of the queues at full links, seconds
     */
    static double byRtt(CongestionControl control, double rtt, double room, double synchrony) {
        if (control == CongestionControl.BBR) {
            double cover = Math.min(1, 2 * rtt / (rtt + room));
            return StrictMath.pow(Math.max(BBR_LEAST_COVER, cover), BBR_STARVATION);
        }
        double exponent = control == CongestionControl.RENO ? 1 + synchrony : 0.25 + synchrony * (1 - 0.25);
        return StrictMath.pow(Math.max(rtt + control.meanOfSwing() * room, 1e-6) / 1e-3, -exponent);
    }
}
