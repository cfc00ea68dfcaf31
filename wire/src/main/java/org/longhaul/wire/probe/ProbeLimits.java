package org.longhaul.wire.probe;

/**
 * What measuring a network may take.
 *
 * @param seconds in all, for all tests of rates together; round trips come on top and take little
 * @param bytes payload, of all hosts and tests together
 * @param secondsPerTest of one test of a rate
 * @param streams connections of which a test has at least so many, so that no single window bounds it
 */
public record ProbeLimits(double seconds, long bytes, double secondsPerTest, int streams) {
    /** A minute and 1 GB. */
    public static final ProbeLimits USUAL = new ProbeLimits(60, 1_000_000_000L, 5, 4);

    /** Refuses limits that let nothing through. */
    public ProbeLimits {
        if (!(seconds > 0 && seconds <= 86_400)) {
            throw new IllegalArgumentException("seconds is " + seconds + "; allowed: above 0, at most 86400");
        }
        if (bytes < 1) {
            throw new IllegalArgumentException("bytes is " + bytes + "; allowed: at least 1");
        }
        if (!(secondsPerTest > 0 && secondsPerTest <= 3600)) {
            throw new IllegalArgumentException(
                    "secondsPerTest is " + secondsPerTest + "; allowed: above 0, at most 3600");
        }
        if (streams < 1 || streams > 64) {
            throw new IllegalArgumentException("streams is " + streams + "; allowed: 1 to 64");
        }
    }
}
