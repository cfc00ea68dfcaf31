package org.longhaul.simulator.network.flow.tcp;

import org.longhaul.simulator.network.CongestionControl;

/**
 * What acknowledgement compression leaves a link in use: the share of its rate that flows get against data the other way.
 *
 * <p><b>Mechanism.</b> The acknowledgements of data on link x wait in the queue of a link r on their way back, behind the
 * window that the flows held by r have put there. They come out of it at once, so the next window of x goes out as a burst,
 * and x stands idle until the first of it is answered. With a the one-way latency, t the time that x takes for a window and d
 * the time that r takes for the windows in front of it, x idles for {@code (a + d - t) / (a + d)} of the time if that is
 * positive: {@code a / (a + t)} where both sides are alike, nothing where what flows the other way is no queue's worth. Of a
 * window that comes to r with e times r's rate {@code 1 - 1/e} queues. Where d is below a only the part {@code d / a} of this is
 * felt: most acknowledgements find r's queue empty again. A side whose windows are longer than {@code t + a} never
 * runs dry, so what is longer makes no difference.
 *
 * <p><b>Windows.</b> A burst that goes out at once is bounded by the room Q of the queue, so at first a window is Q; later it grows to Q and the bandwidth-delay product B; of both the mean of the swing
 * between losses is there, and less of a swing where n flows cut their windows in turn. Windows that have not come to that yet are
 * as large as they are ({@link BurstWindows}). Jitter and losses disperse bursts:
 * their first shape decays over 2 s, but not over less than {@value #DISPERSAL_ROUNDS} round trips, and
 * {@value #LASTING_BURSTS} of them, spread over the n flows of the link, stay. The round trip with what waits in front of the
 * acknowledgements also makes the bandwidth-delay product larger that the lower end of the swing has to fill.
 *
 * <p><b>Steps.</b> Whoever exchanges step by step waits for data from the other side before a step begins, so each step puts both
 * directions in phase again: rings over unequal paths lose as much in their 36th step as in their second, although their
 * sockets never run dry. A transfer of several windows that begins right behind another one is taken for such a step, one
 * within a window for part of a stream, such as a segment of NCCL.
 *
 * <p><b>Calibration.</b> The constants of the dispersal were set in view of measurements, of which no row is set apart for
 * calibration: 2 s by rings of 40 MB at 2 and 20 ms of round trip, which lose as much to bursts after 0.8 s of a phase as at
 * its start, and two-way flows, which lose little after 5 s; what lasts by the latter, the round trips by {@code packet} at
 * 100 ms. That the first bursts do not depend on the number of flows and the last ones are as one
 * flow's over n is what {@code packet} shows for 1 to 8 flows each way.
 *
 * @see <a href="https://doi.org/10.1145/115994.116006">Zhang, Shenker, Clark, "Observations on the dynamics of a congestion
 *     control algorithm: the effects of two-way traffic", SIGCOMM 1991: acknowledgement compression and windows out of
 *     phase</a>
 * @see <a href="https://doi.org/10.1145/1971162.1971164">Heusse, Merritt, Brown, Duda, "Two-way TCP connections: old problem,
 *     new insight", CCR 41(2), 2011: data and acknowledgements fill one of the two queues in turn</a>
 */
final class TwoWayBursts {

    /** Time in which synchronised bursts lose most of their shape, nanoseconds, and the fewest round trips for it. */
    static final double DISPERSAL_NANOS = 2e9;

    private static final double DISPERSAL_ROUNDS = 64;
    /** What is left of the bursts for good. */
    private static final double LASTING_BURSTS = 0.25;

    /** Windows from which on a transfer is a step of its own; one of a single window is part of a stream. */
    private static final double WHOLE_STEP_WINDOWS = 4;

    private TwoWayBursts() {}

    /** Time that bursts take to disperse, nanoseconds. */
    static double dispersalNanos(double roundNanos) {
        return Math.max(DISPERSAL_NANOS, DISPERSAL_ROUNDS * roundNanos);
    }

    /**
     * Part of a window that queues at a link: what comes in before it has been sent on.
     *
     * @param entry how many times faster than the link it comes in
     */
    static double queued(double entry) {
        return entry > 1 ? 1 - 1 / entry : 0;
    }

    /**
     * Part of the bursts' first shape that the beginning of a transfer right behind another one brings back.
     *
     * @param windows its length, in windows that fill path and queue
     */
    static double renewed(double windows) {
        return Math.max(0, Math.min(1, (windows - 1) / (WHOLE_STEP_WINDOWS - 1)));
    }

    /** Mean of the windows of some flows that cut them in turn, as a share of their top. */
    static double swing(CongestionControl control, int n) {
        return 1 - (1 - control.meanOfSwing()) / n;
    }

    /**
     * Share of a link's rate that is used against data the other way; times in one unit.
     *
     * @param n flows that the link holds
     * @param latency one way
     * @param round round trip
     * @param queue time that the link takes for the room of its queue
     * @param window time that it takes for their windows if these do not reach that
     * @param freshWait what acknowledgements wait for at first
     * @param laterWait what they wait for later
     * @param shape what is left of the bursts' first shape, from 1 to 0
     */
    static double share(
            CongestionControl control,
            int n,
            double latency,
            double round,
            double queue,
            double window,
            double freshWait,
            double laterWait,
            double shape) {
        double swing = swing(control, n);
        double first = idleShare(latency, Math.min(window, swing * queue), freshWait);
        double last = LASTING_BURSTS * idleShare(latency, Math.min(window, swing * (queue + round)), laterWait);
        double longRound = Math.max(round, laterWait);
        double unfilled = longRound > 0 ? 1 - control.sawtoothUtilisation(queue / longRound) : 0;
        double low = Math.min(1, laterWait / Math.max(1e-9, round)) * unfilled;
        return 1 - shape * first - (1 - shape) * (1 - (1 - last) * (1 - low)) / n;
    }

    /** Share of its time that a link idles after each window until acknowledgements come back from behind others. */
    private static double idleShare(double latency, double window, double wait) {
        double answered = latency + Math.min(wait, window + latency);
        return answered > window ? Math.min(1, wait / latency) * (answered - window) / answered : 0;
    }
}
