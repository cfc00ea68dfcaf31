package org.longhaul.topology.format;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.longhaul.topology.LinkPrice;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.DataSize;

/**
 * A link as a foreign file states it: bandwidths and latency may be missing.
 *
 * @param line where it is stated
 * @param forward capacity from {@code from} to {@code to}, 0 where the link does not lead there, or null
 * @param backward the same the other way; null: as forward
 * @param price of what is sent, or null
 * @param backwardLatency latency the other way; null: as forward
 * @param backwardLossRate loss the other way; null: as forward
 */
public record PartialLink(
        int line,
        String id,
        String from,
        String to,
        @Nullable Bandwidth forward,
        @Nullable Bandwidth backward,
        @Nullable Duration latency,
        double lossRate,
        @Nullable DataSize queue,
        @Nullable LinkPrice price,
        @Nullable Duration backwardLatency,
        @Nullable Double backwardLossRate) {

    private static final Bandwidth NONE = new Bandwidth(0);

    /** Returns a link with what most formats state at most. */
    public static PartialLink of(
            int line, String id, String from, String to, @Nullable Bandwidth bandwidth, @Nullable Duration latency) {
        return new PartialLink(line, id, from, to, bandwidth, bandwidth, latency, 0, null, null, null, null);
    }

    /** Whether it is known to lead one way only. */
    boolean isOneWay() {
        return NONE.equals(forward) || NONE.equals(backward);
    }

    boolean leadsForward() {
        return !NONE.equals(forward);
    }

    /** Returns the capacity that the file states in a direction in which the link leads, or null. */
    @Nullable
    Bandwidth stated() {
        return leadsForward() ? forward : backward;
    }

    /** Returns this link without a way back. */
    PartialLink oneWay() {
        return new PartialLink(line, id, from, to, forward, NONE, latency, lossRate, queue, price, null, null);
    }

    /**
     * Whether {@code back}, stated the other way, can be this line's other direction: both have one queue, and both a price or none.
     */
    boolean isPairOf(PartialLink back) {
        return from.equals(back.to)
                && to.equals(back.from)
                && Objects.equals(queue, back.queue)
                && (price == null) == (back.price == null);
    }

    /** Whether latency and loss are the same as those of another, or not stated. */
    boolean isAlike(PartialLink other) {
        return (latency == null || other.latency == null || latency.equals(other.latency))
                && lossRate == other.lossRate;
    }

    /** Returns one line whose way there is this link and whose way back is {@code back}. */
    PartialLink pairedWith(PartialLink back) {
        return new PartialLink(
                line,
                id,
                from,
                to,
                forward,
                back.forward,
                latency == null ? back.latency : latency,
                lossRate,
                queue,
                price == null || back.price == null ? null : new LinkPrice(price.forward(), back.price.forward()),
                latency == null || back.latency == null || latency.equals(back.latency) ? null : back.latency,
                lossRate == back.lossRate ? null : back.lossRate);
    }
}
