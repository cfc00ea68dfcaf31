package org.longhaul.analysis.figure;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.Outcome;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.measure.MeasureInfo;
import org.longhaul.analysis.record.measure.Measures;
import org.longhaul.analysis.record.measure.Target;
import org.longhaul.analysis.report.markup.CurveStyle;
import org.longhaul.analysis.statistics.Comparison;
import org.longhaul.analysis.statistics.MethodSummary;
import org.longhaul.analysis.text.Headline;
import org.longhaul.analysis.text.MeasureWords;
import org.longhaul.analysis.text.Quantities;

/**
 * A measure against time, items or bytes as a still figure: for each method the mean over seeds as a step function with
 * a band from the lowest to the highest seed, told apart by marks, dashes and names as well as by colour.
 */
public final class MeasureFigure {

    private static final double LEFT = 72;
    private static final double STEEP_PART = 0.18;
    private static final double TITLE_SIZE = 18;
    private static final double NAME_SIZE = 13;
    private static final double NAME_ROW = 16;
    private static final double MARK = 4.2;
    private static final double MARK_EVERY = 84;
    private static final int INK = 0x1c2430;
    private static final int SOFT = 0x545f6e;
    private static final int GRID = 0xe4e8ed;
    private static final int PAPER = 0xffffff;

    /** One method's line. */
    private record Line(
            String label, CurveStyle style, boolean trained, MeanCurve curve, @Nullable MeanCurve virtual) {}

    private final Comparison comparison;
    private final Measures measures;
    private final MeasureInfo measure;
    private final FigureOptions options;
    private final List<Line> lines = new ArrayList<>();
    private final List<String> title;
    private final Axis across;
    private final Axis up;
    private final double unit;
    private final String unitName;

    private MeasureFigure(Comparison comparison, FigureOptions options) {
        this.comparison = comparison;
        this.measures = comparison.run().measures();
        this.measure = options.measure() == null ? measures.headline() : measures.get(options.measure());
        this.options = options;
        this.title = options.title()
                ? Helvetica.wrapped(Headline.of(comparison), options.width() - 48.0, TITLE_SIZE)
                : List.of();
        collect();
        if (options.client() != null && lines.isEmpty()) {
            throw new IllegalArgumentException("no method of this run tells the " + measure.label()
                    + " of the worker or client " + options.client());
        }
        double first = Double.POSITIVE_INFINITY;
        double last = 0;
        double names = 0;
        for (Line line : lines) {
            double[] xs = line.curve().xs();
            first = Math.min(first, xs[0]);
            last = Math.max(last, xs[xs.length - 1]);
            names = Math.max(names, Helvetica.width(name(line), NAME_SIZE, true));
        }
        last = last > 0 ? last : 1;
        this.unit = options.across().unit(last);
        this.unitName = options.across().unitName(unit);
        boolean log = options.log() && first < last;
        double right = options.width() - Math.min(names + 40, 0.35 * options.width());
        this.across = new Axis(log ? first / unit : 0, last / unit, LEFT, right, log);
        this.up = upAxis();
    }

    /**
     * Draws into a file.
     *
     * @param file its name ends in .svg, .png (at twice the size, with the fonts of the Java runtime) or .pdf
     * @throws IllegalArgumentException if the name ends otherwise, or the run has no such measure
     * @throws java.io.UncheckedIOException if it cannot be written
     */
    public static void write(RunRecord run, Path file, FigureOptions options) {
        Comparison comparison = Comparison.of(run);
        MeasureFigure figure = new MeasureFigure(comparison, options);
        FigureFile.write(file, options.width(), options.height(), Headline.of(comparison), figure::draw);
    }

    /** Returns the figure as SVG text. */
    static String svg(RunRecord run, FigureOptions options) {
        Comparison comparison = Comparison.of(run);
        SvgCanvas canvas = new SvgCanvas(options.width(), options.height(), Headline.of(comparison));
        new MeasureFigure(comparison, options).draw(canvas);
        return canvas.document();
    }

    private void collect() {
        int next = 1;
        for (MethodSummary method : comparison.methods()) {
            CurveStyle style = new CurveStyle(method.baseline() ? 0 : next++);
            String client = options.client();
            MeanCurve curve = client == null
                    ? MeanCurve.of(method.seeds(), measures, measure, options.across(), options.log())
                    : MeanCurve.ofClient(method.seeds(), client, measures, measure, options.across(), options.log());
            if (curve != null) {
                boolean trained = method.outcome().kind() == Outcome.Kind.COMPLETED;
                MeanCurve virtual = client != null
                        ? null
                        : MeanCurve.virtual(method.seeds(), measures, measure, options.across(), options.log());
                lines.add(new Line(method.label(), style, trained, curve, virtual));
            }
        }
    }

    private String name(Line line) {
        for (MethodSummary method : comparison.methods()) {
            if (!line.trained() && method.label().equals(line.label())) {
                return line.label() + " (" + method.outcome().kind().name().toLowerCase(Locale.ROOT) + ")";
            }
        }
        return line.label();
    }

    private String axisName() {
        String name =
                switch (options.across()) {
                    case TIME -> "projected time";
                    case ITEMS -> MeasureWords.plural(measures.item()) + " of all workers";
                    case BYTES -> "charged bytes per worker";
                };
        return unitName.isEmpty() ? name : name + ", " + unitName;
    }

    private double top() {
        return options.title() ? 60 + (TITLE_SIZE + 5) * title.size() : 30;
    }

    /** The end of training is what is compared: the steep first part of each curve is left out; of one worker all is shown. */
    private Axis upAxis() {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        boolean isWhole = options.client() != null;
        for (Line line : lines) {
            for (MeanCurve curve :
                    line.virtual() == null ? List.of(line.curve()) : List.of(line.curve(), line.virtual())) {
                double start = curve.mean()[afterTheStart(curve.xs())];
                boolean falls = !measure.higherIsBetter();
                low = Math.min(
                        low, falls || isWhole ? Arrays.stream(curve.low()).min().orElse(low) : start);
                high = Math.max(
                        high,
                        falls && !isWhole
                                ? start
                                : Arrays.stream(curve.high()).max().orElse(high));
            }
        }
        for (Target target : comparison.run().targets()) {
            Double value = measures.on(measure, target);
            low = value == null ? low : Math.min(low, value);
            high = value == null ? high : Math.max(high, value);
        }
        double bottom = options.height() - 62.0;
        if (low > high) {
            return new Axis(0, 1, bottom, top());
        }
        double margin = Math.max(1e-6, 0.06 * (high - low));
        return new Axis(low - margin, high + margin, bottom, top());
    }

    private static int afterTheStart(double[] xs) {
        int index = 0;
        while (index < xs.length - 1 && xs[index] < STEEP_PART * xs[xs.length - 1]) {
            index++;
        }
        return index;
    }

    private void draw(Canvas canvas) {
        for (int i = 0; i < title.size(); i++) {
            canvas.text(
                    24,
                    34 + (TITLE_SIZE + 5) * i,
                    new Canvas.Font(INK, TITLE_SIZE, true, Canvas.Anchor.START),
                    title.get(i));
        }
        if (options.title()) {
            canvas.text(
                    24,
                    top() - 24,
                    new Canvas.Font(SOFT, 12, false, Canvas.Anchor.START),
                    Headline.setting(comparison));
        }
        grid(canvas);
        comparison.run().targets().forEach(target -> target(canvas, target));
        lines.forEach(line -> band(canvas, line));
        lines.forEach(line -> virtual(canvas, line));
        for (int i = 0; i < lines.size(); i++) {
            line(canvas, lines.get(i), i);
        }
        comparison.run().targets().forEach(target -> lines.forEach(line -> met(canvas, line, target)));
        names(canvas);
    }

    private void grid(Canvas canvas) {
        Canvas.Stroke hair = Canvas.Stroke.solid(GRID, 1);
        double right = across.to();
        double bottom = up.from();
        for (double tick : across.ticks((int) Math.max(2, (right - LEFT) / 105))) {
            double x = across.place(tick);
            canvas.polyline(new double[] {x, x}, new double[] {up.to(), bottom}, hair);
            canvas.text(x, bottom + 18, new Canvas.Font(SOFT, 12, false, Canvas.Anchor.MIDDLE), Quantities.plain(tick));
        }
        for (double tick : up.ticks((int) Math.max(2, (bottom - up.to()) / 55))) {
            double y = up.place(tick);
            canvas.polyline(new double[] {LEFT, right}, new double[] {y, y}, hair);
            String name = Quantities.plain(measure.inShares() ? 100 * tick : tick);
            canvas.text(LEFT - 8, y + 4, new Canvas.Font(SOFT, 12, false, Canvas.Anchor.END), name);
        }
        Canvas.Font axes = new Canvas.Font(INK, 13, false, Canvas.Anchor.MIDDLE);
        canvas.text((LEFT + right) / 2, bottom + 40, axes, axisName());
        canvas.textUpwards(
                24,
                (up.to() + bottom) / 2,
                axes,
                MeasureWords.axis(MeasureWords.taken(measures, measure), measure)
                        + (options.client() == null ? "" : " of worker " + options.client()));
        if (lines.stream().anyMatch(line -> line.virtual() != null)) {
            String note = "dotted: virtual, the mean of the workers, held by nobody";
            canvas.text(options.width() - 12.0, bottom + 56, new Canvas.Font(SOFT, 11, false, Canvas.Anchor.END), note);
        }
    }

    private void target(Canvas canvas, Target target) {
        Double value = measures.on(measure, target);
        if (value == null) {
            return;
        }
        double y = up.place(value);
        double[] xs = {LEFT, across.to()};
        canvas.polyline(xs, new double[] {y, y}, new Canvas.Stroke(SOFT, 1, List.of(2.0, 4.0)));
        text(
                canvas,
                across.to() - 4,
                y - 6,
                new Canvas.Font(SOFT, 12, false, Canvas.Anchor.END),
                "target: " + target.label());
    }

    /** Writes on a ground that keeps it readable over lines. */
    private static void text(Canvas canvas, double x, double y, Canvas.Font font, String text) {
        double width = Helvetica.width(text, font.size(), font.bold());
        double left = font.anchor() == Canvas.Anchor.END ? x - width : x;
        double[] xs = {left - 2, left + width + 2, left + width + 2, left - 2};
        canvas.polygon(xs, new double[] {y - 11, y - 11, y + 3, y + 3}, PAPER, 0.75);
        canvas.text(x, y, font, text);
    }

    private double[] units(double[] xs) {
        return Arrays.stream(xs).map(x -> x / unit).toArray();
    }

    private void band(Canvas canvas, Line line) {
        MeanCurve curve = line.curve();
        double[][] area = Stairs.between(units(curve.xs()), curve.low(), curve.high(), across, up);
        canvas.polygon(area[0], area[1], line.style().colour(), 0.18);
    }

    private void virtual(Canvas canvas, Line line) {
        if (line.virtual() != null) {
            double[][] points =
                    Stairs.of(units(line.virtual().xs()), line.virtual().mean(), across, up);
            Canvas.Stroke thin = new Canvas.Stroke(line.style().colour(), 1.2, CurveStyle.virtualDashes());
            canvas.polyline(points[0], points[1], thin);
        }
    }

    private void line(Canvas canvas, Line line, int number) {
        double[] xs = units(line.curve().xs());
        double[] mean = line.curve().mean();
        double[][] points = Stairs.of(xs, mean, across, up);
        canvas.polyline(
                points[0],
                points[1],
                new Canvas.Stroke(line.style().colour(), 2.2, line.style().dashes()));
        double next = LEFT + number * 23 % MARK_EVERY;
        for (int i = 0; i < xs.length; i++) {
            double x = across.place(xs[i]);
            if ((x >= next || i == xs.length - 1) && mean[i] <= up.high() && mean[i] >= up.low()) {
                mark(canvas, x, up.place(mean[i]), line.style());
                next = x + MARK_EVERY;
            }
        }
        if (!line.trained()) {
            double x = across.place(xs[xs.length - 1]);
            double y = Math.max(up.to(), up.place(mean[mean.length - 1]));
            Canvas.Stroke cross = Canvas.Stroke.solid(line.style().colour(), 2.2);
            canvas.polyline(new double[] {x - 6, x + 6}, new double[] {y - 6, y + 6}, cross);
            canvas.polyline(new double[] {x - 6, x + 6}, new double[] {y + 6, y - 6}, cross);
        }
    }

    private static void mark(Canvas canvas, double x, double y, CurveStyle style) {
        outline(canvas, x, y, style, MARK + 1, PAPER);
        outline(canvas, x, y, style, MARK, style.colour());
    }

    private static void outline(Canvas canvas, double x, double y, CurveStyle style, double radius, int colour) {
        double[] shape = style.mark(radius);
        double[] xs = new double[shape.length / 2];
        double[] ys = new double[xs.length];
        for (int i = 0; i < xs.length; i++) {
            xs[i] = x + shape[2 * i];
            ys[i] = y + shape[2 * i + 1];
        }
        canvas.polygon(xs, ys, colour, 1);
    }

    /** A ring where the mean first meets a target. */
    private void met(Canvas canvas, Line line, Target target) {
        Double bound = measures.on(measure, target);
        if (bound == null) {
            return;
        }
        double[] mean = line.curve().mean();
        for (int i = 0; i < mean.length; i++) {
            if (measure.meets(mean[i], bound)) {
                double x = across.place(line.curve().xs()[i] / unit);
                double y = up.place(mean[i]);
                double[] xs = new double[33];
                double[] ys = new double[33];
                for (int k = 0; k < xs.length; k++) {
                    xs[k] = x + 7 * Math.cos(Math.PI * k / 16);
                    ys[k] = y + 7 * Math.sin(Math.PI * k / 16);
                }
                canvas.polyline(xs, ys, Canvas.Stroke.solid(line.style().colour(), 2));
                return;
            }
        }
    }

    /** Names the curves beside their ends, pushed apart where they would lie on each other, in the order of the ends. */
    private void names(Canvas canvas) {
        List<Line> fromAbove = new ArrayList<>(lines);
        fromAbove.sort(Comparator.comparingDouble(this::endY));
        int count = fromAbove.size();
        double[] left = new double[count];
        double[] right = new double[count];
        double[] y = new double[count];
        for (int i = 0; i < count; i++) {
            Line line = fromAbove.get(i);
            double[] xs = line.curve().xs();
            double width = Helvetica.width(name(line), NAME_SIZE, true) + 24;
            left[i] = Math.min(across.place(xs[xs.length - 1] / unit) + 11, options.width() - width);
            right[i] = left[i] + width;
            y[i] = endY(line);
            for (int j = 0; j < i; j++) {
                boolean beside = right[i] < left[j] || left[i] > right[j];
                y[i] = beside ? y[i] : Math.max(y[i], y[j] + NAME_ROW);
            }
        }
        double lowest = up.from() - 4;
        for (int i = count - 1; i >= 0; i--) {
            y[i] = Math.min(y[i], lowest);
            for (int j = i + 1; j < count; j++) {
                boolean beside = right[i] < left[j] || left[i] > right[j];
                y[i] = beside ? y[i] : Math.min(y[i], y[j] - NAME_ROW);
            }
        }
        for (int i = 0; i < count; i++) {
            Line line = fromAbove.get(i);
            text(canvas, left[i] + 14, y[i], new Canvas.Font(INK, NAME_SIZE, true, Canvas.Anchor.START), name(line));
            outline(
                    canvas,
                    left[i] + 6,
                    y[i] - 4.5,
                    line.style(),
                    MARK,
                    line.style().colour());
        }
    }

    private double endY(Line line) {
        double[] mean = line.curve().mean();
        return Math.max(up.to() + 12, up.place(mean[mean.length - 1]) + 4.5);
    }
}
