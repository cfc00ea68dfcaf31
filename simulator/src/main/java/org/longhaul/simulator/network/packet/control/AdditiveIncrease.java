package org.longhaul.simulator.network.packet.control;

/** Growth of a window by whole packets: one for each of so many packets acknowledged. */
final class AdditiveIncrease {

    private int counted;

    /**
     * Slow start: one packet for each acknowledged, up to the threshold; returns how many acknowledged are left over.
     */
    static int slowStart(SenderState sender, int acknowledged) {
        int window = sender.congestionWindow();
        int threshold = sender.slowStartThreshold();
        if (window >= threshold) {
            return acknowledged;
        }
        int grown = (int) Math.min((long) window + acknowledged, threshold);
        sender.congestionWindow(grown);
        return acknowledged - (grown - window);
    }

    /** Adds one packet to the window for each {@code every} acknowledged. */
    void grow(SenderState sender, int every, int acknowledged) {
        int window = sender.congestionWindow();
        if (counted >= every) {
            counted = 0;
            window++;
        }
        counted += acknowledged;
        if (counted >= every) {
            int steps = counted / every;
            counted -= steps * every;
            window += steps;
        }
        sender.congestionWindow(window);
    }

    void reset() {
        counted = 0;
    }

    int counted() {
        return counted;
    }
}
