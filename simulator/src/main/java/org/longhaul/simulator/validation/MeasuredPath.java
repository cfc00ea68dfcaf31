package org.longhaul.simulator.validation;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.topology.Topology;

/**
 * The path of a case, or one that a user asks about, by what decides how TCP fares on it.
 *
 * @param control congestion control of its connections
 * @param bitsPerSecond rate of its slowest link, bits per second
 * @param rttSeconds round-trip time without queues, seconds
 * @param lossRate share of packets that its links lose at random, from 0 to below 1
 * @param queueProducts room in the queue before its slowest link, in bandwidth-delay products; null where it is not known
 * @param bytes payload of a transfer, bytes; null for flows that do not end
 */
public record MeasuredPath(
        CongestionControl control,
        double bitsPerSecond,
        double rttSeconds,
        double lossRate,
        @Nullable Double queueProducts,
        @Nullable Long bytes) {

    /** A path whose queue is stated in bytes, with its rate in Mbit/s and its round-trip time in milliseconds. */
    static MeasuredPath of(
            CongestionControl control, double mbit, double rttMillis, double lossRate, long queueBytes, long bytes) {
        double product = mbit * 1e6 / 8 * rttMillis * 1e-3;
        return new MeasuredPath(
                control, mbit * 1e6, rttMillis * 1e-3, lossRate, queueBytes / product, bytes <= 0 ? null : bytes);
    }

    /**
     * What a user asks about.
     *
     * @param there arcs from the source to the target, at least one
     * @param back arcs of the answers
     * @param bytes payload of a transfer, bytes
     */
    public static MeasuredPath of(Topology topology, int[] there, int[] back, CongestionControl control, long bytes) {
        int slowest = there[0];
        long nanos = 0;
        double through = 1;
        for (int arc : there) {
            slowest = topology.arcBitsPerSecond(arc) < topology.arcBitsPerSecond(slowest) ? arc : slowest;
            nanos += topology.arcLatencyNanos(arc);
            through *= 1 - topology.arcLossRate(arc);
        }
        for (int arc : back) {
            nanos += topology.arcLatencyNanos(arc);
        }
        double rate = topology.arcBitsPerSecond(slowest);
        double seconds = nanos * 1e-9;
        long queue = topology.arcQueueBytes(slowest);
        double product = rate / 8 * seconds;
        return new MeasuredPath(
                control, rate, seconds, 1 - through, queue < 0 || product <= 0 ? null : queue / product, bytes);
    }

    /** Whether another one is equal; cheaper than {@link #equals} in code that runs a few thousand times only. */
    public boolean isAs(@Nullable MeasuredPath other) {
        return other != null
                && control == other.control
                && bitsPerSecond == other.bitsPerSecond
                && rttSeconds == other.rttSeconds
                && lossRate == other.lossRate
                && Objects.equals(queueProducts, other.queueProducts)
                && Objects.equals(bytes, other.bytes);
    }
}
