package org.longhaul.simulator.network.flow.tcp;

import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.fairshare.FairShare;
import org.longhaul.simulator.network.flow.fluid.FlowConnection;
import org.longhaul.simulator.network.flow.fluid.Fluid;

/**
 * What flows of different congestion controls have of a full link that they share.
 *
 * <p><b>CUBIC and Reno</b> meet losses at one rate p. Reno's mean window is then {@code sqrt(3/(2p))} segments (Mathis et al.),
 * CUBIC's {@code 1.054 (T/p)^(3/4)} with T the round trip and its queue, but not below Reno's (RFC 9438, 5.1 and 4.3). Path and
 * queue hold all of them, which gives p.
 *
 * <p><b>BBR (version 1) and those two.</b> Where the queue holds more than the path, BBR keeps under way twice its rate times
 * the round trip that it saw while it had drained its own part: with what the others had in the queue (Ware et al.). That is
 * the mean m W of their windows or, after a cut, β W, while on average they have m W. So with b its share BBR has
 * {@code 2 b m W} or {@code 2 b β W} under way, and the others end up with 1/2 or {@code m / (2 β)} of the link, however many
 * there are of either; the middle of the two is taken: 0.58 for CUBIC, 0.63 for Reno. In shallow queues BBR takes no notice of
 * the losses that it causes, and the others have next to nothing.
 *
 * <p><b>Constants.</b> The way from shallow to deep, {@code 1 - 1/X²} with X bandwidth-delay products of queue, and what is left
 * in shallow queues, {@code 0.1 sqrt(n)/k²} beside k flows of BBR, were set by runs of {@code packet} at 50 to 200 Mbit/s, 10 to
 * 160 ms, 0.25 to 16 bandwidth-delay products and 1 to 4 flows of each: no measured row shows controls side by side. There the
 * share of what is no BBR is met within 0.1 on average and 0.3 at worst. Long round trips and queues that last for seconds
 * give it more, up to 0.85; four flows of BBR give it less at 2 to 3 bandwidth-delay products.
 *
 * @see <a href="https://doi.org/10.1145/3355369.3355604">Ware, Mukerjee, Seshan, Sherry, "Modeling BBR's interactions with
 *     loss-based congestion control", IMC 2019</a>
 * @see <a href="https://doi.org/10.1145/3517745.3561429">Mishra, Tiu, Leong, "Are we heading towards a BBR-dominant
 *     Internet?", IMC 2022</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9438">RFC 9438, CUBIC</a>
 */
final class MixedControls {

    /** Share that is left to one flow that heeds losses beside one of BBR where the queue is shallow. */
    private static final double SHALLOW_SHARE = 0.1;
    /** Path and queue, in seconds each, at which flows of all controls weigh the same before they find their shares. */
    private static final double USUAL_SECONDS = 0.05;

    private static final int HALVINGS = 60;

    private final Fluid fluid;
    private final ShareWeights weights;
    private final double segment;
    private final boolean applies;

    private final Kind reno;
    private final Kind cubic;
    private final Kind bbr;
    private double rttSeconds;

    /**
     * @param segment wire bytes of a full segment
     */
    MixedControls(Fluid fluid, ShareWeights weights, double segment) {
        this.fluid = fluid;
        this.weights = weights;
        this.segment = segment;
        applies = fluid.isMixed() && weights.apply();
        reno = kind(CongestionControl.RENO);
        cubic = kind(CongestionControl.CUBIC);
        bbr = kind(CongestionControl.BBR);
    }

    /** The flows of one control: their scale, which is the same for all controls, and those that one link holds. */
    private static final class Kind {
        final double scale;
        double count;
        double weight;

        Kind(double scale) {
            this.scale = scale;
        }

        double meanWeight() {
            return weight / count;
        }

        void clear() {
            count = 0;
            weight = 0;
        }
    }

    private Kind kind(CongestionControl control) {
        return new Kind(applies ? usual(CongestionControl.CUBIC) / usual(control) : 1);
    }

    private Kind of(FlowConnection connection) {
        return switch (connection.control) {
            case RENO -> reno;
            case CUBIC -> cubic;
            case BBR -> bbr;
        };
    }

    private static double usual(CongestionControl control) {
        return ShareWeights.byRtt(control, USUAL_SECONDS, USUAL_SECONDS, 0);
    }

    /** Whether connections may use different controls, and share links by what these do. */
    boolean apply() {
        return applies;
    }

    /** What the weight of a connection is multiplied with, whatever it shares. */
    double scale(FlowConnection connection) {
        return of(connection).scale;
    }

    /** What the weight of a flow is multiplied with beside the others at its narrowest link. */
    double factor(FlowConnection connection) {
        int arc = weights.narrowest(connection);
        survey(connection, arc);
        double bbrs = bbr.count;
        double renos = reno.count;
        double cubics = cubic.count;
        int controls = (bbrs > 0 ? 1 : 0) + (renos > 0 ? 1 : 0) + (cubics > 0 ? 1 : 0);
        if (controls < 2) {
            return 1;
        }
        double rate = fluid.ledger.bytesPerSecond(arc);
        double room = weights.queueSeconds(connection, arc);
        double left = bbrs > 0 ? besideBbr(room / rttSeconds, renos, cubics, bbrs) : 1;
        double round = rttSeconds + CongestionControl.CUBIC.meanOfSwing() * room;
        double renoFactor = renos > 0 && cubics > 0
                ? cubic.meanWeight()
                        / reno.meanWeight()
                        / cubicToReno(renos, cubics, left * rate * round / segment, round)
                : 1;
        return switch (connection.control) {
            case CUBIC -> 1;
            case RENO -> renoFactor;
            case BBR -> (1 - left) / left * (cubic.weight + renoFactor * reno.weight) / bbr.weight;
        };
    }

    /** Counts the flows that a link holds, the asking one among them. */
    private void survey(FlowConnection asking, int arc) {
        reno.clear();
        cubic.clear();
        bbr.clear();
        FairShare shares = fluid.shares;
        double rtts = 0;
        double all = 0;
        for (int i = 0; i < shares.flowsOn(arc); i++) {
            int flow = shares.member(arc, i);
            FlowConnection connection = fluid.rates.connection(flow);
            if (shares.bottleneck(flow) == arc || connection == asking) {
                Kind kind = of(connection);
                int members = fluid.ledger.times(connection, arc);
                kind.count += members;
                kind.weight += members * kind.scale * weights.atOne(connection);
                rtts += members * connection.rttSeconds();
                all += members;
            }
        }
        rttSeconds = all > 0 ? rtts / all : asking.rttSeconds();
    }

    /**
     * Share of a link that flows which heed losses have beside BBR.
     *
     * @param queue bandwidth-delay products
     */
    static double besideBbr(double queue, double renos, double cubics, double bbrs) {
        double others = renos + cubics;
        double deep = (renos * deep(CongestionControl.RENO) + cubics * deep(CongestionControl.CUBIC)) / others;
        double shallow = Math.min(deep, SHALLOW_SHARE * Math.sqrt(others) / (bbrs * bbrs));
        return Math.max(shallow, queue > 1 ? deep * (1 - 1 / (queue * queue)) : 0);
    }

    private static double deep(CongestionControl control) {
        return 0.25 + control.meanOfSwing() / (4 * control.decrease());
    }

    /**
     * Ratio of the mean window of a CUBIC flow to that of a Reno one.
     *
     * @param segments that all of them have under way on average
     * @param round round trip with queueing, seconds
     */
    static double cubicToReno(double renos, double cubics, double segments, double round) {
        double few = 1e-16;
        double many = 1;
        for (int i = 0; i < HALVINGS; i++) {
            double rate = Math.sqrt(few * many);
            double reno = Math.sqrt(1.5 / rate);
            if (renos * reno + cubics * Math.max(reno, cubicWindow(rate, round)) > segments) {
                few = rate;
            } else {
                many = rate;
            }
        }
        return Math.max(1, cubicWindow(few, round) / Math.sqrt(1.5 / few));
    }

    private static double cubicWindow(double lossRate, double round) {
        return 1.054 * StrictMath.pow(round / lossRate, 0.75);
    }
}
