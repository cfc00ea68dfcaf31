package org.longhaul.simulator.network.packet.control;

import com.google.auto.service.AutoService;
import org.longhaul.extension.Provides;

/**
 * Reno: the window grows by a packet for each packet acknowledged in slow start, by one a round trip after, and halves
 * on a loss.
 *
 * <p><b>Differs from the source.</b> Growth counts packets acknowledged, not acknowledgements (RFC 3465 without its
 * limit), and stops while the application uses less than the window, as in Linux.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5681#section-3.1">RFC 5681, TCP Congestion Control, section 3.1</a>
 */
public final class RenoControl implements ConnectionControl {

    /** Registers the control as {@code reno}; it has nothing to set. */
    @AutoService(CongestionControlFactory.class)
    @Provides(
            id = "reno",
            description = "Adds one packet to the window each round trip and halves it on a loss.",
            source = "RFC 5681, TCP Congestion Control, section 3.1")
    public record Factory() implements CongestionControlFactory {
        @Override
        public ConnectionControl create(SenderState sender, long nowNanos) {
            return new RenoControl(sender);
        }
    }

    private final SenderState sender;
    private final AdditiveIncrease increase = new AdditiveIncrease();

    RenoControl(SenderState sender) {
        this.sender = sender;
    }

    @Override
    public void acknowledged(AckSample sample) {
        if (!sender.isWindowLimited()) {
            return;
        }
        int left = AdditiveIncrease.slowStart(sender, sample.newlyDelivered());
        if (left > 0) {
            increase.grow(sender, sender.congestionWindow(), left);
        }
    }

    @Override
    public int thresholdAfterLoss() {
        increase.reset();
        return Math.max(sender.congestionWindow() / 2, 2);
    }

    @Override
    public long stateHash(long nowNanos) {
        return increase.counted();
    }
}
