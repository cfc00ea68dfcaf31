package org.longhaul.simulator.network.packet.control;

import com.google.auto.service.AutoService;
import org.longhaul.extension.Provides;

/**
 * BBR, version 1: paces at the largest delivery rate of the last ten round trips and keeps about two bandwidth-delay
 * products in flight.
 *
 * <p><b>Model.</b> Start-up at 2.89 times the rate until it stops growing by a quarter in three rounds; drain; then a
 * cycle of eight round trips that probes with 5/4, yields with 3/4 and cruises; every 10 s without a smaller round trip
 * 200 ms with four packets in flight. A rate that stays put through two lossy spells is held for a policer's and kept
 * for 48 rounds.
 *
 * <p><b>Differs from the source.</b> As Linux's tcp_bbr: windows are rounded to bursts, and aggregated acknowledgements
 * are allowed for in the window.
 *
 * @see <a href="https://doi.org/10.1145/3012426.3022184">Cardwell, Cheng, Gunn, Hassas Yeganeh, Jacobson, "BBR:
 *     congestion-based congestion control", ACM Queue 14(5), 2016</a>
 * @see <a href="https://datatracker.ietf.org/doc/html/draft-cardwell-iccrg-bbr-congestion-control-00">Internet-Draft
 *     draft-cardwell-iccrg-bbr-congestion-control-00</a>
 */
public final class BbrControl implements ConnectionControl {

    static final double HIGH_GAIN = 2.89;
    private static final double DRAIN_GAIN = 1 / 2.885;
    private static final double WINDOW_GAIN = 2;
    private static final double[] CYCLE = {1.25, 0.75, 1, 1, 1, 1, 1, 1};
    private static final int RANDOM_PHASES = 7;
    private static final int SMALLEST_WINDOW = 4;
    private static final long MINIMUM_WINDOW_NANOS = 10_000_000_000L;
    private static final long PROBE_NANOS = 200_000_000;

    private enum Mode {
        START_UP(1),
        DRAIN(2),
        PROBE_BANDWIDTH(3),
        PROBE_ROUND_TRIP(4);

        private final long hash;

        Mode(long hash) {
            this.hash = hash;
        }
    }

    /** Registers the control as {@code bbr}; it has nothing to set. */
    @AutoService(CongestionControlFactory.class)
    @Provides(
            id = "bbr",
            description = "Paces at the measured bottleneck rate and bounds what is in flight; hardly minds loss.",
            source =
                    "Cardwell, Cheng, Gunn, Hassas Yeganeh, Jacobson, BBR: congestion-based congestion control, ACM Queue"
                            + " 14(5), 2016 (version 1, as in Linux)")
    public record Factory() implements CongestionControlFactory {
        @Override
        public ConnectionControl create(SenderState sender, long nowNanos) {
            return new BbrControl(sender, nowNanos);
        }
    }

    private final SenderState sender;
    private final DeliveryRounds rounds = new DeliveryRounds();
    private final PolicerDetection policer;
    private final AckAggregation aggregation;

    private Mode mode = Mode.START_UP;
    private final BbrPacing pacing;
    private double pacingGain = HIGH_GAIN;
    private double windowGain = HIGH_GAIN;
    private int phase;
    private long phaseStartNanos;
    private int phaseDraws;

    private long minimumRoundTripNanos;
    private long minimumStampNanos;
    private long probeDoneNanos;
    private boolean probeRoundDone;
    private int priorWindow;

    private boolean roundStarts;
    private final FullPipe pipe = new FullPipe();
    private boolean idleRestart;
    private boolean conserves;
    private RecoveryState priorState = RecoveryState.OPEN;

    BbrControl(SenderState sender, long nowNanos) {
        this.sender = sender;
        this.policer = new PolicerDetection(sender, nowNanos);
        this.aggregation = new AckAggregation(nowNanos);
        minimumRoundTripNanos = sender.minimumRoundTripNanos();
        minimumStampNanos = nowNanos;
        phaseStartNanos = nowNanos;
        pacing = new BbrPacing(sender);
    }

    @Override
    public boolean governsWindow() {
        return true;
    }

    @Override
    public double pacingBytesPerSecond() {
        return pacing.bytesPerSecond();
    }

    @Override
    public int smallestBurst() {
        return pacing.smallestBurst();
    }

    @Override
    public void acknowledged(AckSample sample) {
        updateBandwidth(sample);
        aggregation.update(sample, sender.congestionWindow(), roundStarts, presentBandwidth());
        updatePhase(sample);
        checkFull(sample);
        checkDrain(sample.nowNanos());
        updateMinimum(sample);
        updateGains();
        pacing.follow(presentBandwidth(), pacingGain, pipe.isFull());
        updateWindow(sample);
    }

    private double presentBandwidth() {
        return policer.isActive() ? policer.packetsPerNano() : rounds.packetsPerNano();
    }

    private void updateBandwidth(AckSample sample) {
        roundStarts = false;
        if (sample.intervalDelivered() < 0 || sample.intervalNanos() <= 0) {
            return;
        }
        if (rounds.begins(sample, sender.delivered())) {
            roundStarts = true;
            conserves = false;
        }
        policer.sample(sample, roundStarts, mode == Mode.PROBE_BANDWIDTH);
        if (policer.takeExpired()) {
            startCycle();
        }
        rounds.measure(sample);
    }

    private void updatePhase(AckSample sample) {
        if (mode == Mode.PROBE_BANDWIDTH && isPhaseOver(sample)) {
            phase = (phase + 1) % CYCLE.length;
            phaseStartNanos = sender.deliveredNanos();
        }
    }

    private boolean isPhaseOver(AckSample sample) {
        boolean fullLength = sender.deliveredNanos() - phaseStartNanos > minimumRoundTripNanos;
        if (pacingGain == 1) {
            return fullLength;
        }
        long inFlight = inNetworkAtDeparture(sample.nowNanos(), sample.priorInFlight());
        if (pacingGain > 1) {
            return fullLength && (sample.newlyLost() > 0 || inFlight >= target(rounds.packetsPerNano(), pacingGain));
        }
        return fullLength || inFlight <= target(rounds.packetsPerNano(), 1);
    }

    private void startCycle() {
        mode = Mode.PROBE_BANDWIDTH;
        phaseDraws++;
        phase = CYCLE.length - 1 - sender.random().nextInt(RANDOM_PHASES);
        phase = (phase + 1) % CYCLE.length;
        phaseStartNanos = sender.deliveredNanos();
    }

    private void checkFull(AckSample sample) {
        if (roundStarts && !sample.applicationLimited()) {
            pipe.round(rounds.packetsPerNano());
        }
    }

    private void checkDrain(long nowNanos) {
        if (mode == Mode.START_UP && pipe.isFull()) {
            mode = Mode.DRAIN;
            sender.slowStartThreshold(target(rounds.packetsPerNano(), 1));
        }
        if (mode == Mode.DRAIN
                && inNetworkAtDeparture(nowNanos, sender.inFlight()) <= target(rounds.packetsPerNano(), 1)) {
            startCycle();
        }
    }

    /** Packets in the network when the next paced burst will leave. */
    private long inNetworkAtDeparture(long nowNanos, int inFlight) {
        long ahead = Math.max(0, sender.nextDepartureNanos() - nowNanos);
        long delivered = (long) (rounds.packetsPerNano() * ahead);
        long atDeparture = (long) inFlight + (pacingGain > 1 ? pacing.burst() : 0);
        return Math.max(0, atDeparture - delivered);
    }

    private void updateMinimum(AckSample sample) {
        long now = sample.nowNanos();
        boolean expired = now > minimumStampNanos + MINIMUM_WINDOW_NANOS;
        long roundTrip = sample.roundTripNanos();
        if (roundTrip >= 0 && (roundTrip < minimumRoundTripNanos || (expired && !sample.maybeDelayed()))) {
            minimumRoundTripNanos = roundTrip;
            minimumStampNanos = now;
        }
        if (expired && !idleRestart && mode != Mode.PROBE_ROUND_TRIP) {
            mode = Mode.PROBE_ROUND_TRIP;
            saveWindow();
            probeDoneNanos = 0;
        }
        if (mode == Mode.PROBE_ROUND_TRIP) {
            sender.markApplicationLimited();
            if (probeDoneNanos == 0 && sender.inFlight() <= SMALLEST_WINDOW) {
                probeDoneNanos = now + PROBE_NANOS;
                probeRoundDone = false;
                rounds.endAfter(sender.delivered());
            } else if (probeDoneNanos != 0) {
                probeRoundDone |= roundStarts;
                if (probeRoundDone) {
                    endProbe(now);
                }
            }
        }
        if (sample.intervalDelivered() > 0) {
            idleRestart = false;
        }
    }

    private void endProbe(long nowNanos) {
        if (probeDoneNanos == 0 || nowNanos <= probeDoneNanos) {
            return;
        }
        minimumStampNanos = nowNanos;
        sender.congestionWindow(Math.max(sender.congestionWindow(), priorWindow));
        if (pipe.isFull()) {
            startCycle();
        } else {
            mode = Mode.START_UP;
        }
    }

    private void updateGains() {
        switch (mode) {
            case START_UP -> gains(HIGH_GAIN, HIGH_GAIN);
            case DRAIN -> gains(DRAIN_GAIN, HIGH_GAIN);
            case PROBE_BANDWIDTH -> gains(policer.isActive() ? 1 : CYCLE[phase], WINDOW_GAIN);
            case PROBE_ROUND_TRIP -> gains(1, 1);
        }
    }

    private void gains(double pacing, double window) {
        pacingGain = pacing;
        windowGain = window;
    }

    private void updateWindow(AckSample sample) {
        int window = sender.congestionWindow();
        int acknowledged = sample.newlyDelivered();
        if (acknowledged > 0) {
            window = followState(sample, window);
            if (!conserves) {
                window = grow(window, acknowledged);
            }
        }
        if (mode == Mode.PROBE_ROUND_TRIP) {
            window = Math.min(window, SMALLEST_WINDOW);
        }
        sender.congestionWindow(window);
    }

    private int grow(int window, int acknowledged) {
        int target = bandwidthDelayProduct(presentBandwidth(), windowGain);
        if (pipe.isFull()) {
            target += aggregation.extraPackets(presentBandwidth());
        }
        target = quantised(target);
        int grown = window;
        if (pipe.isFull()) {
            grown = Math.min(window + acknowledged, target);
        } else if (window < target || sender.delivered() < sender.initialWindow()) {
            grown = window + acknowledged;
        }
        return Math.max(grown, SMALLEST_WINDOW);
    }

    /** Packet conservation in the first round of a recovery, the former window after it. */
    private int followState(AckSample sample, int window) {
        RecoveryState state = sender.state();
        boolean recovers = state.compareTo(RecoveryState.RECOVERY) >= 0;
        boolean recovered = priorState.compareTo(RecoveryState.RECOVERY) >= 0;
        int next = Math.max(window - sample.newlyLost(), 1);
        if (state == RecoveryState.RECOVERY && priorState != RecoveryState.RECOVERY) {
            conserves = true;
            rounds.endAfter(sender.delivered());
            next = sender.inFlight() + sample.newlyDelivered();
        } else if (recovered && !recovers) {
            next = Math.max(next, priorWindow);
            conserves = false;
        }
        priorState = state;
        return conserves ? Math.max(next, sender.inFlight() + sample.newlyDelivered()) : next;
    }

    private int bandwidthDelayProduct(double packetsPerNano, double gain) {
        return minimumRoundTripNanos == Long.MAX_VALUE
                ? sender.initialWindow()
                : (int) Math.ceil(packetsPerNano * minimumRoundTripNanos * gain);
    }

    /** Room for bursts at sender, receiver and network. */
    private int quantised(int packets) {
        int rounded = (packets + 3 * pacing.burst() + 1) & ~1;
        return mode == Mode.PROBE_BANDWIDTH && phase == 0 ? rounded + 2 : rounded;
    }

    private int target(double packetsPerNano, double gain) {
        return quantised(bandwidthDelayProduct(packetsPerNano, gain));
    }

    private void saveWindow() {
        if (priorState.compareTo(RecoveryState.RECOVERY) < 0 && mode != Mode.PROBE_ROUND_TRIP) {
            priorWindow = sender.congestionWindow();
        } else {
            priorWindow = Math.max(priorWindow, sender.congestionWindow());
        }
    }

    @Override
    public int thresholdAfterLoss() {
        saveWindow();
        return sender.slowStartThreshold();
    }

    @Override
    public void stateChanges(RecoveryState to, long nowNanos) {
        if (to == RecoveryState.LOSS) {
            priorState = RecoveryState.LOSS;
            pipe.restart();
            roundStarts = true;
            policer.lossAtTimeout();
        }
    }

    @Override
    public void resumes(long nowNanos, long idleNanos) {
        if (!sender.isApplicationLimited()) {
            return;
        }
        idleRestart = true;
        aggregation.restart(nowNanos);
        if (mode == Mode.PROBE_BANDWIDTH) {
            pacing.follow(presentBandwidth(), 1, pipe.isFull());
        } else if (mode == Mode.PROBE_ROUND_TRIP) {
            endProbe(nowNanos);
        }
    }

    @Override
    public long stateHash(long nowNanos) {
        long hash = mode.hash * 31 + phase;
        hash = hash * 31 + Double.doubleToLongBits(pacing.bytesPerSecond());
        hash = hash * 31 + Double.doubleToLongBits(rounds.packetsPerNano());
        hash = hash * 31 + minimumRoundTripNanos;
        hash = hash * 31 + (nowNanos - minimumStampNanos);
        hash = hash * 31 + (nowNanos - phaseStartNanos);
        hash = hash * 31 + pipe.stateHash();
        hash = hash * 31 + rounds.count();
        return hash * 31 + phaseDraws;
    }
}
