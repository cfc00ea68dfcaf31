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
record Chain(long atNanos, int hops, long waiting, long computing, long sending, long pausing) {

    static Chain from(long arrivalNanos) {
        return new Chain(arrivalNanos, 0, 0, 0, 0, 0);
    }

    Chain computed(long startNanos, long nowNanos) {
        return new Chain(
                nowNanos,
                hops,
                waiting + (startNanos - atNanos),
                computing + (nowNanos - startNanos),
                sending,
                pausing);
    }

    Chain sent(long nowNanos) {
        return new Chain(nowNanos, hops + 1, waiting, computing, sending + (nowNanos - atNanos), pausing);
    }

    Chain paused(long nowNanos) {
        return new Chain(nowNanos, hops, waiting, computing, sending, pausing + (nowNanos - atNanos));
    }
}
