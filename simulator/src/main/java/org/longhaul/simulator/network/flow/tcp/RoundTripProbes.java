package org.longhaul.simulator.network.flow.tcp;

import org.longhaul.simulator.network.flow.fluid.FlowConnection;

/**
 * BBR's look for the smallest round trip: every 10 s, where it queues, it keeps four segments under way for 200 ms and a round
 * trip.
 */
final class RoundTripProbes {

    private static final long INTERVAL_NANOS = 10_000_000_000L;
    private static final long PROBE_NANOS = 200_000_000L;
    private static final int SEGMENTS = 4;

    private final WindowModel windows;

    RoundTripProbes(WindowModel windows) {
        this.windows = windows;
    }

    /** A flow goes on at its steady rate, with probes at their times. */
    void hold(FlowConnection connection, long now) {
        if (connection.probeNanos <= now) {
            connection.probeNanos = now + INTERVAL_NANOS;
        }
        windows.setRate(connection, windows.queues.steadyRate(connection));
        windows.schedule(connection, connection.probeNanos - now, this::probe);
    }

    private void probe(FlowConnection connection, long now) {
        boolean resumes = connection.paused;
        if (!resumes && !windows.isHeldByLink(connection)) {
            // Without a queue every round trip is the smallest.
            connection.probeNanos = now + INTERVAL_NANOS;
            windows.schedule(connection, INTERVAL_NANOS, this::probe);
            return;
        }
        connection.paused = !resumes;
        double steady = windows.queues.steadyRate(connection);
        if (resumes) {
            connection.probeNanos = now + INTERVAL_NANOS;
            windows.setRate(connection, steady);
            windows.schedule(connection, INTERVAL_NANOS, this::probe);
        } else {
            windows.setRate(connection, Math.min(steady, SEGMENTS * windows.segment / connection.rttSeconds()));
            windows.schedule(connection, PROBE_NANOS + connection.rttNanos, this::probe);
        }
    }
}
