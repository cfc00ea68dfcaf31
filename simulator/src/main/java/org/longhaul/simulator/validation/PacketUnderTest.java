package org.longhaul.simulator.validation;

import java.util.Locale;
import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.NetworkContext;
import org.longhaul.simulator.network.packet.PacketModel;
import org.longhaul.simulator.network.packet.PacketSettings;

/**
 * The {@code packet} network set as the measurements were made: links that lose data only and are late by 20 to 80 µs a packet.
 *
 * <p>Which flow loses first in slow start, and whose packet meets a full queue, is chance in the measurements and here. Every
 * figure is therefore the mean of twenty runs with their own seeds and, where flows compete for a queue, their own starts.
 */
public final class PacketUnderTest implements NetworkUnderTest {

    private static final int RUNS = 20;
    private static final long LEADING_BYTES = 8;
    private static final long LEAST_LATENESS_NANOS = 20_000;
    private static final double LATENESS_SPREAD_MICROS = 60;

    private final PacketSettings settings;
    private final int runs;

    public PacketUnderTest() {
        this(asMeasured(), RUNS);
    }

    PacketUnderTest(PacketSettings settings, int runs) {
        this.settings = settings;
        this.runs = runs;
    }

    /** The settings of the measurements, with CUBIC. */
    static PacketSettings asMeasured() {
        PacketSettings all = PacketSettings.defaults();
        return new PacketSettings(
                all.congestionControl(),
                all.queue(),
                all.loss(),
                all.burstPackets(),
                all.burstLossRate(),
                false,
                all.handshake(),
                all.slowStartAfterIdle(),
                all.initialWindowPackets(),
                all.maximumTransmissionUnitBytes(),
                all.segmentationOffload(),
                LATENESS_SPREAD_MICROS,
                all.smallestTimeoutMillis(),
                all.maximumWindow());
    }

    @Override
    public Network create(CongestionControl control, long maximumWindow, int packetBytes, NetworkContext context) {
        PacketSettings asked = withPackets(packetBytes)
                .withCongestionControl(control.name().toLowerCase(Locale.ROOT))
                .withMaximumWindow(maximumWindow);
        return new PacketModel().create(asked, context);
    }

    private PacketSettings withPackets(int bytes) {
        return new PacketSettings(
                settings.congestionControl(),
                settings.queue(),
                settings.loss(),
                settings.burstPackets(),
                settings.burstLossRate(),
                settings.acknowledgementLoss(),
                settings.handshake(),
                settings.slowStartAfterIdle(),
                settings.initialWindowPackets(),
                bytes,
                settings.segmentationOffload(),
                settings.jitterMicros(),
                settings.smallestTimeoutMillis(),
                settings.maximumWindow());
    }

    @Override
    public int runs(boolean chance) {
        return runs;
    }

    @Override
    public long constantLatenessNanos() {
        return LEAST_LATENESS_NANOS;
    }

    @Override
    public long leadingBytes() {
        return LEADING_BYTES;
    }
}
