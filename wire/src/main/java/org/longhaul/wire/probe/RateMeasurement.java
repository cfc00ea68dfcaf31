package org.longhaul.wire.probe;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.topology.unit.Durations;

/** One test of rates: orders flows, watches them until slow start is over or a limit is reached, and has them end. */
final class RateMeasurement {
    private static final long LEAST_QUARTER_NANOS = 100_000_000;
    private static final long LOOK_NANOS = 25_000_000;
    /** What is in queues when a test ends must come through before this. */
    private static final long DRAIN_NANOS = 60_000_000_000L;

    private final RatePlan.Test plan;
    private final int test;
    private final int streams;
    private final ProbeRadio radio;
    private final long[] ahead;
    private final List<MeasuredNetwork.Host> hosts;
    private final List<RateCurve> curves = new ArrayList<>();

    /**
     * @param test its number
     * @param streams connections of each flow
     * @param ahead what each member's clock is ahead of the first member's by
     */
    RateMeasurement(
            RatePlan.Test plan,
            int test,
            int streams,
            ProbeRadio radio,
            long[] ahead,
            List<MeasuredNetwork.Host> hosts) {
        this.plan = plan;
        this.test = test;
        this.streams = streams;
        this.radio = radio;
        this.ahead = ahead;
        this.hosts = hosts;
    }

    /**
     * Measures.
     *
     * @param seconds at most, but for what is in queues then
     * @param bytes of all flows together, at most
     * @param leastNanos a rate must have held for four times this to count as steady
     */
    MeasuredNetwork.RateTest measure(double seconds, long bytes, long leastNanos)
            throws IOException, InterruptedException {
        long quarter = Math.max(LEAST_QUARTER_NANOS, leastNanos);
        long most = Math.round(seconds * 1e9);
        int flows = plan.flows().size();
        for (int[] flow : plan.flows()) {
            curves.add(new RateCurve());
            radio.order(flow[1], ProbeMessage.of(ProbeMessage.Kind.RECEIVE, test, flow[0], streams));
        }
        long begin = System.nanoTime();
        for (int[] flow : plan.flows()) {
            radio.order(flow[0], ProbeMessage.of(ProbeMessage.Kind.SEND, test, flow[1], streams, bytes / flows, most));
        }
        boolean isStopped = false;
        long looked = 0;
        int ended = 0;
        while (ended < flows) {
            ended += hear(LOOK_NANOS);
            long now = System.nanoTime() - begin;
            // Not at each report: this host is measured meanwhile, and all flows report.
            boolean isDue = !isStopped && now - looked >= LOOK_NANOS;
            looked = isDue ? now : looked;
            if (isDue && (now > most || RateCurve.of(curves, quarter).isSteady())) {
                isStopped = true;
                for (int sender : plan.flows().stream()
                        .mapToInt(flow -> flow[0])
                        .distinct()
                        .toArray()) {
                    radio.order(sender, ProbeMessage.of(ProbeMessage.Kind.STOP, test, 0));
                }
            }
            if (now > most + DRAIN_NANOS) {
                throw new IOException("a test of the network did not end within " + Durations.rounded(DRAIN_NANOS / 1e9)
                        + " after its limit");
            }
        }
        return result((System.nanoTime() - begin) / 1e9, quarter);
    }

    /** Hears one report; returns how many flows ended by it. */
    private int hear(long nanos) throws IOException, InterruptedException {
        ProbeRadio.@Nullable Report report = radio.next(nanos);
        if (report == null || report.message().test() != test) {
            return 0;
        }
        ProbeMessage message = report.message();
        for (int f = 0; f < curves.size(); f++) {
            int[] flow = plan.flows().get(f);
            if (flow[0] == message.peer() && flow[1] == report.rank()) {
                long[] points = message.values();
                for (int i = 0; i + 1 < points.length; i += 2) {
                    curves.get(f).add(points[i] - ahead[flow[1]], points[i + 1]);
                }
            }
        }
        return message.kind() == ProbeMessage.Kind.RECEIVED ? 1 : 0;
    }

    private MeasuredNetwork.RateTest result(double seconds, long quarter) {
        RateCurve.Rate all = RateCurve.of(curves, quarter);
        List<MeasuredNetwork.Flow> flows = new ArrayList<>();
        long bytes = 0;
        double line = 0;
        for (int f = 0; f < curves.size(); f++) {
            int[] flow = plan.flows().get(f);
            double rate = all.bytesPerSecond() * (all.shares().length == 0 ? 0 : all.shares()[f]);
            double onLine = 8 * rate * headers(flow);
            flows.add(new MeasuredNetwork.Flow(flow[0], flow[1], rate, Math.round(onLine)));
            bytes += curves.get(f).bytes();
            line += onLine;
        }
        return new MeasuredNetwork.RateTest(
                plan.kind(), flows, all.bytesPerSecond(), Math.round(line), seconds, bytes, streams, all.isSteady());
    }

    /** What a byte of payload is on the line. */
    private double headers(int[] flow) {
        MeasuredNetwork.Host from = hosts.get(flow[0]);
        MeasuredNetwork.Host to = hosts.get(flow[1]);
        int mtu = Math.min(from.mtu(), to.mtu());
        return (double) mtu / (mtu - Math.max(from.headerBytes(), to.headerBytes()));
    }
}
