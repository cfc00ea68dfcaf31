package org.longhaul.simulator.network.packet.control;

/**
 * Proportional rate reduction: brings the window down to the slow-start threshold over a recovery, in proportion to
 * what is delivered, and never lets it fall below what keeps the path's clock going.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9937">RFC 9937, Proportional Rate Reduction</a>
 */
public final class WindowReduction {

    private int priorWindow;
    private int delivered;
    private int sent;

    public void begin(int window) {
        priorWindow = Math.max(1, window);
        delivered = 0;
        sent = 0;
    }

    public void sent(int packets) {
        sent += packets;
    }

    /**
     * The window after an acknowledgement.
     *
     * @param clean whether it advanced in order and showed no new loss
     */
    public int window(int threshold, int inFlight, int newlyDelivered, boolean clean) {
        delivered += newlyDelivered;
        int room = threshold - inFlight;
        long sendable;
        if (room < 0) {
            sendable = ((long) threshold * delivered + priorWindow - 1) / priorWindow - sent;
        } else {
            sendable = Math.max((long) delivered - sent, newlyDelivered) + (clean ? 1 : 0);
            sendable = Math.min(room, sendable);
        }
        // The first retransmission leaves at once.
        sendable = Math.max(sendable, sent == 0 ? 1 : 0);
        return (int) (inFlight + sendable);
    }
}
