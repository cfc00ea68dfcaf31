package org.longhaul.simulator.network.flow.tcp;

import org.longhaul.simulator.event.EventPriority;
import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.fairshare.FairShare;
import org.longhaul.simulator.network.flow.fluid.FlowConnection;
import org.longhaul.simulator.network.flow.fluid.FlowSettings;
import org.longhaul.simulator.network.flow.fluid.Fluid;
import org.longhaul.topology.unit.Durations;

/**
 * What TCP's window makes of a fluid flow.
 *
 * <p><b>Slow start</b> goes in rounds ({@link SlowStartRounds}) until a window fills its share of a link and overflows its
 * queue ({@link QueueOverflow}). The window stays with the connection and shrinks when it idles (RFC 6928, RFC 2861,
 * RFC 5681).
 *
 * <p><b>Random loss.</b> Losses are drawn for each connection, one in 1/p packets on average; each cuts the window, which
 * then grows by the congestion control's rule, and {@code window / RTT} caps the rate. Losses within one window count as
 * one. BBR takes no notice.
 *
 * <p>What queues do to windows is {@link QueueModel}'s, what changes of the path do {@code WindowChanges}'s.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9438">RFC 9438, CUBIC</a>
 * @see <a href="https://doi.org/10.1145/263932.264023">Mathis, Semke, Mahdavi, Ott, "The macroscopic behavior of the TCP
 *     congestion avoidance algorithm", CCR 27(3), 1997</a>
 */
public final class WindowModel {

    /** What a retransmission timeout adds to the round trip. */
    public static final long MINIMUM_TIMEOUT_NANOS = 200_000_000L;

    private final Fluid fluid;
    private final FlowSettings settings;
    public final AckCompression bursts;
    public final QueueModel queues;
    public final RandomLosses losses;
    final QueueOverflow overflow;
    final SlowStartRounds slowStartRounds;
    public final Silences silences;
    public final BbrEstimates bbr;
    private final ShareWeights shareWeights;
    private final MixedControls mixed;
    public final Convergence convergence;
    public final Regrowth regrowth;
    /** Wire bytes of a full segment. */
    public final double segment;

    /** Largest window, segments; infinite for none. */
    final double maximumWindow;

    public WindowModel(Fluid fluid, Silences.Deliveries deliveries) {
        this.fluid = fluid;
        settings = fluid.settings;
        segment = settings.headers() ? settings.mtuBytes() : settings.segmentBytes();
        maximumWindow = settings.maximumWindow() == 0
                ? Double.POSITIVE_INFINITY
                : (double) settings.maximumWindow() / settings.segmentBytes();
        bursts = new AckCompression(fluid, this);
        queues = new QueueModel(fluid, this, segment, maximumWindow);
        losses = new RandomLosses(fluid, segment);
        overflow = new QueueOverflow(fluid, this, maximumWindow);
        slowStartRounds = new SlowStartRounds(fluid, this, maximumWindow);
        silences = new Silences(fluid, this, slowStartRounds, deliveries);
        bbr = new BbrEstimates(fluid, this);
        shareWeights = new ShareWeights(fluid);
        mixed = new MixedControls(fluid, shareWeights, segment);
        convergence = new Convergence(fluid, this, shareWeights, mixed, segment);
        regrowth = new Regrowth(fluid, segment, maximumWindow);
    }

    /** Weight of a connection in the sharing of links. */
    public double weight(FlowConnection connection) {
        return connection.factor * mixed.scale(connection) * shareWeights.atOne(connection);
    }

    // --- the data ---

    public void dataStarts(FlowConnection connection, long now) {
        boolean growsOn = isLossy(connection) && losses.growsOn(connection, now);
        connection.epochNanos = growsOn ? connection.epochNanos + now - connection.lastActiveNanos : now;
        connection.epochWindow = growsOn ? connection.epochWindow : connection.window;
        connection.lastMaximum = connection.lastMaximum > 0 ? connection.lastMaximum : connection.window;
        connection.quotaEnd = Double.POSITIVE_INFINITY;
        connection.paused = false;
        connection.lossAt = Double.POSITIVE_INFINITY;
        if (isLossy(connection)) {
            if (connection.bytesToLoss < 0) {
                connection.bytesToLoss = losses.bytesToNext(connection, 0);
            }
            connection.lossAt = connection.bytesToLoss;
        } else if (meetsLosses(connection)) {
            connection.lossAt = bbr.firstLoss(connection);
        }
        connection.overflowAt = Double.POSITIVE_INFINITY;
        if (!connection.slowStart) {
            regrowth.joins(connection, now);
        }
        if (overflow.restarts.overflows(connection, now) || bbr.startup.begins(connection, now)) {
            aim(connection, now);
            return;
        }
        if (settings.slowStart() && connection.slowStart) {
            slowStartRounds.start(connection, now);
        } else if (connection.repairs || growsOn || overflow.isFollowed(connection)) {
            connection.repairs = false;
            avoidCongestion(connection, now);
        } else {
            if (fills(connection)) {
                overflow.fillOn(connection);
            }
            holdSteady(connection, now);
        }
        aim(connection, now);
    }

    /** Whether a window has left slow start before a queue overflowed and grows on. */
    private boolean fills(FlowConnection connection) {
        return overflow.growsOn(connection) && connection.cuts == 0 && !isLossy(connection);
    }

    /**
     * The flow has been served up to its target.
     *
     * @return whether more is to come; false if the transfer is complete
     */
    public boolean reached(FlowConnection connection, long now) {
        double target = nextTarget(connection);
        if (target >= connection.wireBytes) {
            return false;
        }
        if (target >= connection.overflowAt) {
            fluid.progress.goOn(connection.flow, connection.wireBytes, now);
            overflow.reached(connection, now);
            aim(connection, now);
            return true;
        }
        if (target >= connection.lossAt) {
            if (isLossy(connection)) {
                lose(connection, now);
            } else {
                bbr.lose(connection, now);
            }
        } else {
            connection.paused = true;
        }
        if (!connection.paused) {
            fluid.progress.goOn(connection.flow, nextTarget(connection), now);
        } else {
            // Until the round ends nothing may go out; the target stays ahead so that the flow does not come up again.
            fluid.progress.goOn(connection.flow, connection.wireBytes + segment, now);
            // At once: on a fast link the segment ahead is served within the instant.
            fluid.progress.bind(connection.flow, FairShare.OWN_CAP, 0, now);
            if (!connection.spread) {
                setRate(connection, 0);
            }
        }
        return true;
    }

    public void dataEnds(FlowConnection connection, long now) {
        regrowth.leaves(connection, now);
        bbr.startup.ends(connection, now);
        cancelTimer(connection);
        bursts.release(connection);
        convergence.leaves(connection, now);
        connection.lastActiveNanos = now;
        connection.unanswered = 0;
        if (connection.lossAt < Double.POSITIVE_INFINITY) {
            connection.bytesToLoss = connection.lossAt - connection.wireBytes;
        }
        connection.quotaEnd -= connection.wireBytes;
        connection.roundBegin -= connection.wireBytes;
        overflow.restarts.ends(connection, now);
        if (connection.filling) {
            overflow.fillingEnds(connection);
        } else if (!connection.slowStart && (isLossy(connection) || overflow.isFollowed(connection))) {
            connection.window = windowNow(connection, now);
        }
    }

    /** When a transfer whose last byte has been served is complete: not before what was lost has been sent again. */
    public long completeNanos(FlowConnection connection, long now) {
        overflow.repairEnds(connection, now);
        long repaired = Math.max(now, Math.max(connection.recoveredNanos, connection.repairedNanos));
        return connection.burstOverflows ? Math.max(repaired, overflow.burstRepairedNanos(connection, now)) : repaired;
    }

    /** Sets where the flow next comes up. */
    void aim(FlowConnection connection, long now) {
        fluid.progress.retarget(connection.flow, nextTarget(connection), now);
    }

    public double nextTarget(FlowConnection connection) {
        double event = Math.min(connection.lossAt, connection.overflowAt);
        return Math.min(connection.wireBytes, Math.min(connection.quotaEnd, event));
    }

    public void setRate(FlowConnection connection, double bytesPerSecond) {
        fluid.rates.setCap(connection, bytesPerSecond);
    }

    public void holdSteady(FlowConnection connection, long now) {
        if (isLossy(connection)) {
            startEpoch(connection, connection.window, Math.max(connection.lastMaximum, connection.window), now);
            avoidCongestion(connection, now);
        } else if (connection.control == CongestionControl.BBR && settings.queueing()) {
            bbr.hold(connection, now);
        } else {
            setRate(connection, queues.steadyRate(connection));
            bursts.hold(connection);
        }
    }

    // --- congestion avoidance below the link's share ---

    /** Whether random losses cut the window. */
    public boolean isLossy(FlowConnection connection) {
        return meetsLosses(connection) && connection.control != CongestionControl.BBR;
    }

    /** Whether packets get lost at random, whatever the sender makes of it. */
    public boolean meetsLosses(FlowConnection connection) {
        return settings.lossLimit() && connection.lossRate > 0;
    }

    public void startEpoch(FlowConnection connection, double window, double maximum, long now) {
        connection.overflowAt = Double.POSITIVE_INFINITY;
        connection.epochWindow = Math.max(2, Math.min(window, maximumWindow));
        connection.lastMaximum = maximum;
        connection.epochNanos = now;
        connection.window = connection.epochWindow;
    }

    public double windowNow(FlowConnection connection, long now) {
        long since = Math.max(0, now - connection.epochNanos);
        if (connection.control == CongestionControl.CUBIC && isLossy(connection)) {
            // Over short round trips a window that was cut stands still until Linux works its growth out again.
            since -= since % CongestionControl.CUBIC_RECALCULATION_NANOS;
        }
        double seconds = since * 1e-9;
        double window = connection.control.window(
                connection.epochWindow, connection.lastMaximum, seconds, growthRtt(connection));
        return Math.min(maximumWindow, window);
    }

    /** Round-trip time that the window's growth sees: with the queue that the window itself makes. */
    double growthRtt(FlowConnection connection) {
        double rtt = connection.rttSeconds();
        if (connection.flow >= 0 && isHeldByLink(connection)) {
            double rate = fluid.rates.rate(connection);
            return Math.max(rtt, rate > 0 ? connection.epochWindow * segment / rate : rtt);
        }
        return rtt;
    }

    public boolean isHeldByLink(FlowConnection connection) {
        return fluid.shares.bottleneck(connection.flow) >= 0;
    }

    void avoidCongestion(FlowConnection connection, long now) {
        double window = windowNow(connection, now);
        if (isHeldByLink(connection)) {
            boolean fillsPath =
                    QueueOverflow.fills(window * segment, fluid.rates.rate(connection) * connection.rttSeconds());
            if (!isLossy(connection) && fillsPath) {
                connection.window = window;
                holdSteady(connection, now);
                overflow.watch(connection, now);
                aim(connection, now);
                return;
            }
            double limit = queues.windowLimit(connection);
            if (isLossy(connection) && window > limit) {
                startEpoch(connection, connection.control.decrease() * limit, limit, now);
                window = connection.window;
            }
        }
        limit(connection, window, now);
    }

    /** Bounds the flow by a window, which grows from then on; one at its most rests until a link holds the flow. */
    public void limit(FlowConnection connection, double window, long now) {
        bursts.release(connection);
        connection.window = window;
        double rtt = connection.rttSeconds();
        // What is lost has to be sent again.
        double delivered = isLossy(connection) ? 1 - connection.lossRate : 1;
        setRate(connection, delivered * window * segment / Math.max(rtt, 1e-9));
        double epoch = connection.control.epochSeconds(connection.epochWindow, connection.lastMaximum, rtt);
        long step = Math.max(1, Math.max(connection.rttNanos, Math.round(Math.min(1, epoch / 16) * 1e9)));
        if (window >= maximumWindow && !isHeldByLink(connection)) {
            cancelTimer(connection);
            connection.restStepNanos = step;
            connection.restNanos = now;
        } else {
            schedule(connection, step, this::avoidCongestion);
        }
    }

    /** A window that stands at its most is looked at again, at the next of its steps. */
    public void wake(FlowConnection connection, long now) {
        if (connection.restStepNanos > 0) {
            long step = connection.restStepNanos;
            schedule(connection, step - (now - connection.restNanos) % step, this::avoidCongestion);
        }
    }

    private void lose(FlowConnection connection, long now) {
        double window = connection.slowStart ? slowStartRounds.windowAtNotice(connection) : windowNow(connection, now);
        if (isHeldByLink(connection)) {
            window = Math.min(window, queues.windowLimit(connection));
        }
        // Windows are whole segments.
        double left = Math.max(2, Math.floor(connection.control.decrease() * Math.floor(window)));
        boolean shrinking = connection.control == CongestionControl.CUBIC && window < connection.lastMaximum;
        double maximum = shrinking ? window * connection.control.meanOfSwing() : window;
        double segmentsAfter = (connection.wireBytes - connection.lossAt) / segment;
        double rounds = losses.roundsOfRepair(connection, Math.min(window, 1 + segmentsAfter));
        long round = roundNanos(connection, window);
        long repair = Math.round(rounds * round);
        long rest = slowStartRounds.restNanos(connection, now);
        cancelTimer(connection);
        connection.slowStart = false;
        connection.quotaEnd = Double.POSITIVE_INFINITY;
        connection.cuts++;
        connection.filling = false;
        connection.burstOverflows = false;
        if (segmentsAfter < 1) {
            connection.lastSegmentLostNanos = now;
            connection.repairedNanos =
                    Math.max(connection.repairedNanos, now + losses.lastSegmentNanos(connection, now));
        } else {
            long silence = losses.silenceNanos(connection, window, left, rounds - 1);
            if (silence > 0) {
                silences.fallSilent(connection, Math.max(2, left), silence, repair - round, now);
                return;
            }
            connection.repairedNanos = Math.max(connection.repairedNanos, now + Math.max(rest, repair));
            connection.lastSegmentLostNanos = -1;
        }
        startEpoch(connection, left, Math.max(maximum, left), now);
        // The window grows again once all is repaired.
        connection.epochNanos = now + Math.round(rounds * round);
        connection.slowStartThreshold = connection.window;
        double sentBefore = Math.max(window, left * rounds);
        connection.lossAt += Math.max(losses.bytesToNext(connection, sentBefore), segment);
        avoidCongestion(connection, now);
    }

    /** A round trip as a window of so many segments makes it. */
    private long roundNanos(FlowConnection connection, double window) {
        double rate = isHeldByLink(connection) ? fluid.rates.rate(connection) : 0;
        return rate > 0
                ? Math.max(connection.rttNanos, Math.round(window * segment / rate * 1e9))
                : connection.rttNanos;
    }

    // --- timers, and what can be asked ---

    public interface Step {
        void run(FlowConnection connection, long now);
    }

    public void schedule(FlowConnection connection, long delayNanos, Step step) {
        cancelTimer(connection);
        connection.timer = fluid.loop.schedule(fluid.loop.nowNanos() + delayNanos, EventPriority.TIMER, now -> {
            connection.timer = -1;
            step.run(connection, now);
        });
    }

    public void cancelTimer(FlowConnection connection) {
        slowStartRounds.endSpread(connection, fluid.loop.nowNanos());
        connection.restStepNanos = 0;
        connection.silentNanos = -1;
        if (connection.timer >= 0) {
            fluid.loop.cancel(connection.timer);
            connection.timer = -1;
        }
    }

    public String waitingFor(FlowConnection connection) {
        if (connection.phase == FlowConnection.Phase.STALLED) {
            return "the sender's next try at " + Durations.formatNanos(connection.tryNanos);
        }
        if (connection.flow < 0) {
            return "its first byte's arrival (latency" + (settings.connectionSetup() ? ", set-up" : "") + ")";
        }
        int at = fluid.shares.bottleneck(connection.flow);
        if (at >= 0) {
            String link = fluid.topology.arcName(at);
            return fluid.shares.capacity(at) <= 0
                    ? "link " + link + ", which has no capacity"
                    : "its share of link " + link;
        }
        return connection.paused ? "the end of a round trip of slow start" : "its window";
    }
}
