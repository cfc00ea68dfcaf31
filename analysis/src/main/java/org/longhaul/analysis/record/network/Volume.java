package org.longhaul.analysis.record.network;

/**
 * What exchanges came to for one worker, counted three ways, in bytes.
 *
 * @param vectorBytes what the trained tensors encode to, each counted once
 * @param chargedBytes the same for the model that is charged: equal to {@code vectorBytes} when that is the trained one
 * @param linkBytes what the collectives make a worker's host put on its links: with a ring of W workers about 2 (W − 1) / W
 *     times {@code chargedBytes}; the mean over the workers, with headers and retransmissions where the network model has them;
 *     what is only passed on for others is not counted, nor what stays within a host
 */
public record Volume(long vectorBytes, long chargedBytes, long linkBytes) {

    /** Checks that no count is negative. */
    public Volume {
        if (vectorBytes < 0 || chargedBytes < 0 || linkBytes < 0) {
            throw new IllegalArgumentException("volume (" + vectorBytes + ", " + chargedBytes + ", " + linkBytes
                    + ") must not have a negative count");
        }
    }
}
