package org.longhaul.simulator.network.flow.tcp;

import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.fairshare.FairShare;
import org.longhaul.simulator.network.flow.fluid.FlowConnection;
import org.longhaul.simulator.network.flow.fluid.Fluid;

/**
 * How unequal the shares of equal flows are whose slow starts overflow a queue together.
 *
 * <p><b>Model.</b> Windows double in the round in which a queue that drops at its tail overflows, and whose packets meet it full
 * first is chance: a sender's window may have come anywhere between once and twice what it was. So the logarithms of shares are
 * uniform over a span of ln 2 (a standard deviation of 0.2). CUBIC's HyStart spares part of the senders the loss: half of them
 * have {@code 1/β} of the others' windows more. With what the flow shares with others that are in the same slow start the
 * deviation grows from none (none do) to this.
 *
 * <p>Where windows reach the largest that their hosts allow before a queue overflows, all are alike.
 *
 * <p><b>It stays.</b> Queues that drop at their tail lock flows out: where packets of a flow arrive relative to those of others
 * hardly changes, so that who lost once loses again (RFC 2309, section 2; Floyd and Jacobson's phase effects). The deviation is
 * that of a connection for good.
 *
 * <p><b>Draws.</b> One for each connection, of its own ends, whatever else there is. Equal transfers whose shares are drawn have to
 * be simulated one by one; so beyond 32 flows at a link shares become equal again, and are from 64 on. Real ones become still
 * less equal there: windows are of a few packets, and timeouts decide.
 *
 * <p><b>Constants.</b> None was fitted: 2 is slow start's, β CUBIC's; the half is the mean of what is not known.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc2309">RFC 2309, recommendations on queue management: lock-out</a>
 * @see <a href="https://doi.org/10.1109/49.87174">Floyd, Jacobson, "On traffic phase effects in packet-switched gateways",
 *     Internetworking 3(3), 1992</a>
 */
public final class LockOut {

    private static final double SPARED = 0.5;
    /** Flows at a link from which on none deviates; up to half of them all do. */
    public static final int MANY = 64;

    /** Streams of a connection's draws, beside those of its losses. */
    private static final int WINDOWS = 16;

    private static final int SPARINGS = 17;

    private final Fluid fluid;
    private final WindowModel windows;

    LockOut(Fluid fluid, WindowModel windows) {
        this.fluid = fluid;
        this.windows = windows;
    }

    /**
     * What the logarithm of a flow's share differs by from that of its equals.
     *
     * @param arc the full link at which it leaves slow start
     */
    double deviation(FlowConnection connection, int arc) {
        CongestionControl control = connection.control;
        if (control == CongestionControl.BBR || windows.queues.windowLimit(connection) >= windows.maximumWindow) {
            return 0;
        }
        double flows = fluid.ledger.users(arc);
        double together = together(connection, arc) * Math.max(0, Math.min(1, 2 * (1 - flows / MANY)));
        if (!(together > 0)) {
            return 0;
        }
        long key = fluid.lossKey(connection);
        double deviation = StrictMath.log(2) * (RandomStreams.uniform(key, WINDOWS, 0) - 0.5);
        if (control == CongestionControl.CUBIC) {
            double spared = RandomStreams.uniform(key, SPARINGS, 0) < SPARED ? 1 - SPARED : -SPARED;
            deviation -= spared * StrictMath.log(control.decrease());
        }
        return together * deviation;
    }

    /** Part of what a link carries that others have who are in the same slow start as a flow: left it less than a round ago. */
    private double together(FlowConnection connection, int arc) {
        FairShare shares = fluid.shares;
        double all = 0;
        double same = 0;
        for (int i = 0; i < shares.flowsOn(arc); i++) {
            FlowConnection other = fluid.rates.connection(shares.member(arc, i));
            double rate = shares.rate(other.flow);
            all += rate;
            if (other != connection) {
                long before = Math.max(0, connection.sentNanos - Math.min(other.joinedNanos, connection.sentNanos));
                same += rate * StrictMath.exp(-(double) before / connection.rttNanos);
            } else {
                // Of a bundle as many cross each of the arcs that one stands for.
                int beside = connection.members() - fluid.ledger.size(arc);
                same += rate * beside / connection.members();
            }
        }
        return all > 0 ? same / all : 0;
    }
}
