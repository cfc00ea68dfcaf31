package org.longhaul.simulator.network.packet.queue;

import java.util.random.RandomGenerator;

/**
 * Random lateness of packets at the end of a link that keeps their order: exponential, so that a few are very late and hold
 * up those behind them, as hosts do whose processors are busy. Breaks the lockstep in which a simulation
 * without any randomness holds equal flows.
 *
 * @see <a href="https://www.icir.org/floyd/papers/phase.pdf">Floyd, Jacobson, "On traffic phase effects in packet-switched
 *     gateways", Internetworking: Research and Experience 3(3), 1992</a>
 */
public final class Jitter {

    private final double meanNanos;
    private final RandomGenerator random;
    private long lastNanos;

    public Jitter(double meanMicros, RandomGenerator random) {
        this.meanNanos = meanMicros * 1000;
        this.random = random;
    }

    /** The packets that have not left yet are timed anew, after one that arrives at a time. */
    public void goBack(long arrivalNanos) {
        lastNanos = Math.min(lastNanos, arrivalNanos);
    }

    /** When a packet arrives that would without jitter arrive at a time; times must not fall from call to call. */
    public long arrivalNanos(long punctualNanos) {
        lastNanos = Math.max(lastNanos, punctualNanos + (long) (-StrictMath.log(1 - random.nextDouble()) * meanNanos));
        return lastNanos;
    }
}
