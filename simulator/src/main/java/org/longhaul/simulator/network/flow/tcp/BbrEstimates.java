package org.longhaul.simulator.network.flow.tcp;

import org.apache.commons.math3.special.Erf;
import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.flow.fluid.FlowConnection;
import org.longhaul.simulator.network.flow.fluid.Fluid;

/**
 * What BBR (version 1) knows of a path: its smallest round trip and its largest delivery rate.
 *
 * <p><b>Round trip.</b> Every 10 s it keeps four segments under way for 200 ms and a round trip.
 *
 * <p><b>Rate under random loss.</b> BBR cuts no window, but what it measures is what arrives. In the two of every eight rounds in
 * which its probe keeps the link full, a share 1 - p of the link's rate arrives, and the largest of the samples is what it sends at
 * until the next probe. So a link of rate C is sent C (1 - p) and lets C (1 - p)² through. Samples of few packets vary, and the
 * largest counts: over short paths the estimate is C. From p = 1/5 on a probe at 5/4 no longer makes up for what is lost, and the
 * rate falls from probe to probe. Somewhat below it, spells in which 50 of 256 packets are lost for each that arrives are taken for a
 * policer's, and its rate is kept for 48 rounds without a probe.
 *
 * <p><b>In startup</b> a loss that begins a recovery keeps the window for a round (packet conservation).
 *
 * @see <a href="https://doi.org/10.1145/3012426.3022184">Cardwell, Cheng, Gunn, Hassas Yeganeh, Jacobson, "BBR: congestion-based
 *     congestion control", ACM Queue 14(5), 2016</a>; the policer's constants are those of Linux's tcp_bbr.c
 */
public final class BbrEstimates {

    private static final long INTERVAL_NANOS = 10_000_000_000L;
    private static final long PROBE_NANOS = 200_000_000L;
    private static final int SEGMENTS = 4;
    /** Rounds until startup knows that the link is full, and has drained what it queued. */
    private static final int STARTUP_ROUNDS = 4;

    private static final double PROBE_GAIN = 1.25;
    private static final int CYCLE_ROUNDS = 8;
    /**
     * Mean of the largest of four standard normal samples (Harter, Biometrika 48, 1961): two rounds of a full link, each seen at its
     * middle and its end.
     */
    private static final double LARGEST_SAMPLE = 1.0294;
    /** A policer's spell: at least so many rounds, in which so many packets were lost for each that arrived. */
    private static final int SPELL_ROUNDS = 4;

    private static final int LONGEST_SPELL_ROUNDS = 16;

    private static final double POLICED = 50 / 256.0;
    private static final int POLICED_ROUNDS = 48;
    /** Chances, and changes of the rate, below it are not followed. */
    private static final double RARE = 1e-3;
    /** Rounds from the end of what is sent in which losses still decide when all has arrived: three tries of one segment. */
    private static final double LAST_ROUNDS = 5;

    private final Fluid fluid;
    private final WindowModel windows;
    final BbrStartup startup;

    BbrEstimates(Fluid fluid, WindowModel windows) {
        this.fluid = fluid;
        this.windows = windows;
        startup = new BbrStartup(fluid, windows);
    }

    // --- steady ---

    /** A flow goes on at its steady rate, with probes at their times. */
    void hold(FlowConnection connection, long now) {
        if (connection.probeNanos <= now) {
            connection.probeNanos = now + INTERVAL_NANOS;
        }
        if (windows.meetsLosses(connection) && !connection.filling) {
            double most = connection.bottleneckBytesPerSecond;
            follow(connection, estimate(connection, most) * most, now);
            return;
        }
        windows.setRate(connection, windows.queues.steadyRate(connection));
        if (windows.meetsLosses(connection)) {
            windows.schedule(connection, STARTUP_ROUNDS * connection.rttNanos, (each, time) -> {
                each.filling = false;
                hold(each, time);
            });
        } else {
            windows.schedule(connection, connection.probeNanos - now, this::probe);
        }
    }

    private void probe(FlowConnection connection, long now) {
        boolean resumes = connection.paused;
        if (!resumes && !windows.isHeldByLink(connection) && !windows.meetsLosses(connection)) {
            // Without a queue every round trip is the smallest.
            connection.probeNanos = now + INTERVAL_NANOS;
            windows.schedule(connection, INTERVAL_NANOS, this::probe);
            return;
        }
        connection.paused = !resumes;
        if (resumes) {
            hold(connection, now);
        } else {
            double steady = windows.queues.steadyRate(connection);
            windows.setRate(connection, Math.min(steady, SEGMENTS * windows.segment / connection.rttSeconds()));
            windows.schedule(connection, PROBE_NANOS + connection.rttNanos, this::probe);
        }
    }

    // --- under random loss ---

    /** Sends at a rate for a cycle, or at less for as long as a policer is believed in, and at what that has shown then. */
    private void follow(FlowConnection connection, double rate, long now) {
        double p = connection.lossRate;
        double most = connection.bottleneckBytesPerSecond;
        double starved = starved(p, RandomLosses.unanswered(connection), connection.rttSeconds()) * windows.segment;
        double least = Math.min(most, starved);
        double spell = policed(p, rate * connection.rttSeconds() / windows.segment);
        boolean policer = windows.losses.uniform(connection, RandomLosses.PROBES) < spell;
        double sent = Math.max(least, policer ? (1 - p) * rate : rate);
        double probed = policer ? sent : Math.min(most, PROBE_GAIN * sent);
        double next = Math.max(least, probed * estimate(connection, sent));
        windows.setRate(connection, Math.min(windows.queues.steadyRate(connection), sent));
        boolean stays = Math.abs(next - sent) <= RARE * sent;
        if (stays && !windows.meetsLosses(connection)) {
            hold(connection, now);
        } else if (stays && sent <= least) {
            windows.cancelTimer(connection);
        } else if (stays && spell < RARE) {
            windows.schedule(connection, connection.probeNanos - now, this::probe);
        } else {
            long rounds = policer ? POLICED_ROUNDS : CYCLE_ROUNDS;
            windows.schedule(connection, rounds * connection.rttNanos, (each, time) -> follow(each, next, time));
        }
    }

    /** The share of losses has changed: the rate follows from probe to probe. */
    public void lossesChanged(FlowConnection connection, long now) {
        if (!connection.slowStart && !connection.paused) {
            connection.filling = false;
            follow(connection, connection.rateBefore, now);
        }
    }

    private double estimate(FlowConnection connection, double bytesPerSecond) {
        return estimate(connection.lossRate, bytesPerSecond * connection.rttSeconds() / windows.segment);
    }

    /**
     * Share of a full link's rate that BBR takes for the link's.
     *
     * @param p share of packets that are lost
     * @param packets of a round trip
     */
    static double estimate(double p, double packets) {
        return Math.min(1, 1 - p + LARGEST_SAMPLE * Math.sqrt(p * (1 - p) / Math.max(1, packets)));
    }

    /** Segments that are sent in a second with the smallest window. */
    private static double starved(double p, double unanswered, double rttSeconds) {
        return p > 0
                ? RandomLosses.segmentsPerSecond(SEGMENTS, SEGMENTS, p, unanswered, rttSeconds) / (1 - p)
                : SEGMENTS / rttSeconds;
    }

    /**
     * What arrives of a long transfer in a second, bytes on the wire, where nobody else sends.
     *
     * @param most bytes per second of the slowest link
     */
    static double sustained(double p, double unanswered, double most, double rttSeconds, double segment) {
        double packets = most * rttSeconds / segment;
        double estimate = estimate(p, packets);
        double policer = policed(p, packets);
        double growth = (1 - policer) * Math.log(PROBE_GAIN * estimate) + policer * Math.log((1 - p) * estimate);
        double sent = growth > 0 ? estimate * most : Math.min(most, starved(p, unanswered, rttSeconds) * segment);
        return (1 - p) * sent;
    }

    /**
     * Chance that in a cycle so many losses come together, in two spells after each other, that a policer is suspected. A spell
     * lasts until it is lossy, {@value #LONGEST_SPELL_ROUNDS} rounds at most; that it ever is after the first {@value #SPELL_ROUNDS}
     * has twice the chance that it is then (reflection principle).
     */
    private static double policed(double p, double packets) {
        double share = POLICED / (1 + POLICED);
        double deviation = Math.sqrt(p * (1 - p) / (SPELL_ROUNDS * Math.max(1, packets)));
        double spell = Math.min(1, Erf.erfc((share - p) / (Math.sqrt(2) * deviation)));
        return spell * spell * CYCLE_ROUNDS / LONGEST_SPELL_ROUNDS;
    }

    /** How many times a byte is sent on average, by BBR, which does not slow down for it. */
    public double repetitions(FlowConnection connection) {
        return repetitions(connection, connection.lossRate);
    }

    /** By how many times more bytes are sent since the share of losses has changed. */
    public double repetitionsAfter(FlowConnection connection, double lossRateBefore) {
        return repetitions(connection) / repetitions(connection, lossRateBefore);
    }

    private double repetitions(FlowConnection connection, double lossRate) {
        boolean repeats = fluid.settings.lossLimit() && connection.control == CongestionControl.BBR;
        return repeats ? 1 / (1 - lossRate) : 1;
    }

    /** Where the first loss comes up that matters to a transfer which begins. */
    double firstLoss(FlowConnection connection) {
        if (connection.bytesToLoss < 0) {
            connection.bytesToLoss = windows.losses.bytesToNext(connection, 0);
        }
        return mattering(connection, connection.bytesToLoss);
    }

    /** What is lost is sent again while the rest is; in startup it costs growth, and of the last rounds it is what comes last. */
    private double mattering(FlowConnection connection, double lossAt) {
        double last = connection.wireBytes - LAST_ROUNDS * connection.bandwidthDelayBytes();
        return connection.slowStart || lossAt >= last ? lossAt : last + windows.losses.bytesToNext(connection, 0);
    }

    /** The segment that comes up now is lost. */
    void lose(FlowConnection connection, long now) {
        RandomLosses losses = windows.losses;
        double after = (connection.wireBytes - connection.lossAt) / windows.segment;
        long round = connection.rttNanos;
        long repaired;
        if (after < 1) {
            connection.lastSegmentLostNanos = now;
            repaired = losses.lastSegmentNanos(connection, now);
        } else {
            double window = connection.slowStart
                    ? connection.window
                    : Math.max(SEGMENTS, connection.bandwidthDelayBytes() / windows.segment);
            double rounds = losses.roundsOfRepair(connection, 0);
            long silence = losses.silenceNanos(connection, Math.min(window, 1 + after), window, rounds - 1);
            repaired = silence + Math.round(rounds * round);
            if (connection.slowStart && connection.repairedNanos <= now) {
                // The window that the next round opens with is this one's.
                connection.unanswered -= (CongestionControl.BBR.startupGrowth() - 1) * connection.window;
            }
            connection.lastSegmentLostNanos = silence > 0 ? now : -1;
        }
        connection.repairedNanos = Math.max(connection.repairedNanos, now + repaired);
        double next = connection.lossAt + Math.max(losses.bytesToNext(connection, 0), windows.segment);
        connection.lossAt = mattering(connection, next);
    }
}
