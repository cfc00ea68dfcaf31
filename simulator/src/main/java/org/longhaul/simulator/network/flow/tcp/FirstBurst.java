package org.longhaul.simulator.network.flow.tcp;

import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.Transfer;
import org.longhaul.simulator.network.flow.fluid.FlowConnection;
import org.longhaul.simulator.network.flow.fluid.Fluid;
import org.longhaul.topology.Topology;

/**
 * What the first window of a connection loses in queues that do not hold it.
 *
 * <p><b>Queues.</b> The first window (RFC 6928: ten packets) leaves at once. In front of each link it waits in a queue that
 * takes its room and one packet that is being sent, and as many as go out while the burst comes in from the link before.
 *
 * <p><b>Nothing follows.</b> Where the window was all there is to send, nothing tells of its lost end but the probe of RFC 8985:
 * two smoothed round trips and 2 ms after the last acknowledgement, or, with a single packet under way, the timeout of one and
 * 200 ms. The probe brings the last packet and tells of one more, whose repetition lets out the next ones, twice as many each
 * time. The smoothed round trip (RFC 6298) counts, of each packet that passed, those before it in the queue, and what the other
 * links take for it. Where the first acknowledgement takes longer than the first probe does, that one arrives right behind what
 * passed; where the probe's takes longer than the timeout, this one saves a round trip or two. The timeout is three round trips
 * while few have been measured, or one and 200 ms if this is more.
 *
 * <p><b>More follows.</b> What follows tells of the loss a round trip after it was let out, and lets out as many repetitions;
 * these let out twice as many. So m that follow repair n losses in {@code log2(n/m + 1)} further round trips, rounded up.
 *
 * <p><b>Constants.</b> The parts of a packet's time beside whole ones, 0.2, 1.2 and 2.1, are those of the {@code packet} network
 * (its acknowledgements and their hold-up), where one link of 10 Mbit/s behind queues of one to eight packets takes what is said
 * here, give or take half a packet's time, over 0.2 to 50 ms there and back, unless repetitions are lost again.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8985">RFC 8985, RACK-TLP, sections 7.2 and 7.3</a>
 */
final class FirstBurst {

    /** Round trips from the arrival of the first byte to that of the last lost one, by how many were lost, at most the last. */
    private static final int[] TAIL_ROUNDS = {0, 2, 4, 5, 5, 6};

    static final double GAIN = 1.0 / 8;
    /** What Linux adds to the time of a probe: two ticks ({@code TCP_TIMEOUT_MIN}). */
    static final double PROBE_SLACK_SECONDS = 2e-3;

    static final double TIMEOUT_SECONDS = WindowModel.MINIMUM_TIMEOUT_NANOS * 1e-9;

    private final Fluid fluid;
    private final double segment;
    private final double initialWindow;

    FirstBurst(Fluid fluid, double segment) {
        this.fluid = fluid;
        this.segment = segment;
        initialWindow = fluid.settings.initialWindow();
    }

    /** Packets of a window that opens that pass all queues of the path; infinite if all do. */
    double passing(FlowConnection connection) {
        boolean isFirst = connection.window <= initialWindow && connection.control != CongestionControl.BBR;
        boolean idled = connection.roundEndNanos == 0
                || connection.roundOpenNanos - connection.lastActiveNanos >= connection.rttNanos;
        if (!isFirst || !idled || !fluid.settings.queueing()) {
            return Double.POSITIVE_INFINITY;
        }
        double left = connection.wireBytes - connection.roundBegin;
        return passing(fluid.topology, connection.arcs, connection.window, left, segment);
    }

    /**
     * Packets of a first window that pass all queues of a path; infinite if all do.
     *
     * @param window packets
     * @param left wire bytes that are to be sent
     * @param segment wire bytes of a packet
     */
    static double passing(Topology topology, int[] arcs, double window, double left, double segment) {
        double sent = Math.min(window, packets(left, segment));
        double passing = sent;
        double before = Double.POSITIVE_INFINITY;
        for (int arc : arcs) {
            double rate = topology.arcBitsPerSecond(arc);
            long room = topology.arcQueueBytes(arc);
            // A short last packet may fit in what full ones leave.
            if (room >= 0 && rate < before && Math.min(left, window * segment) > room + segment) {
                double held = Math.floor(room / segment) + 1;
                passing = Math.min(passing, Math.max(1, Math.floor(held / (1 - rate / before))));
            }
            before = Math.min(before, rate);
        }
        return passing < sent ? passing : Double.POSITIVE_INFINITY;
    }

    /** Packets of so many wire bytes, where a sum of parts may be a little off. */
    static double packets(double wireBytes, double segment) {
        return Math.ceil(wireBytes / segment - 1e-6);
    }

    /** Whether a window is all that is left to send. */
    boolean isAll(FlowConnection connection) {
        return endsTransfer(connection) && connection.waiting.isEmpty();
    }

    /** Whether a window is all that is left to send of its transfer. */
    boolean endsTransfer(FlowConnection connection) {
        return connection.wireBytes - connection.roundBegin <= connection.window * segment;
    }

    /** When the lost part of a window that opened at a time has arrived if that was all there was to send. */
    long tailRepairedNanos(FlowConnection connection, double passing) {
        int sent = (int) packets(connection.wireBytes - connection.roundBegin, segment);
        double seconds = tailSeconds(
                (int) passing,
                Math.max(1, sent - (int) passing),
                propagation(connection),
                packetSeconds(connection),
                otherSeconds(connection));
        return connection.roundOpenNanos + Math.round(seconds * 1e9);
    }

    /** The same where more follows, of its transfer or of another one. */
    long repairedNanos(FlowConnection connection, double passing) {
        double left = connection.wireBytes - connection.roundBegin;
        for (Transfer next : connection.waiting) {
            left += next.bytes;
        }
        double follow = Math.max(1, packets(left, segment) - connection.window);
        double seconds = followedSeconds(
                passing,
                connection.window - passing,
                follow,
                propagation(connection),
                packetSeconds(connection),
                otherSeconds(connection));
        return connection.roundOpenNanos + Math.round(seconds * 1e9);
    }

    /**
     * From the arrival of a window's first byte to that of the last lost one, where the window was all.
     *
     * @param passed packets that were not lost
     * @param lost packets
     * @param roundTrip propagation there and back, seconds
     * @param packet seconds that the slowest link takes for one
     * @param others seconds that the other links take for one
     */
    static double tailSeconds(int passed, int lost, double roundTrip, double packet, double others) {
        int rounds = TAIL_ROUNDS[Math.min(lost, TAIL_ROUNDS.length - 1)];
        // Further ones arrive behind each other, but for the one that begins a round.
        int behind = Math.max(0, lost - 2 - (lost > 4 ? 1 : 0));
        if (roundTrip + PROBE_SLACK_SECONDS < packet + others) {
            int after = Math.max(0, rounds - 3);
            return after * (roundTrip + others) + (passed + 1 + Math.min(1, after) + behind) * packet;
        }
        double smoothed = 0;
        for (int i = 1; i <= passed; i++) {
            smoothed += GAIN * (i * packet + others - smoothed);
        }
        if (lost == 1) {
            double slack = Math.max(TIMEOUT_SECONDS, Math.min(2 * roundTrip, roundTrip + TIMEOUT_SECONDS));
            return rounds * roundTrip + (passed + 1.2) * packet + smoothed + others + slack;
        }
        double whole = rounds * roundTrip;
        if (TIMEOUT_SECONDS < 3 * roundTrip) {
            // The timeout of the first lost packet is over before the probe is answered, and may be before it leaves.
            double timeout = Math.max(3 * roundTrip, roundTrip + TIMEOUT_SECONDS - PROBE_SLACK_SECONDS);
            whole = lost == 2 ? timeout : lost < 5 ? 4 * roundTrip : timeout + roundTrip;
        }
        return whole + (passed + 2.1 + behind) * packet + 2 * smoothed + (rounds - 2) * others + PROBE_SLACK_SECONDS;
    }

    /**
     * From the arrival of a window's first byte to that of the last lost one, where more follows.
     *
     * @param passed packets that were not lost
     * @param lost packets
     * @param follow packets that are to be sent beyond the window
     * @param roundTrip propagation there and back, seconds
     * @param packet seconds that the slowest link takes for one
     * @param others seconds that the other links take for one
     */
    static double followedSeconds(
            double passed, double lost, double follow, double roundTrip, double packet, double others) {
        // Slow start lets out two packets for each that passed.
        double telling = Math.min(follow, 2 * passed);
        double left = lost;
        double repeated = Math.max(1, telling);
        int rounds = 2;
        while (left > repeated) {
            left -= repeated;
            repeated *= 2;
            rounds++;
        }
        return rounds * (roundTrip + others) + (left + rounds + 0.2) * packet;
    }

    /** Propagation there and back: the round trip without the packets that the rules of windows count in. */
    private double propagation(FlowConnection connection) {
        double packets = fluid.settings.headers() ? 2 * packetSeconds(connection) : 0;
        return Math.max(0, connection.rttSeconds() - packets);
    }

    private double packetSeconds(FlowConnection connection) {
        return segment / connection.bottleneckBytesPerSecond;
    }

    private double otherSeconds(FlowConnection connection) {
        return secondsOfAll(fluid.topology, connection.arcs, segment) - packetSeconds(connection);
    }

    /** What all links of a path together take for a packet. */
    static double secondsOfAll(Topology topology, int[] arcs, double segment) {
        double seconds = 0;
        for (int arc : arcs) {
            seconds += segment * 8 / topology.arcBitsPerSecond(arc);
        }
        return seconds;
    }
}
