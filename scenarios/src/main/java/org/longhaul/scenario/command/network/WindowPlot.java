package org.longhaul.scenario.command.network;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.longhaul.analysis.figure.WindowFigure;
import org.longhaul.analysis.text.Quantities;
import org.longhaul.simulator.explain.TransferExplanation;
import org.longhaul.simulator.explain.WindowTrace;

/** The congestion windows of a transfer as a figure. */
final class WindowPlot {
    private static final double SEGMENT_BYTES = 1448;
    private static final double NANOS_PER_SECOND = 1e9;

    private WindowPlot() {}

    static void write(Path file, WindowTrace trace, TransferExplanation explanation, String congestionControl) {
        String title = Quantities.bytes(explanation.bytes()) + " from " + explanation.source() + " to "
                + explanation.target() + ", " + congestionControl + ": "
                + Quantities.duration(trace.nanos() / NANOS_PER_SECOND);
        String subtitle = "Packet by packet; round trip "
                + Quantities.duration(explanation.path().roundTripNanos() / NANOS_PER_SECOND) + ", "
                + Quantities.bitRate((double) explanation.bottleneck().bitsPerSecond()) + " at "
                + explanation.bottleneck().link();
        WindowFigure.write(
                new WindowFigure.Content(
                        title,
                        subtitle,
                        trace.nanos() / NANOS_PER_SECOND,
                        trace.windows().stream().map(WindowPlot::curve).toList(),
                        levels(explanation),
                        queue(trace, explanation)),
                file);
    }

    private static WindowFigure.Curve curve(WindowTrace.Window window) {
        return new WindowFigure.Curve(
                window.connection(),
                seconds(window.nanos()),
                Arrays.stream(window.windowPackets()).asDoubleStream().toArray(),
                Arrays.stream(window.thresholdPackets())
                        .mapToDouble(packets -> packets == Integer.MAX_VALUE ? Double.POSITIVE_INFINITY : packets)
                        .toArray());
    }

    private static List<WindowFigure.Level> levels(TransferExplanation explanation) {
        TransferExplanation.Bottleneck bottleneck = explanation.bottleneck();
        double path = bottleneck.bandwidthDelayBytes() / SEGMENT_BYTES;
        List<WindowFigure.Level> levels = new ArrayList<>();
        levels.add(new WindowFigure.Level(path, "bandwidth-delay product"));
        if (bottleneck.isQueueStated() && bottleneck.queueBytes() > 0) {
            levels.add(new WindowFigure.Level(
                    path + bottleneck.queueBytes() / SEGMENT_BYTES, "with the bottleneck's queue"));
        }
        return levels;
    }

    private static WindowFigure.Queue queue(WindowTrace trace, TransferExplanation explanation) {
        boolean isBottleneck =
                trace.queue().link().equals(explanation.bottleneck().link());
        double limit = isBottleneck && explanation.bottleneck().isQueueStated()
                ? explanation.bottleneck().queueBytes()
                : Double.NaN;
        return new WindowFigure.Queue(
                trace.queue().link(),
                seconds(trace.queue().nanos()),
                Arrays.stream(trace.queue().waitingBytes()).asDoubleStream().toArray(),
                limit,
                seconds(trace.queue().dropNanos()));
    }

    private static double[] seconds(long[] nanos) {
        return Arrays.stream(nanos).mapToDouble(n -> n / NANOS_PER_SECOND).toArray();
    }
}
