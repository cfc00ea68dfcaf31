package org.longhaul.simulator.network.flow.tcp;

import org.longhaul.simulator.network.CongestionControl;

/**
 * How slow start ends where a window meets a link's queue. Amounts are bytes on the wire, times seconds.
 *
 * <p><b>Bursts.</b> In slow start each acknowledged segment sends two, at the pace of the bottleneck, so a window W leaves
 * W/2 in the queue, which drains by the next round while the window is below bandwidth times delay. A queue shorter than
 * that loses every second segment of the rest of the burst. The sender knows a round trip later, when its window has
 * doubled once more. Where slow start ends at a threshold in between it leaves what the window grows by.
 *
 * <p><b>Standing queue.</b> Once windows fill the path every further byte of window stands in the queue, and the window
 * grows by what is acknowledged: the queue overflows when it has grown to path and room, if the transfer then still has a
 * window of bytes to send. A window later the sender knows; what was sent meanwhile was lost by half. It is sent again
 * within another two windows.
 *
 * <p><b>HyStart.</b> CUBIC leaves slow start before that where the acknowledgements of a round make a train of half a round
 * trip, or where round trips have grown by an eighth (4 to 16 ms). Until its first loss its window then grows by at least
 * a twentieth of what is acknowledged (Linux's bound).
 *
 * <p><b>BBR.</b> Its startup keeps 2.89 times what the path holds in flight, for three rounds after the link is full.
 *
 * @see <a href="https://doi.org/10.1016/j.comnet.2011.01.014">Ha, Rhee, "Taming the elephants: new TCP slow start", Computer
 *     Networks 55(9), 2011</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6937">RFC 6937, proportional rate reduction</a>
 */
final class SlowStartEnd {

    /** Part of an acknowledged byte by which a window grows after HyStart and before the first loss. */
    static final double GROWTH_AFTER_HYSTART = 1 / 20.0;

    /** Segments that HyStart waits for. */
    private static final int LOWEST_WINDOW = 16;
    /** Acknowledgements that it looks at, each of two segments. */
    private static final int SAMPLES = 8;
    /** Acknowledgements further apart are no train; each answers two segments. */
    private static final double TRAIN_GAP_SECONDS = 0.002;
    /** Linux lengthens the train by what a burst of four times 64 KiB takes at the sender's pace, two windows a round. */
    private static final double BURST_BYTES = 4 * 65_536;

    /** A sender hands over what it paces within this time, twice its window a round trip, and no more than 64 KiB (Linux). */
    private static final double PACED_SECONDS = 1 / 1024.0;

    private static final double MOST_HANDED_OVER = 65_536;

    private static final double MOST_SPREAD_SECONDS = 0.001;
    private static final double LEAST_DELAY_SECONDS = 0.004;
    private static final double MOST_DELAY_SECONDS = 0.016;
    /** BBR's gain in startup, 2/ln 2. */
    private static final double BBR_STARTUP_GAIN = 2.885;

    private SlowStartEnd() {}

    /** Whether the burst of a round's window loses segments in a queue that is empty between rounds. */
    static boolean burstOverflows(
            CongestionControl control, double window, double room, double rate, double rtt, double segment) {
        double burst = window / 2;
        if (control == CongestionControl.BBR || burst <= room || burst > rate * rtt) {
            return false;
        }
        return control != CongestionControl.CUBIC || room < trainBytes(window, rate, rtt, segment);
    }

    /**
     * Whether slow start that ends at a threshold overflows a queue that is empty between rounds. What it grows by piles up, and
     * beside it half of what the sender hands over at once, since as much of that was acknowledged before.
     *
     * @param before window of the last whole round
     * @param threshold what it leaps to, less than twice as much
     * @param left bytes that the sender has yet to send
     */
    static boolean leapOverflows(
            CongestionControl control,
            double before,
            double threshold,
            double left,
            double room,
            double rate,
            double rtt,
            double segment) {
        double piled = Math.min(threshold - before, left / 2);
        double handedOver = Math.max(2 * segment, Math.min(MOST_HANDED_OVER, 2 * before / rtt * PACED_SECONDS));
        return control != CongestionControl.BBR && threshold <= rate * rtt && piled + handedOver / 2 > room;
    }

    /** What of a burst gets through. */
    static double passing(double window, double room) {
        return window / 2 + room;
    }

    /** What the window has come to when the sender hears that its burst has lost: twice what passed, unless HyStart ends it. */
    static double heardWindow(
            CongestionControl control, double window, double room, double rate, double rtt, double segment) {
        double doubled = 2 * passing(window, room);
        double train = trainBytes(window, rate, rtt, segment);
        return control == CongestionControl.CUBIC && window / 2 > train
                ? Math.min(doubled, (window / 2 + train) * (1 + GROWTH_AFTER_HYSTART))
                : doubled;
    }

    /** Whether two acknowledgements so far apart belong to one train. */
    static boolean isTrain(double gapSeconds) {
        return gapSeconds <= TRAIN_GAP_SECONDS;
    }

    /** By how much a window grows while so much of what went out at once is acknowledged, unless HyStart ends it. */
    static double grown(
            CongestionControl control, double window, double answered, double rate, double rtt, double segment) {
        double train = trainBytes(window, rate, rtt, segment);
        return control == CongestionControl.CUBIC && answered > train
                ? train + GROWTH_AFTER_HYSTART * (answered - train)
                : answered;
    }

    /**
     * Whether a window cut for the loss of a burst overflows the queue once more: what passed of the burst paces it, and the
     * queue takes the rest, a tenth of which drains meanwhile (set by the {@code packet} network). CUBIC's factor of 0.7
     * leaves so much, Reno's half does not.
     */
    static boolean overflowsAgain(double left, double passed, double room) {
        return left - passed > 1.1 * room;
    }

    /**
     * The window at which slow start ends without loss; infinite if the control has no such rule.
     *
     * @param opened window of the first round that outlasts its round trip
     */
    static double quietWindow(CongestionControl control, double opened, double rate, double rtt, double segment) {
        if (control != CongestionControl.CUBIC) {
            return Double.POSITIVE_INFINITY;
        }
        double least = Math.max(LOWEST_WINDOW * segment, opened);
        double train = trainBytes(opened, rate, rtt, segment);
        double byTrain = Double.POSITIVE_INFINITY;
        if (train < Double.POSITIVE_INFINITY) {
            // The acknowledgements of a round are those of half the window that it opens.
            byTrain = Math.max(LOWEST_WINDOW * segment, doubled(opened / 2, train) + train);
        }
        return Math.min(byTrain, doubled(least, rate * (rtt + delaySeconds(rtt))));
    }

    /**
     * The window at which HyStart's delay ends slow start where as much data comes the other way: what has been sent since an
     * acknowledgement was due is in front of it.
     *
     * @param first the first window
     */
    static double metWindow(double first, double rate, double rtt, double segment) {
        return doubled(first, rate * (rtt / 2 + delaySeconds(rtt))) + 2 * SAMPLES * segment;
    }

    /**
     * The window at which HyStart ends slow start that finds no train in a round, since acknowledgements of the transfer before came
     * amid its own: its delay does in the next one.
     */
    static double interleavedWindow(double opened, double quiet, double rate, double rtt, double segment) {
        boolean found = opened / 2 > trainBytes(opened, rate, rtt, segment);
        return found ? quiet : Math.max(quiet, 2 * opened + 2 * SAMPLES * segment);
    }

    private static double delaySeconds(double rtt) {
        return Math.max(LEAST_DELAY_SECONDS, Math.min(MOST_DELAY_SECONDS, rtt / 8));
    }

    private static double doubled(double from, double above) {
        double window = from;
        while (window <= above) {
            window *= 2;
        }
        return window;
    }

    /** Bytes that a train of acknowledgements answers that ends slow start. */
    private static double trainBytes(double window, double rate, double rtt, double segment) {
        if (2 * segment / rate > TRAIN_GAP_SECONDS) {
            return Double.POSITIVE_INFINITY;
        }
        double spread = Math.min(MOST_SPREAD_SECONDS, BURST_BYTES * rtt / (2 * Math.max(window, rate * rtt)));
        return rate * (rtt + spread) / 2;
    }

    /** Whether a control's startup can overflow a queue of this room. */
    static boolean overflows(CongestionControl control, double path, double room) {
        return control != CongestionControl.BBR || path + room < BBR_STARTUP_GAIN * path;
    }

    /**
     * Time from when the sender hears of an overflow until the last segment that it lost has arrived: half of what was sent
     * since was lost and is heard of at the link's pace, then sent again behind what the queue holds. Where that is much
     * the queue is full once more, and what it loses of it takes another round trip.
     *
     * @param sent bytes sent between the overflow and its detection, at most two limits
     * @param limit window at which the queue overflows
     * @param room of the queue
     */
    static double repairSeconds(double sent, double limit, double room, double rate, double rtt) {
        return sent / 2 / rate + rtt + sentTwice(sent, limit) * (room / rate + rtt);
    }

    /** Round trips of that time; parameters as of {@link #repairSeconds}. */
    static double repairRounds(double sent, double limit) {
        return 1 + sentTwice(sent, limit);
    }

    /** How far the queue is full once more when what it lost is sent again, 0 to 1. */
    private static double sentTwice(double sent, double limit) {
        return Math.min(1, sent / (2 * limit));
    }
}
