package org.longhaul.simulator.collective;

import java.util.Locale;

/**
 * Cost of a transfer as latency plus size over bandwidth (Hockney's model), for pairs within a group and between
 * groups.
 *
 * @param alphaSeconds one-way latency, seconds
 * @param betaSecondsPerByte inverse of the bandwidth of one host's connection, seconds per byte
 * @param outerAlphaSeconds one-way latency between groups (sites), seconds
 * @param outerBetaSecondsPerByte inverse of the share of the line between groups that one of the transfers that run
 *     concurrently gets, seconds per byte
 */
public record AlphaBeta(
        double alphaSeconds, double betaSecondsPerByte, double outerAlphaSeconds, double outerBetaSecondsPerByte) {

    public AlphaBeta {
        requireNotNegative("alphaSeconds", alphaSeconds);
        requireNotNegative("betaSecondsPerByte", betaSecondsPerByte);
        requireNotNegative("outerAlphaSeconds", outerAlphaSeconds);
        requireNotNegative("outerBetaSecondsPerByte", outerBetaSecondsPerByte);
    }

    /** The same cost between all pairs. */
    public static AlphaBeta uniform(double alphaSeconds, double bytesPerSecond) {
        return new AlphaBeta(alphaSeconds, 1 / bytesPerSecond, alphaSeconds, 1 / bytesPerSecond);
    }

    private static void requireNotNegative(String name, double value) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "%s (%s) must be finite and not negative", name, value));
        }
    }

    /** Time of one transfer within a group. */
    public double transfer(double bytes) {
        return alphaSeconds + bytes * betaSecondsPerByte;
    }

    /** Time of one transfer between groups. */
    double outerTransfer(double bytes) {
        return outerAlphaSeconds + bytes * outerBetaSecondsPerByte;
    }
}
