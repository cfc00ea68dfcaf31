package org.longhaul.simulator.request.run;

/**
 * The way of a request from its arrival to a moment, one thing after the other: what took how long.
 *
 * @param atNanos the moment
 * @param hops messages
 * @param waiting in the queues of hosts, nanoseconds
 * @param computing nanoseconds
 * @param sending messages, nanoseconds
 * @param pausing for timers or for other requests, nanoseconds
 */
record LatencyBreakdown(long atNanos, int hops, long waiting, long computing, long sending, long pausing) {

    static LatencyBreakdown from(long arrivalNanos) {
        return new LatencyBreakdown(arrivalNanos, 0, 0, 0, 0, 0);
    }

    LatencyBreakdown computed(long startNanos, long nowNanos) {
        return new LatencyBreakdown(
                nowNanos,
                hops,
                waiting + (startNanos - atNanos),
                computing + (nowNanos - startNanos),
                sending,
                pausing);
    }

    LatencyBreakdown sent(long nowNanos) {
        return new LatencyBreakdown(nowNanos, hops + 1, waiting, computing, sending + (nowNanos - atNanos), pausing);
    }

    LatencyBreakdown paused(long nowNanos) {
        return new LatencyBreakdown(nowNanos, hops, waiting, computing, sending, pausing + (nowNanos - atNanos));
    }
}
