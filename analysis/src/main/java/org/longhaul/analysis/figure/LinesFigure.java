package org.longhaul.analysis.figure;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.longhaul.analysis.report.markup.CurveStyle;

/**
 * A figure over one axis, a line for each method: compute utilisation over bandwidth, time over latency. Where a method has
 * no value its line is broken, and a cross on the upper edge says that the target was not reached there.
 */
public final class LinesFigure {

    /**
     * One method's line.
     *
     * @param name the method
     * @param xs places, ascending
     * @param values mean value at each place; not a number where there is none
     * @param lows the lowest over seeds
     * @param highs the highest over seeds
     * @param missed whether the target was not reached at a place without a value
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    public record Line(String name, double[] xs, double[] values, double[] lows, double[] highs, boolean[] missed) {}

    /**
     * What is shown.
     *
     * @param title one line, empty for none
     * @param subtitle one line
     * @param across name of the horizontal axis
     * @param acrossScale how its values are written
     * @param acrossLog whether equal factors are equally long
     * @param up name of the vertical axis
     * @param upScale how its values are written; shares have an axis from 0 to 100 %
     * @param upLog as {@code acrossLog}
     * @param lines one for each method, the baseline first
     */
    public record Content(
            String title,
            String subtitle,
            String across,
            AxisScale acrossScale,
            boolean acrossLog,
            String up,
            AxisScale upScale,
            boolean upLog,
            List<Line> lines) {
        /** Copies the list. */
        public Content {
            lines = List.copyOf(lines);
        }
    }

    private static final double LEFT = 92;
    private static final double ROW = 19;
    private static final int MOST_PLACES = 12;

    private final Content content;
    private final Frame frame;
    private final Axis across;
    private final Axis up;
    private final int width;
    private final int height;
    private final List<CurveStyle> styles = new ArrayList<>();

    private LinesFigure(Content content, int width, int height) {
        this.content = content;
        this.width = width;
        this.height = height;
        double right = width - 34.0;
        List<String> names = content.lines().stream().map(Line::name).toList();
        for (int i = 0; i < names.size(); i++) {
            styles.add(new CurveStyle(i));
        }
        double bottom = height - 70 - ROW * Frame.legendRows(LEFT, right, names);
        double[] xs = content.lines().stream()
                .flatMapToDouble(line -> Arrays.stream(line.xs()))
                .toArray();
        this.across = Frame.axis(
                Arrays.stream(xs).min().orElse(1),
                Arrays.stream(xs).max().orElse(2),
                LEFT,
                right,
                content.acrossLog(),
                0.02);
        this.up = upAxis(bottom);
        this.frame = new Frame(across, content.acrossScale(), up, content.upScale());
    }

    private Axis upAxis(double bottom) {
        double top = Frame.top(content.title());
        if (content.upScale() == AxisScale.SHARE && !content.upLog()) {
            return new Axis(0, 1.02, bottom, top);
        }
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (Line line : content.lines()) {
            for (int i = 0; i < line.values().length; i++) {
                if (!Double.isNaN(line.values()[i])) {
                    low = Math.min(low, line.lows()[i]);
                    high = Math.max(high, line.highs()[i]);
                }
            }
        }
        return low > high
                ? new Axis(0, 1, bottom, top)
                : Frame.axis(low, high, bottom, top, content.upLog() && low > 0, 0.05);
    }

    /**
     * Draws into a file.
     *
     * @param file its name ends in .svg, .png (at twice the size) or .pdf
     * @throws java.io.UncheckedIOException if it cannot be written
     */
    public static void write(Content content, Path file, int width, int height) {
        LinesFigure figure = new LinesFigure(content, width, height);
        FigureFile.write(file, width, height, content.title(), figure::draw);
    }

    private void draw(Canvas canvas) {
        Frame.title(canvas, width, content.title(), content.subtitle());
        if (content.acrossScale() == AxisScale.NUMBER && places().length <= MOST_PLACES) {
            // Few plain numbers, such as periods of 16, 64 and 256 steps: those are the ones to read.
            List<AxisScale.Tick> ticks = new ArrayList<>();
            for (double place : places()) {
                ticks.add(new AxisScale.Tick(place, content.acrossScale().round(place)));
            }
            frame.axes(canvas, content.across(), content.up(), ticks);
        } else {
            frame.axes(canvas, content.across(), content.up());
        }
        for (int i = content.lines().size() - 1; i >= 0; i--) {
            line(canvas, content.lines().get(i), styles.get(i), i);
        }
        List<String> names = content.lines().stream().map(Line::name).toList();
        double row = Frame.legend(canvas, LEFT, across.to(), up.from() + 70, names, styles);
        if (content.lines().stream().anyMatch(LinesFigure::hasMissed)) {
            canvas.text(
                    across.to(),
                    Math.min(row + ROW - 2, height - 6.0),
                    new Canvas.Font(Frame.SOFT, 11, false, Canvas.Anchor.END),
                    "cross at the upper edge: target not reached under some seed");
        }
    }

    private double[] places() {
        return content.lines().stream()
                .flatMapToDouble(line -> Arrays.stream(line.xs()))
                .distinct()
                .sorted()
                .toArray();
    }

    private static boolean hasMissed(Line line) {
        for (boolean missed : line.missed()) {
            if (missed) {
                return true;
            }
        }
        return false;
    }

    private void line(Canvas canvas, Line line, CurveStyle style, int number) {
        int from = 0;
        int count = line.xs().length;
        while (from < count) {
            int to = from;
            while (to < count && !Double.isNaN(line.values()[to])) {
                to++;
            }
            if (to > from) {
                part(canvas, line, from, to, style);
            }
            from = to + 1;
        }
        for (int i = 0; i < count; i++) {
            double x = across.place(line.xs()[i]);
            if (!Double.isNaN(line.values()[i])) {
                Frame.mark(canvas, x, up.place(line.values()[i]), style, 1);
            } else if (line.missed()[i]) {
                cross(canvas, x, up.to() + 7 + 11.0 * number, style);
            }
        }
    }

    private void part(Canvas canvas, Line line, int from, int to, CurveStyle style) {
        double[] xs = new double[to - from];
        double[] ys = new double[to - from];
        double[] aroundXs = new double[2 * (to - from)];
        double[] aroundYs = new double[aroundXs.length];
        boolean spread = false;
        for (int i = from; i < to; i++) {
            int at = i - from;
            xs[at] = across.place(line.xs()[i]);
            ys[at] = up.place(line.values()[i]);
            aroundXs[at] = xs[at];
            aroundYs[at] = up.place(line.highs()[i]);
            aroundXs[aroundXs.length - 1 - at] = xs[at];
            aroundYs[aroundXs.length - 1 - at] = up.place(line.lows()[i]);
            spread |= line.highs()[i] > line.lows()[i];
        }
        if (spread) {
            canvas.polygon(aroundXs, aroundYs, style.colour(), 0.16);
        }
        canvas.polyline(xs, ys, new Canvas.Stroke(style.colour(), 2, style.dashes()));
    }

    private static void cross(Canvas canvas, double x, double y, CurveStyle style) {
        Canvas.Stroke stroke = Canvas.Stroke.solid(style.colour(), 2);
        canvas.polyline(new double[] {x - 4, x + 4}, new double[] {y - 4, y + 4}, stroke);
        canvas.polyline(new double[] {x - 4, x + 4}, new double[] {y + 4, y - 4}, stroke);
    }
}
