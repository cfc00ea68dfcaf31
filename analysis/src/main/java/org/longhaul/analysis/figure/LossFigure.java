package org.longhaul.analysis.figure;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.Target;
import org.longhaul.analysis.report.Headline;
import org.longhaul.analysis.statistics.Comparison;
import org.longhaul.analysis.statistics.MethodSummary;
import org.longhaul.analysis.text.Quantities;

/** Validation loss against projected time, one line per method, as a still figure of 960 x 540 pixels. */
public final class LossFigure {

    private static final int WIDTH = 960;
    private static final int HEIGHT = 540;
    private static final double LEFT = 72;
    private static final double RIGHT = WIDTH - 28.0;
    private static final double TOP = 84;
    private static final double BOTTOM = HEIGHT - 62.0;
    private static final double ROW = 22;
    private static final double KEY = 26;
    private static final double STEEP_PART = 0.18;
    private static final int INK = 0x1c2430;
    private static final int SOFT = 0x5a6675;
    private static final int GRID = 0xe4e8ed;
    private static final int[] COLOURS = {0x4b5563, 0x0072b2, 0xd55e00, 0x009270, 0xb5478f, 0xb98300, 0x3d9bd6, 0x8a5a44
    };

    /** One method's line. */
    private record Line(String label, int colour, boolean baseline, MeanCurve curve) {}

    private final Comparison comparison;
    private final List<Line> lines;
    private final Axis time;
    private final Axis loss;
    private final double unitSeconds;
    private final String unit;

    private LossFigure(Comparison comparison) {
        this.comparison = comparison;
        this.lines = lines(comparison);
        double last = 0;
        for (Line line : lines) {
            last = Math.max(last, line.curve().seconds()[line.curve().seconds().length - 1]);
        }
        last = last > 0 ? last : 1;
        this.unit = last >= 360_000 ? "days" : last >= 7200 ? "hours" : last >= 120 ? "minutes" : "seconds";
        this.unitSeconds = last >= 360_000 ? 86_400 : last >= 7200 ? 3600 : last >= 120 ? 60 : 1;
        this.time = new Axis(0, last / unitSeconds, LEFT, RIGHT);
        this.loss = lossAxis();
    }

    /** Writes the figure as SVG. */
    public static void writeSvg(RunRecord run, Path file) {
        try {
            Files.writeString(file, svg(run));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    /** Returns the figure as SVG text. */
    public static String svg(RunRecord run) {
        Comparison comparison = Comparison.of(run);
        SvgCanvas canvas = new SvgCanvas(WIDTH, HEIGHT, Headline.of(comparison));
        new LossFigure(comparison).draw(canvas);
        return canvas.document();
    }

    /** Writes the figure as PNG at twice its size; needs the fonts of the Java runtime. */
    public static void writePng(RunRecord run, Path file) {
        PngCanvas canvas = new PngCanvas(WIDTH, HEIGHT);
        new LossFigure(Comparison.of(run)).draw(canvas);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            canvas.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    private static List<Line> lines(Comparison comparison) {
        List<Line> lines = new ArrayList<>();
        int next = 0;
        for (MethodSummary method : comparison.methods()) {
            int colour = method.baseline() ? COLOURS[0] : COLOURS[1 + next++ % (COLOURS.length - 1)];
            MeanCurve curve = MeanCurve.of(method.seeds());
            if (curve != null) {
                lines.add(new Line(method.label(), colour, method.baseline(), curve));
            }
        }
        return lines;
    }

    /** The end of training is what is compared: the steep first part of each curve is left out. */
    private Axis lossAxis() {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (Line line : lines) {
            double[] mean = line.curve().mean();
            low = Math.min(low, Arrays.stream(mean).min().orElse(low));
            high = Math.max(high, mean[afterTheStart(line.curve().seconds())]);
        }
        for (Target target : comparison.run().targets()) {
            low = Math.min(low, target.lossNats());
            high = Math.max(high, target.lossNats());
        }
        if (low > high) {
            return new Axis(0, 1, BOTTOM, TOP);
        }
        double margin = Math.max(1e-6, 0.06 * (high - low));
        return new Axis(low - margin, high + margin, BOTTOM, TOP);
    }

    private static int afterTheStart(double[] seconds) {
        int index = 0;
        while (seconds[index] < STEEP_PART * seconds[seconds.length - 1]) {
            index++;
        }
        return index;
    }

    private void draw(Canvas canvas) {
        String headline = Headline.of(comparison);
        double size = Math.min(20, 1.6 * WIDTH / headline.length());
        canvas.text(24, 36, new Canvas.Font(INK, size, true, Canvas.Anchor.START), headline);
        canvas.text(24, 60, new Canvas.Font(SOFT, 13, false, Canvas.Anchor.START), setting());
        grid(canvas);
        for (Target target : comparison.run().targets()) {
            target(canvas, target);
        }
        for (Line line : lines) {
            band(canvas, line);
        }
        for (Line line : lines) {
            line(canvas, line);
        }
        comparison.run().targets().forEach(target -> lines.forEach(line -> crossing(canvas, line, target)));
        legend(canvas);
    }

    private String setting() {
        RunRecord run = comparison.run();
        int workers = run.network().workerNodes().size();
        return workers + (workers == 1 ? " worker on " : " workers on ")
                + run.network().name() + ", "
                + run.network().fidelity() + " network model"
                + (run.projectedModel() == null ? "" : "; charged as " + run.projectedModel());
    }

    private void grid(Canvas canvas) {
        Canvas.Stroke hair = new Canvas.Stroke(GRID, 1, false);
        for (double tick : time.ticks(8)) {
            double x = time.place(tick);
            canvas.polyline(new double[] {x, x}, new double[] {TOP, BOTTOM}, hair);
            canvas.text(x, BOTTOM + 18, new Canvas.Font(SOFT, 12, false, Canvas.Anchor.MIDDLE), Quantities.plain(tick));
        }
        for (double tick : loss.ticks(7)) {
            double y = loss.place(tick);
            canvas.polyline(new double[] {LEFT, RIGHT}, new double[] {y, y}, hair);
            canvas.text(LEFT - 8, y + 4, new Canvas.Font(SOFT, 12, false, Canvas.Anchor.END), Quantities.plain(tick));
        }
        Canvas.Font name = new Canvas.Font(INK, 13, false, Canvas.Anchor.MIDDLE);
        canvas.text((LEFT + RIGHT) / 2, HEIGHT - 20.0, name, "projected time, " + unit);
        canvas.textUpwards(24, (TOP + BOTTOM) / 2, name, "validation loss, nats per token");
    }

    private void target(Canvas canvas, Target target) {
        double y = loss.place(target.lossNats());
        canvas.polyline(new double[] {LEFT, RIGHT}, new double[] {y, y}, new Canvas.Stroke(SOFT, 1, true));
        canvas.text(RIGHT - 4, y - 6, new Canvas.Font(SOFT, 12, false, Canvas.Anchor.END), "target: " + target.label());
    }

    private void band(Canvas canvas, Line line) {
        double[][] low = visible(line.curve().seconds(), line.curve().low());
        double[][] high = visible(line.curve().seconds(), line.curve().high());
        int below = low[0].length;
        int above = high[0].length;
        double[] xs = Arrays.copyOf(low[0], below + above);
        double[] ys = Arrays.copyOf(low[1], below + above);
        for (int i = 0; i < above; i++) {
            xs[below + i] = high[0][above - 1 - i];
            ys[below + i] = high[1][above - 1 - i];
        }
        canvas.polygon(xs, ys, line.colour(), 0.18);
    }

    private void line(Canvas canvas, Line line) {
        double[][] points = visible(line.curve().seconds(), line.curve().mean());
        canvas.polyline(points[0], points[1], new Canvas.Stroke(line.colour(), 2.2, line.baseline()));
    }

    /** Returns the pixels of the points from where the curve first comes into view, starting on the frame. */
    private double[][] visible(double[] seconds, double[] losses) {
        int first = 0;
        while (first < losses.length - 1 && losses[first] > loss.high()) {
            first++;
        }
        int from = Math.max(0, first - 1);
        double[] xs = new double[losses.length - from];
        double[] ys = new double[xs.length];
        for (int i = 0; i < xs.length; i++) {
            xs[i] = time.place(seconds[from + i] / unitSeconds);
            ys[i] = loss.place(losses[from + i]);
        }
        if (xs.length > 1 && ys[0] < TOP) {
            xs[0] += (TOP - ys[0]) / (ys[1] - ys[0]) * (xs[1] - xs[0]);
        }
        for (int i = 0; i < ys.length; i++) {
            ys[i] = Math.max(TOP, ys[i]);
        }
        return new double[][] {xs, ys};
    }

    private void crossing(Canvas canvas, Line line, Target target) {
        double[] mean = line.curve().mean();
        double[] seconds = line.curve().seconds();
        for (int i = 1; i < mean.length; i++) {
            if (mean[i] <= target.lossNats() && mean[i - 1] > target.lossNats()) {
                double share = (mean[i - 1] - target.lossNats()) / (mean[i - 1] - mean[i]);
                double at = seconds[i - 1] + share * (seconds[i] - seconds[i - 1]);
                canvas.disc(time.place(at / unitSeconds), loss.place(target.lossNats()), 5, line.colour());
                return;
            }
        }
    }

    /** Names the lines in the upper right corner, which falling curves leave free. */
    private void legend(Canvas canvas) {
        int longest =
                lines.stream().mapToInt(line -> line.label().length()).max().orElse(0);
        double x = Math.max(LEFT + 20, RIGHT - 40 - KEY - 7.5 * longest);
        double y = TOP + 20;
        for (Line line : lines) {
            Canvas.Stroke stroke = new Canvas.Stroke(line.colour(), 2.6, line.baseline());
            canvas.polyline(new double[] {x, x + KEY}, new double[] {y - 4, y - 4}, stroke);
            canvas.text(x + KEY + 8, y, new Canvas.Font(INK, 13, false, Canvas.Anchor.START), line.label());
            y += ROW;
        }
    }
}
