package org.longhaul.simulator.validation;

import java.util.Locale;
import org.longhaul.extension.RecordValues;
import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.NetworkContext;
import org.longhaul.simulator.network.packet.PacketModel;
import org.longhaul.simulator.network.packet.PacketSettings;

/**
 * The {@code packet} network set as the measurements were made: links that lose data only and are late.
 *
 * <p>The link emulator of the measurements was late by 20 to 80 µs on average. One that was built like it and run on the
 * same kernel was late by 50 to 70 µs, of which less than a third of the packets made up two thirds: nearly an exponential
 * distribution, with the mean stated here. Lateness of that form breaks up bursts and lockstep that would else decide which
 * flow loses.
 *
 * <p>Receiving programs there read late too: on that kernel, the acknowledgement of a single pushed packet followed the packet
 * by 25 to 200 µs, half of them within 77 to 115 µs, on a busy machine, which adds to it.
 *
 * <p>Which flow loses first in slow start, and whose packet meets a full queue, is chance in the measurements and here. Every
 * figure is therefore the mean of twenty runs with their own seeds and, where flows compete for a queue, their own starts.
 */
public final class PacketUnderTest implements NetworkUnderTest {

    private static final int RUNS = 20;
    private static final long LEADING_BYTES = 8;
    private static final double MEAN_LATENESS_MICROS = 50;
    private static final double MEAN_READ_DELAY_MICROS = 50;

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
        PacketSettings quiet = RecordValues.with(PacketSettings.defaults(), "acknowledgementLoss", false);
        PacketSettings bursts = RecordValues.with(quiet, "segmentationOffload", true);
        PacketSettings late = RecordValues.with(bursts, "jitterMicros", MEAN_LATENESS_MICROS);
        return RecordValues.with(late, "readDelayMicros", MEAN_READ_DELAY_MICROS);
    }

    @Override
    public Network create(CongestionControl control, long maximumWindow, int packetBytes, NetworkContext context) {
        PacketSettings asked = RecordValues.with(settings, "maximumTransmissionUnitBytes", packetBytes)
                .withCongestionControl(control.name().toLowerCase(Locale.ROOT))
                .withMaximumWindow(maximumWindow);
        return new PacketModel().create(asked, context);
    }

    @Override
    public int runs(boolean chance) {
        return runs;
    }

    @Override
    public long constantLatenessNanos() {
        return 0;
    }

    @Override
    public long leadingBytes() {
        return LEADING_BYTES;
    }
}
