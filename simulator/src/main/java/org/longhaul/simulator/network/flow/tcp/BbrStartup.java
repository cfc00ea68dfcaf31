package org.longhaul.simulator.network.flow.tcp;

import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.flow.fluid.FlowConnection;
import org.longhaul.simulator.network.flow.fluid.FlowSettings;
import org.longhaul.simulator.network.flow.fluid.Fluid;
import org.longhaul.simulator.network.flow.fluid.Startup;

/**
 * BBR's startup on a connection that has sent before: what its transfers have measured paces the next one.
 *
 * <p><b>Pace.</b> A sender sends at 2/ln 2 times the largest delivery rate that it has measured, and has at most as many times the
 * bandwidth-delay product under way, to which its window grows by what is acknowledged. A transfer that is too small to fill
 * a round trip measures less than the link's rate, so that small transfers get faster one by one. {@link Startup} has the samples.
 *
 * <p><b>Full link.</b> Startup ends when in three rounds the estimate has not grown by a quarter. Rounds do not count in which
 * the application had too little to send: those before the first answer to a transfer. So one after the other goes out at 2.885 times
 * the link's rate into the queue, and may overflow it, until the rounds that repair what is lost have shown that the link is full.
 * These begin a round trip after the first packet behind the lost ones; in the first one as much is sent again as has passed of
 * what was sent in the meantime (packet conservation), twice as much in the next one.
 *
 * <p><b>First transfers</b> go out by rounds of slow start ({@link SlowStartRounds}). What they leave behind is what startup would have
 * measured that is followed step by step over the same link.
 *
 * <p><b>Validity.</b> No constant was set. One link of 10 Mbit/s to 1 Gbit/s over 2 to 150 ms, behind queues of one and four bandwidth-delay
 * products, transfers of a tenth to four of these, equal or not, with pauses of 0, 10 and 300 ms: the page on validation says how near
 * they come to packets.
 *
 * @see <a href="https://datatracker.ietf.org/doc/html/draft-cardwell-iccrg-bbr-congestion-control-00">Internet-Draft
 *     draft-cardwell-iccrg-bbr-congestion-control-00, sections 4.3.2 and 4.3.4.4</a>; what has a name in parentheses is Linux's tcp_bbr.c
 */
final class BbrStartup {

    /** bbr_high_gain. */
    private static final double GAIN = 2885 / 1000.0;
    /** What is left of it for the pace (bbr_pacing_margin_percent). */
    private static final double PACING = 0.99 * GAIN;
    /** Bursts that a window has room for beyond the path (bbr_quantization_budget). */
    private static final int BURSTS = 3;
    /** Bursts are what the pace carries in 1/1024 s, and more over short round trips (tcp_tso_autosize). */
    private static final double BURSTS_PER_SECOND = 1024;

    private static final int LARGEST_BURST_BYTES = 65_536;
    /** Below it a burst is one segment, bytes per second (bbr_min_tso_rate). */
    private static final double SLOW = 150_000;
    /** Parts of a round trip after which the pace is looked at. */
    private static final int STEPS = 8;

    private final Fluid fluid;
    private final FlowSettings settings;
    private final WindowModel windows;
    private final double segment;

    BbrStartup(Fluid fluid, WindowModel windows) {
        this.fluid = fluid;
        this.windows = windows;
        settings = fluid.settings;
        segment = windows.segment;
    }

    /** Whether what startup measures decides how much of a link transfers use. */
    private boolean decides(FlowConnection connection) {
        return connection.control == CongestionControl.BBR
                && !connection.restart.startup.full
                && settings.queueing()
                && settings.slowStart()
                && connection.bottleneckArc >= 0
                && !windows.meetsLosses(connection);
    }

    /**
     * A transfer begins.
     *
     * @return whether what those before it have measured paces it
     */
    boolean begins(FlowConnection connection, long now) {
        Startup startup = connection.restart.startup;
        startup.sent = -1;
        boolean behind = connection.sentNanos < connection.lastActiveNanos;
        if (behind && startup.unpaced > 0) {
            // It goes on as the one before went.
            return false;
        }
        if (startup.window > 0) {
            connection.window = startup.window;
            connection.slowStart &= !startup.full;
            startup.window = 0;
        }
        if (!decides(connection) || startup.estimate() <= 0) {
            return false;
        }
        startup.unpaced = 0;
        connection.slowStart = true;
        connection.filling = false;
        connection.quotaEnd = Double.POSITIVE_INFINITY;
        connection.roundEndNanos = 0;
        connection.roundBegin = 0;
        long nanos =
                open(connection, startup, Math.max(leastRate(connection), windows.overflow.startRate(connection)), now);
        if (behind) {
            // There has always been something to send.
            startup.limitedUntilNanos = now;
        }
        windows.setRate(connection, Double.POSITIVE_INFINITY);
        windows.schedule(connection, nanos, this::send);
        return true;
    }

    /** The first burst of a transfer goes out: how long a link takes for it. */
    private long open(FlowConnection connection, Startup startup, double rate, long now) {
        boolean first = startup.estimate() <= 0;
        double answered = startup.begins(now, connection.rttNanos);
        double pace = pace(connection, now);
        grow(connection, answered, pace);
        // The last burst is as long as what the others leave: the time of all is the same with it at the beginning.
        double packets = FirstBurst.packets(connection.wireBytes, segment);
        double burst = burst(connection, pace);
        double ahead = first
                ? Math.min(packets, settings.initialWindow())
                : packets - burst * Math.floor((packets - 1) / burst);
        startup.sent = Math.min(connection.wireBytes, ahead * segment);
        return Math.max(1, Math.round(startup.sent / rate * 1e9));
    }

    /** Part of a round trip has passed. */
    private void send(FlowConnection connection, long now) {
        Startup startup = connection.restart.startup;
        double rate = linkRate(connection, windows.overflow.startRate(connection));
        long step = Math.max(1, connection.rttNanos / STEPS);
        double most = step(connection, startup, fluid.progress.served(connection.flow, now), rate, step, now);
        if (startup.full && startup.sent < connection.wireBytes) {
            leave(connection, now);
            return;
        }
        connection.slowStart = !startup.full;
        windows.setRate(connection, most);
        if (startup.sent < connection.wireBytes) {
            windows.schedule(connection, step, this::send);
        }
    }

    /** What the link that holds a flow leaves to it, or what it may expect if none does; at least a little. */
    private double linkRate(FlowConnection connection, double expected) {
        double rate = windows.isHeldByLink(connection) ? fluid.rates.rate(connection) : expected;
        return Math.max(leastRate(connection), rate);
    }

    /** A link that carries less is taken for one without capacity, which what waits does not overflow. */
    private double leastRate(FlowConnection connection) {
        return segment / Math.max(1, connection.rttSeconds());
    }

    /** The link is full, and known to be. */
    private void leave(FlowConnection connection, long now) {
        connection.restart.startup.sent = -1;
        connection.slowStart = false;
        windows.regrowth.filled(connection);
        windows.convergence.joins(connection, now);
        windows.holdSteady(connection, now);
        windows.aim(connection, now);
    }

    /**
     * What a sender sends in a step.
     *
     * @param served bytes of the transfer that have arrived
     * @param rate of the link, or the transfer's share of it
     * @return the rate at which it comes to the link, or would behind what is queued there
     */
    private double step(
            FlowConnection connection, Startup startup, double served, double rate, long stepNanos, long now) {
        long round = connection.rttNanos;
        double seconds = stepNanos * 1e-9;
        startup.add(now, served, round);
        double pace = pace(connection, now);
        double answered = startup.answered(now, round);
        double target = grow(connection, answered - startup.answered, pace);
        startup.answered = answered;
        double queue = Math.max(0, startup.sent - served);
        if (now >= startup.roundEndNanos) {
            boolean sends = startup.sent < connection.wireBytes;
            startup.roundEnds(pace / PACING, now, sends ? round + Math.round(queue / rate * 1e9) : -1);
        }
        double then = startup.answered(now + stepNanos, round);
        double window = connection.window + (connection.window < target ? (then - answered) / segment : 0);
        if (now < startup.heldUntilNanos) {
            window = Math.min(window, startup.heldWindow);
        }
        double open = Math.max(0, then + window * segment - startup.all(startup.sent));
        double left = connection.wireBytes - startup.sent;
        double out = Math.min(left, Math.min(open, pace * seconds));
        boolean fills = out > rate * seconds && queue + out - rate * seconds > room(connection, rate);
        if (fills && rate > leastRate(connection)) {
            // A segment that is answered lets out another one, and one more while the window grows.
            double clock = connection.window < target ? 2 * rate : rate;
            if (overflows(connection, startup, queue, out / seconds, open, clock, rate, now)) {
                return Double.POSITIVE_INFINITY;
            }
        }
        startup.sent += out;
        if (out < left) {
            return (queue + out) / seconds;
        }
        return queue > segment ? Double.POSITIVE_INFINITY : Math.max(pace, (queue + out) / seconds);
    }

    private static double room(FlowConnection connection, double rate) {
        return Math.min(1, rate / connection.bottleneckBytesPerSecond) * connection.queueBytes;
    }

    /**
     * A pace overflows the queue: of what is sent until the sender hears of it the link's part passes, and the rest is repaired.
     *
     * @param open bytes that the window has room for
     * @param clock rate at which answers let out what follows once the window is out
     * @return whether a segment or more is lost
     */
    private boolean overflows(
            FlowConnection connection,
            Startup startup,
            double queue,
            double pace,
            double open,
            double clock,
            double rate,
            long now) {
        double room = room(connection, rate);
        double fills = Math.max(0, room - queue) / (pace - rate);
        double sent = startup.sent + pace * fills;
        double follows = connection.wireBytes - sent;
        double heard = room / rate + connection.rttSeconds();
        double unanswered = Math.max(0, (startup.limitedUntilNanos - now) * 1e-9 - fills);
        double window = Math.max(0, open - pace * fills);
        double out = window / pace;
        if (out > unanswered) {
            out = pace > clock ? (window - clock * unanswered) / (pace - clock) : heard;
        }
        double paced = Math.max(0, Math.min(Math.min(heard, out), follows / pace));
        double clocked = Math.min(heard - Math.max(paced, unanswered), (follows - pace * paced) / clock);
        clocked = Math.max(0, clocked);
        double tail = pace * paced + clock * clocked;
        double left = (pace - rate) * paced + (clock - rate) * clocked;
        double passing = Math.max(segment, tail - left);
        if (left < segment) {
            return false;
        }
        int rounds = 1;
        for (double repeated = passing; left > repeated; repeated *= 2) {
            left -= repeated;
            rounds++;
        }
        double seconds = fills + room / rate + rounds * connection.rttSeconds() + left / rate;
        // What there is to send beyond that follows.
        double rest = follows - tail;
        long recovered = now + Math.round((seconds + Math.max(0, rest) / rate) * 1e9);
        startup.recovers(recovered, connection.rttNanos, 2 * passing / segment);
        if (startup.roundEndNanos <= now + Math.round((fills + heard) * 1e9)) {
            startup.roundEnds(rate, now, -1);
        }
        startup.passed(rounds);
        connection.recoveredNanos = Math.max(connection.recoveredNanos, recovered);
        if (rest >= 1) {
            startup.full = true;
        } else {
            startup.sent = connection.wireBytes;
            startup.roundEndNanos = Long.MAX_VALUE;
        }
        return true;
    }

    /** Rate at which a sender sends what arrives now. */
    private double pace(FlowConnection connection, long now) {
        double first = settings.initialWindow() * segment / connection.rttSeconds();
        double known = Math.max(first, connection.restart.startup.known(now, connection.rttNanos));
        return Math.min(PACING * known, connection.mostBytesPerSecond);
    }

    /** The window grows by what is answered, up to what the estimate aims at (bbr_set_cwnd): tells that, segments. */
    private double grow(FlowConnection connection, double answered, double pace) {
        double path = GAIN / PACING * pace * connection.rttSeconds() / segment;
        double target = Math.min(windows.maximumWindow, path + BURSTS * burst(connection, pace));
        connection.window = Math.max(connection.window, Math.min(target, connection.window + answered / segment));
        return target;
    }

    /** Segments that leave together. */
    private double burst(FlowConnection connection, double pace) {
        long shift = (connection.rttNanos / 1000) >> 9;
        double shorter = shift < Integer.SIZE - 1 ? LARGEST_BURST_BYTES >> shift : 0;
        double payload = settings.segmentBytes() / segment * pace;
        double bytes = Math.min(LARGEST_BURST_BYTES, payload / BURSTS_PER_SECOND + shorter);
        return Math.max(payload < SLOW ? 1 : 2, Math.floor(bytes / settings.segmentBytes()));
    }

    /** A transfer ends. */
    void ends(FlowConnection connection, long now) {
        Startup startup = connection.restart.startup;
        if (decides(connection)) {
            if (startup.sent >= 0) {
                startup.add(now, connection.wireBytes, connection.rttNanos);
                connection.slowStart &= !startup.full;
            } else {
                follow(connection, startup, now);
            }
        }
        if (startup.full) {
            startup.release();
        }
        startup.sent = -1;
    }

    /** What a first transfer has measured that ends now: startup is followed over its link. */
    private void follow(FlowConnection connection, Startup startup, long now) {
        double window = connection.window;
        double whole = connection.wireBytes;
        double bytes = startup.unpaced + whole;
        long recovered = connection.recoveredNanos;
        connection.recoveredNanos = 0;
        double rate = linkRate(connection, connection.bottleneckBytesPerSecond);
        startup.forget();
        startup.unpaced = bytes;
        connection.wireBytes = bytes;
        connection.window = settings.initialWindow();
        long time = 0;
        long nanos = open(connection, startup, rate, time);
        double served = startup.sent;
        long step = Math.max(1, connection.rttNanos / STEPS);
        while (served < bytes && !startup.full) {
            time += nanos;
            double most = Math.min(rate, step(connection, startup, served, rate, step, time));
            nanos = step;
            double arrives = Math.min(startup.sent - served, most * step * 1e-9);
            if (served + arrives >= bytes) {
                nanos = Math.round((bytes - served) / most * 1e9);
            }
            served += arrives;
        }
        time += nanos;
        startup.add(time, bytes, connection.rttNanos);
        // What it takes to repair is over when the transfer is complete.
        long complete = Math.max(now, recovered) - Math.max(time, connection.recoveredNanos);
        startup.move(Math.min(now - time, complete));
        startup.window = connection.window;
        connection.window = window;
        connection.wireBytes = whole;
        connection.recoveredNanos = recovered;
    }
}
