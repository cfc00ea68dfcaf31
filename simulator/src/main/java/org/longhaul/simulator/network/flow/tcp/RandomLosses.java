package org.longhaul.simulator.network.flow.tcp;

import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.network.DelayedAcknowledgements;
import org.longhaul.simulator.network.flow.fluid.FlowConnection;
import org.longhaul.simulator.network.flow.fluid.Fluid;

/**
 * What random losses on a path do to a connection of the {@code flow} network besides cutting its window: how far it is to
 * the next one, how long the repair takes, when a timeout is needed.
 *
 * <p><b>Distance.</b> Each packet is lost by itself, so that {@code 1/p} packets on average pass between losses. What was sent
 * before the sender knew of a loss, a window, belongs to the same recovery and cuts nothing again (RFC 6675, section 5).
 *
 * <p><b>Repair.</b> Lost segments are sent again a round trip later, and lost again with the same probability; RACK finds that
 * out after a round trip and a quarter (RFC 8985, section 6.2). The recovery of {@code k} losses takes as many rounds as the
 * unluckiest of them. Until then the window does not grow, and a transfer whose data has arrived is not complete.
 *
 * <p><b>Last segments.</b> The last segment has none behind it that tells of its loss. Once all before it are acknowledged it
 * is alone under way, so that the timeout comes before a probe (RFC 8985, section 7.2). But a receiver acknowledges every second
 * segment and holds an odd one up for 40 ms: then two are under way, and a probe goes out after two round trips. The first
 * segments of a connection, and those after a pause of a timeout, are acknowledged one by one (Linux: 16).
 *
 * <p><b>Timeouts.</b> A retransmission that is lost is noticed by what is sent after it in the same window; where all of that
 * or the answers to it are lost too, or there is nothing, the sender waits for its timeout, a round trip and 200 ms, and twice
 * as long each time that the try is lost as well (RFC 6298, section 5.5). Then it starts slowly from one segment. A
 * retransmission may have any place among the segments that the cut window sends, each as likely. A lost SYN or answer to it is
 * tried again after 1 s, then after twice as long each time.
 *
 * <p><b>Validity.</b> No constant was fitted. Against {@code packet} long flows over 0.4 to 150 ms with 0.1 to 5 % of loss both
 * ways are within a quarter, but CUBIC's over 0.4 and 2 ms with 2 to 5 %, up to 1.8 times too fast, since some windows are smaller
 * still; so are both with 10 and 20 %, up to 2.2 times.
 *
 * @see <a href="https://doi.org/10.1109/90.842137">Padhye, Firoiu, Towsley, Kurose, "Modeling TCP Reno performance",
 *     IEEE/ACM ToN 8(2), 2000: timeouts bound the rate from some per cent of loss on</a>
 */
public final class RandomLosses {

    /** Streams of a connection's draws. */
    private static final int DISTANCES = 0;

    private static final int REPAIRS = 1;
    private static final int TIMEOUTS = 2;
    private static final int SET_UPS = 3;
    static final int PROBES = 4;

    private static final int MOST_ROUNDS = 64;
    private static final int MOST_DOUBLINGS = 30;
    /** From some 240 ms on the timeout reaches its bound of 120 s after so many doublings. */
    private static final int MOST_SILENT_DOUBLINGS = 9;
    /** Round trips until RACK finds a lost retransmission. */
    private static final double ROUNDS_OF_REPETITION = 1.25;

    public static final long SETUP_TIMEOUT_NANOS = 1_000_000_000L;
    public static final long LARGEST_TIMEOUT_NANOS = 120_000_000_000L;
    public static final long PROBE_SLACK_NANOS = 2_000_000L;

    private final Fluid fluid;
    private final double segment;

    /** @param segment wire bytes of a full segment */
    RandomLosses(Fluid fluid, double segment) {
        this.fluid = fluid;
        this.segment = segment;
    }

    /**
     * Wire bytes to the next loss that cuts the window.
     *
     * @param sentBefore segments that were sent before the sender knew of the last one
     */
    public double bytesToNext(FlowConnection connection, double sentBefore) {
        return (sentBefore + exponential(connection) / connection.lossRate) * segment;
    }

    /** Whether a window of a lossy path that was cut goes on growing with the next transfer, as if it had not paused. */
    boolean growsOn(FlowConnection connection, long now) {
        return !connection.slowStart
                && connection.cuts > 0
                && now - connection.lastActiveNanos < timeoutNanos(connection);
    }

    /** Round trips from a loss in a window of so many segments until all that it lost has arrived. */
    double roundsOfRepair(FlowConnection connection, double window) {
        double p = connection.lossRate;
        double lost = 1 + p * window;
        double u = uniform(connection, REPAIRS);
        // The share of recoveries that are over after so many rounds is (1 - p^rounds)^lost.
        int rounds = 1;
        double again = p;
        while (rounds < MOST_ROUNDS && StrictMath.pow(1 - again, lost) < u) {
            again *= p;
            rounds++;
        }
        return 1 + ROUNDS_OF_REPETITION * (rounds - 1);
    }

    /**
     * How long the sender is silent after a loss because nothing tells it of it, nanoseconds; 0 if something does.
     *
     * @param window segments that it had under way
     * @param left segments that it has in recovery
     * @param again times that a retransmission was lost
     */
    long silenceNanos(FlowConnection connection, double window, double left, double again) {
        double p = unanswered(connection);
        double whole = StrictMath.pow(p, Math.max(1, window - 1));
        double noticed = (1 - whole) * StrictMath.pow(1 - unnoticed(p, left), again);
        if (uniform(connection, TIMEOUTS) < noticed) {
            return 0;
        }
        return waitNanos(timeoutNanos(connection), tries(connection, p, TIMEOUTS));
    }

    /** Share of packets that get no answer, since they or it are lost. */
    static double unanswered(FlowConnection connection) {
        return 1 - (1 - connection.lossRate) * (1 - connection.answerLossRate);
    }

    /** How much later the last segment of a transfer arrives if it was lost, nanoseconds. */
    long lastSegmentNanos(FlowConnection connection, long now) {
        long wait = repeatedNanos(connection, now);
        double p = connection.lossRate;
        if (uniform(connection, TIMEOUTS) < p) {
            wait += waitNanos(timeoutNanos(connection), tries(connection, p, TIMEOUTS));
        }
        return wait;
    }

    private long repeatedNanos(FlowConnection connection, long now) {
        long round = connection.rttNanos;
        long timeout = timeoutNanos(connection);
        double chance = uniform(connection, TIMEOUTS);
        if (!connection.waiting.isEmpty()) {
            return round;
        }
        if (connection.repairedNanos > now) {
            // The answer to an earlier segment that is on its way again tells of the last one too.
            return connection.repairedNanos - now + round;
        }
        long before = Math.round(FirstBurst.packets(connection.wireBytes, segment)) - 1;
        if (before <= 0) {
            return timeout;
        }
        boolean idled = connection.lastActiveNanos == 0 || now - connection.lastActiveNanos > timeout;
        boolean oneByOne = before <= DelayedAcknowledgements.oneByOne() && idled;
        // Losses before it are acknowledged at once: from then on who is odd is as may be.
        double undisturbed = StrictMath.pow(1 - connection.lossRate, (double) before);
        double held = before % 2 * undisturbed + (1 - undisturbed) / 2;
        if (oneByOne || chance >= held) {
            return round + timeout;
        }
        long probe = 2 * round + PROBE_SLACK_NANOS;
        return round
                + (probe < DelayedAcknowledgements.heldUpNanos()
                        ? probe
                        : DelayedAcknowledgements.heldUpNanos() + timeout);
    }

    /** How long lost packets of the set-up delay it, nanoseconds. */
    public long setUpDelayNanos(FlowConnection connection) {
        if (!fluid.settings.lossLimit()) {
            return 0;
        }
        double p = unanswered(connection);
        if (p <= 0 || uniform(connection, SET_UPS) >= p) {
            return 0;
        }
        return waitNanos(SETUP_TIMEOUT_NANOS, tries(connection, p, SET_UPS));
    }

    /**
     * When the first try arrives if the share of losses has changed: those up to now were in vain, those from now on are drawn
     * anew.
     *
     * @param since when the sender began to wait
     * @param setUp whether it sets the connection up
     */
    long nextArrivingTry(FlowConnection connection, long since, boolean setUp, long now) {
        long next = setUp ? SETUP_TIMEOUT_NANOS : timeoutNanos(connection);
        long at = since;
        boolean vain = true;
        for (int tries = 0; vain && tries < 2 * MOST_DOUBLINGS; tries++) {
            at += next;
            next = Math.min(LARGEST_TIMEOUT_NANOS, 2 * next);
            vain = at < now || uniform(connection, setUp ? SET_UPS : TIMEOUTS) < unanswered(connection);
        }
        return Math.max(now, at);
    }

    /** So many timeouts after each other, each twice as long as the one before. */
    private static long waitNanos(long firstNanos, int timeouts) {
        long sum = 0;
        long next = firstNanos;
        for (int i = 0; i < timeouts; i++) {
            sum += next;
            next = Math.min(LARGEST_TIMEOUT_NANOS, 2 * next);
        }
        return sum;
    }

    /** Share of lost retransmissions that nothing but a timeout tells of when so many segments are under way. */
    static double unnoticed(double p, double left) {
        return left <= 1 ? 1 : (1 - StrictMath.pow(p, left)) / (left * (1 - p));
    }

    /**
     * Segments that arrive in a second under random loss. From loss to loss {@code 1/p} segments and a window pass, at the mean
     * window a round trip; the retransmission is lost again with the same probability, and where nothing tells of that the sender
     * falls silent.
     *
     * @param window mean window, segments
     * @param left segments under way in recovery
     * @param unanswered share of packets that get no answer
     */
    static double segmentsPerSecond(double window, double left, double p, double unanswered, double rttSeconds) {
        double between = 1 / p + window;
        double silent = p * unnoticed(unanswered, left) + StrictMath.pow(unanswered, Math.max(1, window - 1));
        double timeout = rttSeconds + TcpPath.MINIMUM_TIMEOUT_SECONDS;
        double seconds = between / window * rttSeconds + Math.min(1, silent) * timeout * meanSilence(unanswered);
        return (1 - p) * between / seconds;
    }

    /** Mean of the silence after a timeout, in first timeouts, where each try is lost with a probability. */
    static double meanSilence(double p) {
        double mean = 0;
        double reached = 1;
        for (int tries = 1; tries <= MOST_DOUBLINGS; tries++) {
            mean += reached * Math.scalb(1.0, Math.min(tries - 1, MOST_SILENT_DOUBLINGS));
            reached *= p;
        }
        return mean;
    }

    private static long timeoutNanos(FlowConnection connection) {
        return connection.rttNanos + WindowModel.MINIMUM_TIMEOUT_NANOS;
    }

    /** Number of the first try that arrives when each is lost with a probability. */
    private int tries(FlowConnection connection, double p, int stream) {
        int tries = 1;
        while (tries < MOST_DOUBLINGS && uniform(connection, stream) < p) {
            tries++;
        }
        return tries;
    }

    private double exponential(FlowConnection connection) {
        return RandomStreams.exponential(key(connection), DISTANCES, connection.lossesDrawn++);
    }

    double uniform(FlowConnection connection, int stream) {
        return RandomStreams.uniform(key(connection), stream, connection.lossesDrawn++);
    }

    private long key(FlowConnection connection) {
        if (connection.lossKey == 0) {
            connection.lossKey = fluid.lossKey(connection);
        }
        return connection.lossKey;
    }
}
