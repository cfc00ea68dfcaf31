package org.longhaul.simulator.network.packet;

import org.longhaul.simulator.network.packet.control.RecoveryState;

/**
 * Whether a sender uses its window, and what becomes of a window that it does not use.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc2861">RFC 2861, TCP Congestion Window Validation</a>
 */
final class WindowUsage {

    private final TcpSender sender;
    private final boolean shrinks;
    private boolean limited;
    private long roundEnd;
    private int mostOut;
    private int mostUsed;
    private long stampNanos;

    WindowUsage(TcpSender sender, PacketSettings settings, long nowNanos) {
        this.sender = sender;
        this.shrinks = settings.slowStartAfterIdle();
        this.stampNanos = nowNanos;
    }

    /** Whether the window holds the sender back; in slow start also while less than half of it was used. */
    boolean isWindowLimited() {
        return limited || (sender.inSlowStart() && sender.congestionWindow() < 2 * mostOut);
    }

    void stamp(long nowNanos) {
        stampNanos = nowNanos;
    }

    /** A burst was sent, or none could be because of the window. */
    void validate(long nowNanos, boolean windowLimits) {
        Scoreboard board = sender.board;
        if (board.unacknowledged >= roundEnd || windowLimits || (!limited && board.packetsOut() > mostOut)) {
            limited = windowLimits;
            mostOut = board.packetsOut();
            roundEnd = board.next;
        }
        if (isWindowLimited()) {
            mostUsed = 0;
            stampNanos = nowNanos;
            return;
        }
        mostUsed = Math.max(mostUsed, board.packetsOut());
        if (shrinks && nowNanos - stampNanos >= sender.timeoutNanos() && !sender.control.governsWindow()) {
            shrinkToUse(nowNanos);
        }
    }

    private void shrinkToUse(long nowNanos) {
        if (sender.state() == RecoveryState.OPEN) {
            int used = Math.max(mostUsed, sender.initialWindow());
            int window = sender.congestionWindow();
            if (used < window) {
                sender.slowStartThreshold(presentThreshold());
                sender.congestionWindow((window + used) / 2);
            }
            mostUsed = 0;
        }
        stampNanos = nowNanos;
    }

    /** Halves the window for each timeout that nothing was sent for, down to the initial one. */
    void restartAfterIdle(long nowNanos, long lastSendNanos) {
        long timeout = sender.timeoutNanos();
        long idle = nowNanos - lastSendNanos;
        if (!shrinks || idle <= timeout) {
            return;
        }
        int window = sender.congestionWindow();
        int restart = Math.min(sender.initialWindow(), window);
        sender.slowStartThreshold(presentThreshold());
        for (long left = idle - timeout; left > 0 && window > restart; left -= timeout) {
            window >>= 1;
        }
        sender.congestionWindow(Math.max(window, restart));
        stampNanos = nowNanos;
        mostUsed = 0;
    }

    private int presentThreshold() {
        int threshold = sender.slowStartThreshold();
        int window = sender.congestionWindow();
        return sender.recovery.isReducing() ? threshold : Math.max(threshold, window / 2 + window / 4);
    }

    long stateHash(long nowNanos) {
        return (nowNanos - stampNanos) * 31 + mostUsed;
    }
}
