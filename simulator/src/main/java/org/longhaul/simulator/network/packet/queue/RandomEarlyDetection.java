package org.longhaul.simulator.network.packet.queue;

import java.util.random.RandomGenerator;

/**
 * Random early detection: drops arriving packets with a probability that grows with the average queue.
 *
 * <p><b>Model.</b> average = (1 - w) average + w queue on each arrival, decayed over idle time as if small packets had
 * passed; no drops below 1/6 of the limit, up to 10 % at 1/2 of it, from there linearly to certainty at the limit
 * ("gentle"). Drops are spaced evenly by the count since the last one.
 *
 * <p><b>Differs from the source.</b> Thresholds are shares of the queue's limit, and the gentle form of 2000 is used.
 *
 * @see <a href="https://doi.org/10.1109/90.251892">Floyd, Jacobson, "Random early detection gateways for congestion
 *     avoidance", IEEE/ACM Transactions on Networking 1(4), 1993</a>
 */
public final class RandomEarlyDetection implements QueueDiscipline {

    private static final double WEIGHT = 0.002;
    private static final double MOST_PROBABLE = 0.1;

    private final RandomGenerator random;
    private double bytesPerNano;
    private final int fullPacketBytes;
    private long limitBytes;
    private double averageBytes;
    private long emptySinceNanos;
    private boolean empty = true;
    private int sinceLastDrop;

    public RandomEarlyDetection(long limitBytes, long bitsPerSecond, int fullPacketBytes, RandomGenerator random) {
        this.limitBytes = limitBytes;
        this.bytesPerNano = bitsPerSecond / 8e9;
        this.fullPacketBytes = fullPacketBytes;
        this.random = random;
    }

    @Override
    public boolean admits(long nowNanos, long waitingBytes, int packetBytes) {
        updateAverage(nowNanos, waitingBytes);
        if (waitingBytes + packetBytes > limitBytes) {
            sinceLastDrop = 0;
            return false;
        }
        double probability = probability();
        if (probability <= 0) {
            sinceLastDrop = 0;
            return true;
        }
        sinceLastDrop++;
        double spaced = probability / Math.max(1e-9, 1 - sinceLastDrop * probability);
        if (random.nextDouble() < spaced) {
            sinceLastDrop = 0;
            return false;
        }
        return true;
    }

    private void updateAverage(long nowNanos, long waitingBytes) {
        if (waitingBytes == 0) {
            if (!empty) {
                empty = true;
                emptySinceNanos = nowNanos;
            }
            double packets = (nowNanos - emptySinceNanos) * bytesPerNano / fullPacketBytes;
            averageBytes *= StrictMath.pow(1 - WEIGHT, packets);
            emptySinceNanos = nowNanos;
        } else {
            empty = false;
            averageBytes += WEIGHT * (waitingBytes - averageBytes);
        }
    }

    private double probability() {
        double low = limitBytes / 6.0;
        double high = limitBytes / 2.0;
        if (averageBytes < low) {
            return 0;
        }
        if (averageBytes < high) {
            return MOST_PROBABLE * (averageBytes - low) / (high - low);
        }
        return Math.min(1, MOST_PROBABLE + (1 - MOST_PROBABLE) * (averageBytes - high) / (limitBytes - high));
    }

    @Override
    public void bitsPerSecond(long bitsPerSecond) {
        bytesPerNano = bitsPerSecond / 8e9;
    }

    double averageBytes() {
        return averageBytes;
    }

    @Override
    public void limitBytes(long limit) {
        limitBytes = limit;
    }
}
