package org.longhaul.simulator.request;

import org.longhaul.extension.PlainNumber;

/**
 * An amount of computing: operations, which take a time that depends on the host, and a stated time. Both may be there.
 *
 * @param flops floating-point operations
 * @param nanos time on any host
 */
public record Work(double flops, long nanos) {

    /** Nothing to do. */
    public static final Work NONE = new Work(0, 0);

    public Work {
        if (!(flops >= 0) || Double.isInfinite(flops) || nanos < 0) {
            throw new IllegalArgumentException(
                    "work (" + PlainNumber.of(flops) + " FLOPs and " + nanos + " ns) must be finite and not negative.");
        }
    }

    /** Operations. */
    public static Work ofFlops(double flops) {
        return new Work(flops, 0);
    }

    /** A time on any host. */
    public static Work ofNanos(long nanos) {
        return new Work(0, nanos);
    }

    /** A share of it, or several times as much. */
    public Work times(double factor) {
        return new Work(flops * factor, Math.round(nanos * factor));
    }

    /** This and more. */
    public Work plus(Work other) {
        return new Work(flops + other.flops, Math.addExact(nanos, other.nanos));
    }
}
