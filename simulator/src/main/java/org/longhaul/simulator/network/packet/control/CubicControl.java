package org.longhaul.simulator.network.packet.control;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import org.longhaul.extension.PlainNumber;
import org.longhaul.extension.Provides;
import org.longhaul.simulator.network.CongestionControl;

/**
 * CUBIC: the window follows a cubic of the time since the last loss, W(t) = C (t - K)³ + W_max with K = ∛((W_max - W) /
 * C), and never grows slower than Reno would; HyStart ends slow start before it overruns the queue.
 *
 * <p><b>Differs from the source.</b> As Linux: the target is taken one smallest round trip ahead, a first growth beyond
 * slow start adds at least a packet for 20 acknowledged, and growth is at most one packet for two acknowledged.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9438">RFC 9438, CUBIC for Fast and Long-Distance Networks, section 4</a>
 */
public final class CubicControl implements ConnectionControl {

    private static final int MOST_INITIAL_SPACING = 20;
    private static final int LEAST_SPACING = 2;
    private static final long CLOCK_TICK_NANOS = 1_000_000;
    private static final long SETTLING_NANOS = 1_000_000_000;

    /**
     * Registers the control as {@code cubic}.
     *
     * @param beta factor that the window falls to on a loss, above 0 and below 1
     * @param scale C, packets per second cubed; positive
     * @param fastConvergence whether a flow that lost before it was back at its last maximum leaves room for others
     * @param hyStart whether slow start ends when round trips or trains of acknowledgements grow
     */
    @AutoService(CongestionControlFactory.class)
    @Provides(
            id = "cubic",
            description =
                    "Grows the window along a cubic of the time since the last loss, with HyStart; the default of Linux.",
            source = "RFC 9438, CUBIC for Fast and Long-Distance Networks; Ha, Rhee, Taming the elephants: new TCP slow"
                    + " start, Computer Networks 55(9), 2011")
    public record Factory(
            @JsonProperty(defaultValue = "0.7001953125")
                    @JsonPropertyDescription("factor that the window falls to on a loss, above 0 and below 1")
                    double beta,
            @JsonProperty(defaultValue = "0.4")
                    @JsonPropertyDescription("scale C of the cubic, packets per second cubed, positive")
                    double scale,
            @JsonProperty(defaultValue = "true")
                    @JsonPropertyDescription("whether a flow that lost early leaves room for others")
                    boolean fastConvergence,
            @JsonProperty(defaultValue = "true")
                    @JsonPropertyDescription("whether slow start ends when delays or trains of acknowledgements grow")
                    boolean hyStart)
            implements CongestionControlFactory {
        private static final double BETA = 717 / 1024.0;
        private static final double SCALE = 0.4;

        public Factory {
            if (!(beta > 0 && beta < 1)) {
                throw new IllegalArgumentException("beta (" + PlainNumber.of(beta) + ") must be above 0 and below 1.");
            }
            if (!(scale > 0 && scale < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "scale (" + PlainNumber.of(scale) + ") must be positive and finite.");
            }
        }

        /** As Linux has it. */
        public Factory() {
            this(BETA, SCALE, true, true);
        }

        @Override
        public ConnectionControl create(SenderState sender, long nowNanos) {
            return new CubicControl(this, sender, nowNanos);
        }
    }

    private final Factory settings;
    private final SenderState sender;
    private final AdditiveIncrease increase = new AdditiveIncrease();
    private final HyStart hyStart;
    private final double renoGain;

    private double lastMaximum;
    private long epochNanos = -1;
    private double origin;
    private double plateauSeconds;
    private double renoWindow;
    private double renoAcknowledged;
    private long smallestRoundTripNanos;
    private int spacing;
    private int lastWindow;
    private long lastNanos;

    CubicControl(Factory settings, SenderState sender, long nowNanos) {
        this.settings = settings;
        this.sender = sender;
        this.hyStart = new HyStart(sender, nowNanos);
        // Packets that Reno with this beta adds for each window acknowledged: RFC 9438, section 4.3.
        this.renoGain = 3 * (1 - settings.beta()) / (1 + settings.beta());
    }

    @Override
    public void roundTrip(AckSample sample) {
        if (epochNanos >= 0 && sample.nowNanos() - epochNanos < SETTLING_NANOS) {
            return;
        }
        long roundTrip = Math.max(1, sample.roundTripNanos());
        if (smallestRoundTripNanos == 0 || roundTrip < smallestRoundTripNanos) {
            smallestRoundTripNanos = roundTrip;
        }
        if (settings.hyStart() && sender.inSlowStart()) {
            hyStart.acknowledged(sample.nowNanos(), roundTrip, smallestRoundTripNanos);
        }
    }

    @Override
    public void acknowledged(AckSample sample) {
        if (!sender.isWindowLimited()) {
            return;
        }
        int left = AdditiveIncrease.slowStart(sender, sample.newlyDelivered());
        if (left > 0) {
            updateSpacing(sample.nowNanos(), left);
            increase.grow(sender, spacing, left);
        }
    }

    private void updateSpacing(long nowNanos, int acknowledged) {
        int window = sender.congestionWindow();
        renoAcknowledged += acknowledged;
        if (lastWindow == window && nowNanos - lastNanos <= CongestionControl.CUBIC_RECALCULATION_NANOS) {
            return;
        }
        if (epochNanos < 0 || nowNanos - lastNanos >= CLOCK_TICK_NANOS) {
            followCubic(nowNanos, window, acknowledged);
        }
        keepUpWithReno(window);
        spacing = Math.max(spacing, LEAST_SPACING);
    }

    private void followCubic(long nowNanos, int window, int acknowledged) {
        lastWindow = window;
        lastNanos = nowNanos;
        if (epochNanos < 0) {
            epochNanos = nowNanos;
            renoAcknowledged = acknowledged;
            renoWindow = window;
            origin = Math.max(lastMaximum, window);
            plateauSeconds = StrictMath.cbrt((origin - window) / settings.scale());
        }
        double target = cubicWindow((nowNanos - epochNanos + smallestRoundTripNanos) / 1e9);
        double spread = target > window ? window / (target - window) : 100.0 * window;
        spacing = (int) Math.min(Integer.MAX_VALUE, Math.max(1, spread));
        if (lastMaximum == 0 && spacing > MOST_INITIAL_SPACING) {
            spacing = MOST_INITIAL_SPACING;
        }
    }

    /** The window that the cubic asks for, packets, so many seconds after the growth began. */
    double cubicWindow(double seconds) {
        double offset = seconds - plateauSeconds;
        return origin + settings.scale() * offset * offset * offset;
    }

    private void keepUpWithReno(int window) {
        double perPacket = window / renoGain;
        if (renoAcknowledged > perPacket) {
            double steps = Math.floor(renoAcknowledged / perPacket);
            renoAcknowledged -= steps * perPacket;
            renoWindow += steps;
        }
        if (renoWindow > window) {
            spacing = (int) Math.min(spacing, Math.max(1, window / (renoWindow - window)));
        }
    }

    @Override
    public int thresholdAfterLoss() {
        int window = sender.congestionWindow();
        epochNanos = -1;
        increase.reset();
        lastMaximum = settings.fastConvergence() && window < lastMaximum ? window * (1 + settings.beta()) / 2 : window;
        return Math.max((int) (window * settings.beta()), 2);
    }

    @Override
    public void stateChanges(RecoveryState to, long nowNanos) {
        if (to == RecoveryState.LOSS) {
            lastMaximum = 0;
            epochNanos = -1;
            spacing = 0;
            lastWindow = 0;
            lastNanos = 0;
            smallestRoundTripNanos = 0;
            renoWindow = 0;
            renoAcknowledged = 0;
            hyStart.forget();
            hyStart.begin(nowNanos);
        }
    }

    @Override
    public void resumes(long nowNanos, long idleNanos) {
        // Time without data does not move the window along the cubic.
        if (epochNanos >= 0 && idleNanos > 0) {
            epochNanos = Math.min(nowNanos, epochNanos + idleNanos);
        }
    }

    @Override
    public long stateHash(long nowNanos) {
        long hash = Double.doubleToLongBits(lastMaximum);
        hash = hash * 31 + (epochNanos < 0 ? -1 : nowNanos - epochNanos);
        hash = hash * 31 + Double.doubleToLongBits(origin);
        hash = hash * 31 + Double.doubleToLongBits(renoWindow);
        hash = hash * 31 + Double.doubleToLongBits(renoAcknowledged);
        hash = hash * 31 + smallestRoundTripNanos;
        hash = hash * 31 + spacing;
        hash = hash * 31 + increase.counted();
        return hash * 31 + hyStart.stateHash(nowNanos);
    }
}
