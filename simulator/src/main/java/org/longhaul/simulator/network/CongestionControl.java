package org.longhaul.simulator.network;

import java.util.Locale;

/** The congestion control of a network's connections. */
public enum CongestionControl {
    /** Additive increase by one segment a round trip, halving at a loss (RFC 5681). */
    RENO(0.5, 2.0),
    /** Window as a cubic of the time since the last loss (RFC 9438). */
    CUBIC(0.7, 2.0),
    /** Model of bandwidth and round-trip time, blind to moderate loss (BBR version 1). */
    BBR(1.0, 1.83);

    public static final double CUBIC_SCALE = 0.4;
    /** How long CUBIC in Linux keeps the growth that it has worked out for a window, while the window stays as it is (HZ / 32). */
    public static final long CUBIC_RECALCULATION_NANOS = 31_250_000;

    private final String id;
    private final double decrease;
    private final double startupGrowth;

    CongestionControl(double decrease, double startupGrowth) {
        this.id = name().toLowerCase(Locale.ROOT);
        this.decrease = decrease;
        this.startupGrowth = startupGrowth;
    }

    /** The one that is assigned to connections, or this one. */
    public CongestionControl orAssigned(ConnectionRules rules, int source, int channel) {
        String assigned = rules.of(source, channel);
        return assigned == null ? this : byId(assigned);
    }

    /** Its name in scenario files. */
    public String id() {
        return id;
    }

    /**
     * The one with an id.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static CongestionControl byId(String id) {
        for (CongestionControl control : values()) {
            if (control.id().equals(id)) {
                return control;
            }
        }
        throw new IllegalArgumentException("congestion control \"" + id
                + "\" is not one of reno, cubic and bbr, which have a fluid form; 'packet' may know it.");
    }

    /**
     * Factor of the window from one round of slow start to the next: 2, and a little less where the window is paced (BBR;
     * calibrated).
     */
    public double startupGrowth() {
        return startupGrowth;
    }

    /** Whether a window shrinks when idle (RFC 2861): Linux leaves that to controls that set their own pace, as BBR does. */
    public boolean restartsAfterIdle() {
        return this != BBR;
    }

    /** What is left of the window after a loss. */
    public double decrease() {
        return decrease;
    }

    /**
     * The window some time after a loss in congestion avoidance, segments.
     *
     * @param start window just after the loss
     * @param maximum window just before it (CUBIC: after fast convergence)
     * @param seconds time since the loss
     * @param rttSeconds round-trip time
     */
    public double window(double start, double maximum, double seconds, double rttSeconds) {
        double rounds = seconds / rttSeconds;
        if (this != CUBIC) {
            return start + rounds;
        }
        // Beyond the maximum the curve goes on from where it is.
        double k = StrictMath.cbrt((maximum - start) / CUBIC_SCALE);
        double t = seconds + rttSeconds;
        double cubic = CUBIC_SCALE * (t - k) * (t - k) * (t - k) + maximum;
        // The Reno-friendly region: additive increase that gives Reno's average at CUBIC's decrease.
        double friendly = start + additiveIncrease() * rounds;
        return Math.max(start, Math.max(cubic, friendly));
    }

    /** Seconds from a loss until the window has grown to so many segments: the inverse of {@link #window}. */
    public double secondsTo(double window, double start, double maximum, double rttSeconds) {
        if (window <= start) {
            return 0;
        }
        double byRounds = (window - start) * rttSeconds;
        if (this != CUBIC) {
            return byRounds;
        }
        double cubic = StrictMath.cbrt((maximum - start) / CUBIC_SCALE)
                + StrictMath.cbrt((window - maximum) / CUBIC_SCALE)
                - rttSeconds;
        return Math.max(0, Math.min(cubic, byRounds / (3 * (1 - decrease) / (1 + decrease))));
    }

    /** CUBIC's time from a loss back to the window before it, seconds; for Reno in round trips of the given length. */
    public double epochSeconds(double start, double maximum, double rttSeconds) {
        return this == CUBIC
                ? StrictMath.cbrt(Math.max(1, maximum - start) / CUBIC_SCALE)
                : Math.max(1, maximum - start) * rttSeconds;
    }

    /**
     * Share of the bottleneck's rate that one flow gets from a queue of {@code q} bandwidth-delay products: its window
     * swings between {@code decrease (1 + q)} and {@code 1 + q}, and below 1 the link idles part of each round trip.
     */
    public double sawtoothUtilisation(double q) {
        double low = decrease * (1 + q);
        if (low >= 1) {
            return 1;
        }
        double full = ((1 + q) * (1 + q) - 1) / 2;
        return ((1 - low) * (1 + low) / 2 + full) / (1 - low + full);
    }

    /** Segments that the window grows by in a round trip, at least: what gives Reno's average at this decrease. */
    public double additiveIncrease() {
        return this == CUBIC ? 3 * (1 - decrease) / (1 + decrease) : 1;
    }

    /** Mean of the swing of the window, as a share of its top. */
    public double meanOfSwing() {
        return (1 + decrease) / 2;
    }
}
