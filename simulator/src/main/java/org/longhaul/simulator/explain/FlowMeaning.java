package org.longhaul.simulator.explain;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import org.longhaul.simulator.network.HostBuffers;
import org.longhaul.simulator.network.flow.fluid.FlowSettings;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.Durations;

/** What the effects of the flow network mean for one transfer, with its figures. */
final class FlowMeaning {

    private static final double NANOS_PER_SECOND = 1e9;

    private final FlowSettings settings;
    private final TransferExplanation.Path path;

    FlowMeaning(FlowSettings settings, TransferExplanation.Path path) {
        this.settings = settings;
        this.path = path;
    }

    /** One line about an effect. */
    String of(Effects.Stage stage) {
        return switch (stage.name()) {
            case "connection setup" -> "one round trip before the first byte";
            case "slow start" ->
                format(
                        "%d segments in the first round trip (%s), then doubling",
                        settings.initialWindow(), roundTrip());
            case "maximum window" ->
                format("%.1f MB%s each round trip: at most %s", settings.maximumWindow() / 1e6, hosts(), windowRate());
            case "headers" -> format("%d of every %d bytes", settings.headerBytes(), settings.mtuBytes());
            case "acknowledgements" -> "those of data the other way take their part of the links";
            case "loss limit" ->
                format(
                        "%s %% of packets lost, each loss cuts the window",
                        rounded(100 * path.lossRate()).stripTrailingZeros().toPlainString());
            case "queueing" -> "delay at full links, windows held down, repair of what overflowed";
            case "rtt bias" -> "flows of unequal round trips share unequally";
            default -> stage.meaning();
        };
    }

    private String roundTrip() {
        return Durations.rounded(path.roundTripNanos() / NANOS_PER_SECOND);
    }

    private String hosts() {
        HostBuffers hosts = HostBuffers.holding(settings.maximumWindow());
        return hosts == null ? "" : " (" + hosts.id() + ")";
    }

    private String windowRate() {
        double bits = settings.maximumWindow() * 8.0 * NANOS_PER_SECOND / path.roundTripNanos();
        long most = rounded(Math.min(bits, Long.MAX_VALUE)).longValue();
        return new Bandwidth(most).toString();
    }

    private static BigDecimal rounded(double value) {
        return new BigDecimal(value).round(new MathContext(3));
    }

    private static String format(String form, Object... values) {
        return String.format(Locale.ROOT, form, values);
    }
}
