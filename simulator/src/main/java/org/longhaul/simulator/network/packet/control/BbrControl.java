package org.longhaul.simulator.network.packet.control;

import com.google.auto.service.AutoService;

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

    private static final double HIGH_GAIN = 2.89;
    private static final double DRAIN_GAIN = 1 / 2.885;
    private static final double WINDOW_GAIN = 2;
    private static final double[] CYCLE = {1.25, 0.75, 1, 1, 1, 1, 1, 1};
    private static final int RANDOM_PHASES = 7;
    private static final double PACING_MARGIN = 0.99;
    private static final int SMALLEST_WINDOW = 4;
    private static final int BANDWIDTH_ROUNDS = 10;
    private static final long MINIMUM_WINDOW_NANOS = 10_000_000_000L;
    private static final long PROBE_NANOS = 200_000_000;
    private static final long DEFAULT_ROUND_TRIP_NANOS = 1_000_000;
    private static final double SMALL_RATE_BYTES_PER_SECOND = 150_000;
    private static final int LARGEST_BURST = 127;

    private enum Mode {
        START_UP,
        DRAIN,
        PROBE_BANDWIDTH,
        PROBE_ROUND_TRIP
    }

    /** BBR has nothing to set. */
    public record Settings() {}

    /** Registers the control as {@code bbr}. */
    @SuppressWarnings("rawtypes")
    @AutoService(CongestionControlFactory.class)
    public static final class Factory implements CongestionControlFactory<Settings> {
        @Override
        public String id() {
            return "bbr";
        }

        @Override
        public String description() {
            return "Paces at the measured bottleneck rate and bounds what is in flight; hardly minds loss.";
        }

        @Override
        public String source() {
            return "Cardwell, Cheng, Gunn, Hassas Yeganeh, Jacobson, BBR: congestion-based congestion control, ACM Queue"
                    + " 14(5), 2016 (version 1, as in Linux)";
        }

        @Override
        public Class<Settings> settingsType() {
            return Settings.class;
        }

        @Override
        public Settings defaultSettings() {
            return new Settings();
        }

        @Override
        public ConnectionControl create(Settings settings, SenderState sender, long nowNanos) {
            return new BbrControl(sender, nowNanos);
        }
    }

    private final SenderState sender;
    private final WindowedMaximum bandwidth = new WindowedMaximum();
    private final PolicerDetection policer;
    private final AckAggregation aggregation;

    private Mode mode = Mode.START_UP;
    private double pacingRate;
    private boolean seenRoundTrip;
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

    private long rounds;
    private long roundEndDelivered;
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
        initialisePacing();
    }

    private void initialisePacing() {
        long roundTrip = sender.smoothedRoundTripNanos();
        seenRoundTrip = roundTrip > 0;
        double packetsPerNano =
                (double) sender.congestionWindow() / (seenRoundTrip ? roundTrip : DEFAULT_ROUND_TRIP_NANOS);
        pacingRate = rate(packetsPerNano, HIGH_GAIN);
    }

    /** Bytes per second of a rate in packets per nanosecond. */
    private double rate(double packetsPerNano, double gain) {
        return packetsPerNano * 1e9 * sender.segmentBytes() * gain * PACING_MARGIN;
    }

    @Override
    public boolean governsWindow() {
        return true;
    }

    @Override
    public double pacingBytesPerSecond() {
        return pacingRate;
    }

    @Override
    public int smallestBurst() {
        return pacingRate < SMALL_RATE_BYTES_PER_SECOND ? 1 : 2;
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
        pace(presentBandwidth(), pacingGain);
        updateWindow(sample);
    }

    /** Packets per nanosecond. */
    private double maximumBandwidth() {
        return Double.longBitsToDouble(bandwidth.value());
    }

    private double presentBandwidth() {
        return policer.isActive() ? policer.packetsPerNano() : maximumBandwidth();
    }

    private void updateBandwidth(AckSample sample) {
        roundStarts = false;
        if (sample.intervalDelivered() < 0 || sample.intervalNanos() <= 0) {
            return;
        }
        if (sample.priorDelivered() >= roundEndDelivered) {
            roundEndDelivered = sender.delivered();
            rounds++;
            roundStarts = true;
            conserves = false;
        }
        policer.sample(sample, roundStarts, mode == Mode.PROBE_BANDWIDTH);
        if (policer.takeExpired()) {
            startCycle();
        }
        double measured = (double) sample.intervalDelivered() / sample.intervalNanos();
        if (!sample.applicationLimited() || measured >= maximumBandwidth()) {
            // Positive doubles compare as their bits do.
            bandwidth.update(BANDWIDTH_ROUNDS, rounds, Double.doubleToLongBits(measured));
        }
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
            return fullLength && (sample.newlyLost() > 0 || inFlight >= target(maximumBandwidth(), pacingGain));
        }
        return fullLength || inFlight <= target(maximumBandwidth(), 1);
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
            pipe.round(maximumBandwidth());
        }
    }

    private void checkDrain(long nowNanos) {
        if (mode == Mode.START_UP && pipe.isFull()) {
            mode = Mode.DRAIN;
            sender.slowStartThreshold(target(maximumBandwidth(), 1));
        }
        if (mode == Mode.DRAIN && inNetworkAtDeparture(nowNanos, sender.inFlight()) <= target(maximumBandwidth(), 1)) {
            startCycle();
        }
    }

    /** Packets in the network when the next paced burst will leave. */
    private long inNetworkAtDeparture(long nowNanos, int inFlight) {
        long ahead = Math.max(0, sender.nextDepartureNanos() - nowNanos);
        long delivered = (long) (maximumBandwidth() * ahead);
        long atDeparture = (long) inFlight + (pacingGain > 1 ? burst() : 0);
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
                roundEndDelivered = sender.delivered();
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

    private void pace(double packetsPerNano, double gain) {
        if (!seenRoundTrip && sender.smoothedRoundTripNanos() > 0) {
            initialisePacing();
        }
        double next = rate(packetsPerNano, gain);
        if (pipe.isFull() || next > pacingRate) {
            pacingRate = next;
        }
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
            roundEndDelivered = sender.delivered();
            next = sender.inFlight() + sample.newlyDelivered();
        } else if (recovered && !recovers) {
            next = Math.max(next, priorWindow);
            conserves = false;
        }
        priorState = state;
        return conserves ? Math.max(next, sender.inFlight() + sample.newlyDelivered()) : next;
    }

    private int bandwidthDelayProduct(double packetsPerNano, double gain) {
        if (minimumRoundTripNanos == Long.MAX_VALUE) {
            return sender.initialWindow();
        }
        return (int) Math.ceil(packetsPerNano * minimumRoundTripNanos * gain);
    }

    /** Room for bursts at sender, receiver and network. */
    private int quantised(int packets) {
        int rounded = packets + 3 * burst();
        rounded = (rounded + 1) & ~1;
        return mode == Mode.PROBE_BANDWIDTH && phase == 0 ? rounded + 2 : rounded;
    }

    private int target(double packetsPerNano, double gain) {
        return quantised(bandwidthDelayProduct(packetsPerNano, gain));
    }

    private int burst() {
        int packets = (int) (Math.min(pacingRate / 1024, 65_536) / sender.segmentBytes());
        return Math.min(LARGEST_BURST, Math.max(packets, smallestBurst()));
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
            pace(presentBandwidth(), 1);
        } else if (mode == Mode.PROBE_ROUND_TRIP) {
            endProbe(nowNanos);
        }
    }

    private long modeHash() {
        return switch (mode) {
            case START_UP -> 1;
            case DRAIN -> 2;
            case PROBE_BANDWIDTH -> 3;
            case PROBE_ROUND_TRIP -> 4;
        };
    }

    @Override
    public long stateHash(long nowNanos) {
        long hash = modeHash() * 31 + phase;
        hash = hash * 31 + Double.doubleToLongBits(pacingRate);
        hash = hash * 31 + bandwidth.value();
        hash = hash * 31 + minimumRoundTripNanos;
        hash = hash * 31 + (nowNanos - minimumStampNanos);
        hash = hash * 31 + (nowNanos - phaseStartNanos);
        hash = hash * 31 + pipe.stateHash();
        hash = hash * 31 + rounds;
        return hash * 31 + phaseDraws;
    }
}
