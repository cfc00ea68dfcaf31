package org.longhaul.simulator.network;

/**
 * How Linux's receivers hold acknowledgements up, in every network model that knows of it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5681">RFC 5681, section 4.2: every second segment is acknowledged, an odd one after
 *     a while</a>
 */
public final class DelayedAcknowledgements {
    private DelayedAcknowledgements() {}

    /** Segments that are acknowledged one by one at first, and again after a pause: Linux's quick acknowledgements. */
    public static int oneByOne() {
        return 16;
    }

    /** What an odd segment's is held up for, nanoseconds: the least that Linux takes. */
    public static long heldUpNanos() {
        return 40_000_000L;
    }
}
